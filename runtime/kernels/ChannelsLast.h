// Convolutions and batch normalisation on `[N, H, W, C]` tensors: the device's own kernels where it has
// some, libtorch's otherwise. See the records in ir/ops/ChannelsLast.td for shapes.
#pragma once
#include <ATen/ATen.h>
#include <optional>

namespace flodl::kernels {

at::Tensor conv2dNhwc(const at::Tensor &input, const at::Tensor &weight, at::IntArrayRef stride, at::IntArrayRef padding,
                      at::IntArrayRef dilation, int64_t groups);
void conv2dNhwcOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &weight, at::IntArrayRef stride,
                   at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups);

/// Reads no values of `input`.
at::Tensor conv2dNhwcInputBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &weight,
                                   at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                                   int64_t groups);
void conv2dNhwcInputBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input,
                                const at::Tensor &weight, at::IntArrayRef stride, at::IntArrayRef padding,
                                at::IntArrayRef dilation, int64_t groups);

/// Reads no values of `weight`.
at::Tensor conv2dNhwcWeightBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &weight,
                                    at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                                    int64_t groups);
void conv2dNhwcWeightBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input,
                                 const at::Tensor &weight, at::IntArrayRef stride, at::IntArrayRef padding,
                                 at::IntArrayRef dilation, int64_t groups);

/// Result, mean of `input` and reciprocal deviation that normalised it, running mean and variance
/// after the call. Throws `Error` when training on one value a channel.
std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor, at::Tensor>
batchNormNhwc(const at::Tensor &input, const std::optional<at::Tensor> &shift, const std::optional<at::Tensor> &weight,
              const std::optional<at::Tensor> &bias, const at::Tensor &runningMean, const at::Tensor &runningVar,
              double momentum, double eps, bool training, bool relu, at::IntArrayRef window);
void batchNormNhwcOut(at::Tensor &result, at::Tensor &saveMean, at::Tensor &saveInvstd, at::Tensor &newMean,
                      at::Tensor &newVar, const at::Tensor &input, const std::optional<at::Tensor> &shift,
                      const std::optional<at::Tensor> &weight, const std::optional<at::Tensor> &bias,
                      const at::Tensor &runningMean, const at::Tensor &runningVar, double momentum, double eps,
                      bool training, bool relu, at::IntArrayRef window);

/// Gradients towards input, weight, bias and shift.
std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor>
batchNormNhwcBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &saveMean,
                      const at::Tensor &saveInvstd, const std::optional<at::Tensor> &weight,
                      const std::optional<at::Tensor> &bias, bool training, bool relu, at::IntArrayRef window);
void batchNormNhwcBackwardOut(at::Tensor &inputGrad, at::Tensor &weightGrad, at::Tensor &biasGrad, at::Tensor &shiftGrad,
                              const at::Tensor &grad, const at::Tensor &input, const at::Tensor &saveMean,
                              const at::Tensor &saveInvstd, const std::optional<at::Tensor> &weight,
                              const std::optional<at::Tensor> &bias, bool training, bool relu, at::IntArrayRef window);

}  // namespace flodl::kernels
