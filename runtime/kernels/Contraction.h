// Affine maps written into memory of ours, with libtorch's own products.
#pragma once
#include <ATen/ATen.h>
#include <optional>

namespace flodl::kernels {

/// `input * transpose(weight) + bias` over the last dimension; bitwise equal to at::linear.
void linearOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &weight,
               const std::optional<at::Tensor> &bias);

/// `transpose(grad) * input` with leading dimensions flattened.
void linearWeightGradOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input);

}  // namespace flodl::kernels
