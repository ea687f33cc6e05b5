// Affine maps written into memory of ours, with libtorch's own products.
#pragma once
#include <ATen/ATen.h>
#include <optional>

namespace flodl::kernels {

/// `input * transpose(weight) + bias` over the last dimension. Bitwise equal to at::linear unless
/// `tuned`, which takes the faster library (runtime/cpu/Products.h).
void linearOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &weight,
               const std::optional<at::Tensor> &bias, bool tuned);

/// The product over the last two dimensions; bitwise equal to at::matmul.
void matmulOut(at::Tensor &result, const at::Tensor &lhs, const at::Tensor &rhs);

/// `transpose(grad) * input` with leading dimensions flattened.
void linearWeightGradOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input, bool tuned);

/// at::matmul; two matrices take the faster library when `tuned`.
void matmulOut(at::Tensor &result, const at::Tensor &lhs, const at::Tensor &rhs, bool tuned);

/// Products of the matrices of a batch.
void bmmOut(at::Tensor &result, const at::Tensor &lhs, const at::Tensor &rhs);

}  // namespace flodl::kernels
