// Eager operations whose memory layout does not depend on sizes. libtorch views a batch of one where
// it copies a larger batch, and the order in which a sum adds follows the layout; compiled programs
// know the layout when they are compiled, for every size. Here both copy alike.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

/// The elements under another shape, row by row in memory, and so is the gradient through it.
at::Tensor reshape(const at::Tensor &input, at::IntArrayRef shape);
/// The same with the dimensions `start` to `end` merged.
at::Tensor flatten(const at::Tensor &input, int64_t start, int64_t end);

/// at::linear and at::matmul. Where libtorch makes one product of all rows of a batch, the gradient
/// towards the result is brought row by row first.
at::Tensor linear(const at::Tensor &input, const at::Tensor &weight, const std::optional<at::Tensor> &bias);
at::Tensor matmul(const at::Tensor &lhs, const at::Tensor &rhs);

}  // namespace flodl::kernels
