// Eager operations whose memory layout does not depend on sizes. libtorch views a batch of one where
// it copies a larger batch, and the order in which a sum or a product adds follows the layout and the
// alignment; compiled programs know the layout when they are compiled, for every size. Here both copy
// alike.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

/// The elements row by row, aligned as new memory is; the tensor itself when they lie so already.
at::Tensor rowMajor(const at::Tensor &tensor);
/// Views a tensor that lies row by row as a matrix: all leading dimensions as one.
at::Tensor asRows(const at::Tensor &tensor);

/// The elements under another shape, row by row in memory, and so is the gradient through it.
at::Tensor reshape(const at::Tensor &input, at::IntArrayRef shape);
/// The same with the dimensions `start` to `end` merged.
at::Tensor flatten(const at::Tensor &input, int64_t start, int64_t end);

/// Whether a product of a batch with a matrix or vector is one product of all its rows.
bool isProductOfRows(const at::Tensor &lhs, const at::Tensor &rhs);
/// That product. at::matmul decides by sizes, strides and whether a gradient is wanted.
at::Tensor productOfRows(const at::Tensor &lhs, const at::Tensor &rhs);

/// at::linear and at::matmul, with the rows of a batch brought together in any case.
at::Tensor linear(const at::Tensor &input, const at::Tensor &weight, const std::optional<at::Tensor> &bias);
at::Tensor matmul(const at::Tensor &lhs, const at::Tensor &rhs);

}  // namespace flodl::kernels
