// Layer normalisation through libtorch's kernels, into memory of ours.
#pragma once
#include <ATen/ATen.h>
#include <optional>

namespace flodl::kernels {

void layerNormOut(at::Tensor &result, at::Tensor &mean, at::Tensor &rstd, const at::Tensor &input,
                  const std::optional<at::Tensor> &weight, const std::optional<at::Tensor> &bias, double eps,
                  at::IntArrayRef shape);

/// Gradient towards the input.
at::Tensor layerNormBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &mean,
                             const at::Tensor &rstd, const std::optional<at::Tensor> &weight, at::IntArrayRef shape);
void layerNormBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input, const at::Tensor &mean,
                          const at::Tensor &rstd, const std::optional<at::Tensor> &weight, at::IntArrayRef shape);

/// Gradients towards weight and bias.
std::tuple<at::Tensor, at::Tensor> layerNormWeightBackward(const at::Tensor &grad, const at::Tensor &input,
                                                           const at::Tensor &mean, const at::Tensor &rstd,
                                                           at::IntArrayRef shape);
void layerNormWeightBackwardOut(at::Tensor &weightGrad, at::Tensor &biasGrad, const at::Tensor &grad,
                                const at::Tensor &input, const at::Tensor &mean, const at::Tensor &rstd,
                                at::IntArrayRef shape);

}  // namespace flodl::kernels
