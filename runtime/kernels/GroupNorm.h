// Group, instance and root-mean-square normalisation through libtorch.
#pragma once
#include <ATen/ATen.h>
#include <optional>

namespace flodl::kernels {

/// Result (differentiable), mean and reciprocal deviation of each group.
std::tuple<at::Tensor, at::Tensor, at::Tensor> groupNorm(const at::Tensor &input, const std::optional<at::Tensor> &weight,
                                                         const std::optional<at::Tensor> &bias, double eps, int64_t groups);
void groupNormOut(at::Tensor &result, at::Tensor &mean, at::Tensor &rstd, const at::Tensor &input,
                  const std::optional<at::Tensor> &weight, const std::optional<at::Tensor> &bias, double eps, int64_t groups);
/// Gradient towards the input.
at::Tensor groupNormBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &mean, const at::Tensor &rstd,
                             const std::optional<at::Tensor> &weight, int64_t groups);
void groupNormBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input, const at::Tensor &mean,
                          const at::Tensor &rstd, const std::optional<at::Tensor> &weight, int64_t groups);
/// Gradients towards weight and bias.
std::tuple<at::Tensor, at::Tensor> groupNormWeightBackward(const at::Tensor &grad, const at::Tensor &input,
                                                           const at::Tensor &mean, const at::Tensor &rstd, int64_t groups);
void groupNormWeightBackwardOut(at::Tensor &weightGrad, at::Tensor &biasGrad, const at::Tensor &grad, const at::Tensor &input,
                                const at::Tensor &mean, const at::Tensor &rstd, int64_t groups);

/// Result (differentiable), mean and reciprocal deviation of each channel of each sample. Throws `Error` when a channel
/// has one element.
std::tuple<at::Tensor, at::Tensor, at::Tensor> instanceNorm(const at::Tensor &input, const std::optional<at::Tensor> &weight,
                                                            const std::optional<at::Tensor> &bias, double eps);
/// Gradients towards input, weight and bias.
std::tuple<at::Tensor, at::Tensor, at::Tensor>
instanceNormBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &mean, const at::Tensor &invstd,
                     const std::optional<at::Tensor> &weight, double eps);

/// Result (differentiable) and reciprocal root mean square.
std::tuple<at::Tensor, at::Tensor> rmsNorm(const at::Tensor &input, const std::optional<at::Tensor> &weight, double eps,
                                           at::IntArrayRef shape);
at::Tensor rmsNormBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &rstd,
                           const std::optional<at::Tensor> &weight, at::IntArrayRef shape);
at::Tensor rmsNormWeightBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &rstd, at::IntArrayRef shape);

}  // namespace flodl::kernels
