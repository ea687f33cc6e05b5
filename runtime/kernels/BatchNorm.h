// Batch normalisation that returns the new running statistics instead of overwriting the old ones.
#pragma once
#include <ATen/ATen.h>
#include <optional>

namespace flodl::kernels {

/// Throws `Error` when training on one value a channel; `input` is `[N, C, *]`.
void checkValues(const at::Tensor &input, bool training);

/// Result (differentiable), the mean and reciprocal deviation it was normalised with, and the
/// running mean and variance after the call. Throws `Error` when training on one value a channel.
std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor, at::Tensor>
batchNorm(const at::Tensor &input, const std::optional<at::Tensor> &weight, const std::optional<at::Tensor> &bias,
          const at::Tensor &runningMean, const at::Tensor &runningVar, double momentum, double eps, bool training);

/// The same; `newMean` and `newVar` may be the memory of `runningMean` and `runningVar`.
void batchNormOut(at::Tensor &result, at::Tensor &saveMean, at::Tensor &saveInvstd, at::Tensor &newMean,
                  at::Tensor &newVar, const at::Tensor &input, const std::optional<at::Tensor> &weight,
                  const std::optional<at::Tensor> &bias, const at::Tensor &runningMean, const at::Tensor &runningVar,
                  double momentum, double eps, bool training);

/// Gradients towards input, weight and bias.
std::tuple<at::Tensor, at::Tensor, at::Tensor>
batchNormBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &saveMean,
                  const at::Tensor &saveInvstd, const at::Tensor &runningMean, const at::Tensor &runningVar,
                  const std::optional<at::Tensor> &weight, double eps, bool training);

}  // namespace flodl::kernels
