// Models of rows around one function.
#pragma once
#include "Harness.h"

namespace e2e {

/// `forward` of a module from a function.
struct Function : Module {
  std::function<Tensor(const Tensor &)> body;
  explicit Function(std::function<Tensor(const Tensor &)> body) : body(std::move(body)) {}
  std::string name() const override { return "function"; }
  Tensor forward(const Tensor &x) override { return body(x); }
};

/// A model of 6 features: an affine map to 8, `body`, and an affine map from `width` to 2.
inline Graph around(int64_t width, std::function<Tensor(const Tensor &)> body) {
  Graph g = FlowBuilder::from(Linear(6, 8)).through(Function(std::move(body))).through(Linear(width, 2)).build();
  // Some bodies give features of size 8: with a larger rate training diverges, and rounding errors with it.
  g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.005});
  return g;
}
inline ModelOptions<void> rows() { return {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 2}}}}; }

inline bool rowCase(const char *name, int64_t width, Tensor (*body)(const Tensor &)) {
  return testCase(name, rows(), [=] { return around(width, body); });
}

}  // namespace e2e
