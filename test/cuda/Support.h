// Models and tensors of the GPU in tests.
#pragma once
#include "test/runtime/GeneratedModel.h"

namespace flodl::test {

/// Skips the test where libtorch sees no GPU.
#define NEEDS_GPU()                        \
  if (!detail::runtime().hasCuda())        \
  GTEST_SKIP() << "there is no GPU that libtorch can use"

inline at::Tensor gpu(const at::Tensor &tensor) {
  return tensor.detach().to(at::kCUDA).set_requires_grad(tensor.requires_grad());
}
inline Mlp gpu(const Mlp &mlp) { return {gpu(mlp.weight1), gpu(mlp.bias1), gpu(mlp.weight2), gpu(mlp.bias2)}; }

}  // namespace flodl::test
