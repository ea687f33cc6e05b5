// A compiled model written by hand in the style of generated code: two affine maps with a ReLU
// between them, the hidden value tagged, mean squared error as the loss.
#pragma once
#include "test/runtime/Support.h"

namespace flodl::test {

inline constexpr const char *mlpSignature = "model mlp\n%0 = linear\n%1 = relu\n%2 = linear\nloss mse_loss\n";

/// Parameters of one instance and the same computation through libtorch.
struct Mlp {
  at::Tensor weight1 = randn({5, 3}, true), bias1 = randn({5}, true);
  at::Tensor weight2 = randn({2, 5}, true), bias2 = randn({2}, true);

  std::vector<at::Tensor> parameters() const { return {weight1, bias1, weight2, bias2}; }
  at::Tensor hidden(const at::Tensor &x) const { return at::relu(at::linear(x, weight1, bias1)); }
  at::Tensor forward(const at::Tensor &x) const { return at::linear(hidden(x), weight2, bias2); }

  /// The same values in other storage.
  Mlp clone() const;
  void zeroGrad() const;
  detail::BindRequest request() const;
  std::unique_ptr<detail::Instance> bind() const;
};

/// Gradients of all parameters.
std::vector<at::Tensor> gradients(const Mlp &mlp);

/// Calls `instance`, which has that many outputs, on tensors; the result, then tags.
std::vector<at::Tensor> forward(detail::Instance &instance, std::vector<at::Tensor> inputs, size_t outputs = 2);
std::shared_ptr<detail::StepResultImpl> step(detail::Instance &instance, std::vector<at::Tensor> inputs);

}  // namespace flodl::test
