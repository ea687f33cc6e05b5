// Small modules with results that are computed by hand, for tests of graphs that run.
#pragma once
#include "test/frontend/Support.h"
#include <cmath>
#include <limits>

namespace flodl::test {

using Floats = std::vector<float>;
using Strings = std::vector<std::string>;

inline Floats values(const Tensor &tensor) { return tensor.to_vector<float>(); }
/// `[1, n]`
inline Tensor row(const Floats &elements) { return from_vector(elements, {1, static_cast<int64_t>(elements.size())}); }
/// `[n, columns]`
inline Tensor rows(const Floats &elements, int64_t columns) {
  return from_vector(elements, {static_cast<int64_t>(elements.size()) / columns, columns});
}
/// The same as a leaf that wants a gradient.
inline Tensor leaf(Tensor tensor) { return tensor.set_requires_grad(); }

/// `x * weight^T`, with `in` columns in the weight.
inline Linear linear(const Floats &weight, int64_t in) { return Linear(rows(weight, in), Tensor()); }

inline Strings names(const std::vector<NamedParameter> &list) {
  Strings names;
  for (const NamedParameter &tensor : list)
    names.push_back(tensor.name);
  return names;
}

struct Times : Module {
  explicit Times(double factor) : factor(factor) {}
  Tensor forward(const Tensor &x) override { return x * factor; }
  double factor;
};

/// `x + bias`
struct Plus : Module {
  explicit Plus(const Floats &start) : bias(*this, "bias", from_vector(start, {static_cast<int64_t>(start.size())})) {}
  Tensor forward(const Tensor &x) override { return x + bias; }
  Param bias;
};

/// Always the same result.
struct Answer : Module {
  explicit Answer(Tensor result) : result(std::move(result)) {}
  Tensor forward(const Tensor &) override { return result; }
  Tensor result;
};

/// Applies a function, and counts calls, resets and detachments.
struct Probe : Module {
  explicit Probe(std::function<Tensor(const Tensor &)> function = [](const Tensor &x) { return x; })
      : function(std::move(function)) {}
  Tensor forward(const Tensor &x) override {
    ++calls;
    shapes.push_back(str(x.shape()));
    return function(x);
  }
  void reset() override { ++resets; }
  void detach_state() override { ++detachments; }
  std::function<Tensor(const Tensor &)> function;
  int calls = 0, resets = 0, detachments = 0;
  Strings shapes;
};
inline std::shared_ptr<Probe> probe(std::function<Tensor(const Tensor &)> function) {
  return std::make_shared<Probe>(std::move(function));
}
inline std::shared_ptr<Probe> probe() { return std::make_shared<Probe>(); }

/// A module with a part.
struct Wrapper : Module {
  explicit Wrapper(std::shared_ptr<Module> inner) : part(*this, "part", std::move(inner)) {}
  Tensor forward(const Tensor &x) override { return part(x); }
  Child<Module> part;
};

/// `x` itself; keeps what it was given.
struct RefReader : Module {
  Tensor forward(const Tensor &x) override { return forward_named(x, Refs()); }
  Tensor forward_named(const Tensor &x, const Refs &refs) override {
    seen.clear();
    for (auto &[name, value] : refs.values())
      seen.emplace_back(name, value);
    return x;
  }
  std::vector<std::pair<std::string, Tensor>> seen;
};

/// `x` with the columns of the reference `name` behind its own.
struct Join : Module {
  explicit Join(std::string name) : name_(std::move(name)) {}
  Tensor forward_named(const Tensor &x, const Refs &refs) override { return cat({x, refs[name_]}, 1); }

 private:
  std::string name_;
};

}  // namespace flodl::test
