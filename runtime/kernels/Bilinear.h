// Bilinear forms through libtorch.
#pragma once
#include <ATen/ATen.h>
#include <optional>

namespace flodl::kernels {

/// Differentiable.
at::Tensor bilinear(const at::Tensor &input1, const at::Tensor &input2, const at::Tensor &weight,
                    const std::optional<at::Tensor> &bias);
/// Gradients towards both inputs and the weight.
std::tuple<at::Tensor, at::Tensor, at::Tensor> bilinearBackward(const at::Tensor &grad, const at::Tensor &input1,
                                                                const at::Tensor &input2, const at::Tensor &weight);

}  // namespace flodl::kernels
