#include "runtime/kernels/Convolution.h"
#include "runtime/kernels/Device.h"
#include "runtime/kernels/Reduction.h"

namespace flodl::kernels {

at::Tensor convolutionInputBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &weight,
                                    at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                                    bool transposed, at::IntArrayRef outputPadding, int64_t groups) {
  return std::get<0>(at::convolution_backward(grad, input, weight, at::OptionalIntArrayRef(), stride, padding, dilation,
                                              transposed, outputPadding, groups, {true, false, false}));
}

at::Tensor convolutionWeightBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &weight,
                                     at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                                     bool transposed, at::IntArrayRef outputPadding, int64_t groups) {
  return std::get<1>(at::convolution_backward(grad, input, weight, at::OptionalIntArrayRef(), stride, padding, dilation,
                                              transposed, outputPadding, groups, {false, true, false}));
}

std::tuple<at::Tensor, at::Tensor> convolutionWeightBiasBackward(const at::Tensor &grad, const at::Tensor &input,
                                                                 const at::Tensor &weight, at::IntArrayRef stride,
                                                                 at::IntArrayRef padding, at::IntArrayRef dilation,
                                                                 bool transposed, at::IntArrayRef outputPadding,
                                                                 int64_t groups) {
  int64_t channels[] = {grad.size(1)};
  auto grads = at::convolution_backward(grad, input, weight, at::OptionalIntArrayRef(channels), stride, padding,
                                        dilation, transposed, outputPadding, groups, {false, true, true});
  return {std::get<1>(grads), std::get<2>(grads)};
}

/// libtorch takes a 1x1 grid for a mean over the plane, forward and backward.
static bool isGlobal(const at::Tensor &pooled) { return pooled.size(-1) == 1 && pooled.size(-2) == 1; }

void adaptiveAvgPool2dOut(at::Tensor &result, const at::Tensor &input) {
  if (isGlobal(result))
    at::mean_out(result, input, {-1, -2}, /*keepdim=*/true);
  else
    at::adaptive_avg_pool2d_out(result, input, result.sizes().slice(result.dim() - 2));
}

void adaptiveAvgPool2dBackwardOut(at::Tensor &result, const at::Tensor &grad) {
  if (isGlobal(grad))
    meanBackwardOut(result, grad, {-2, -1}, /*keepdim=*/true);
  else if (DeviceKernels *device = deviceKernels(result.device().type()); device && result.is_contiguous())
    device->adaptiveAvgPoolBackward(result, grad, 2);  // libtorch's adds with atomic operations on CUDA
  else
    result.copy_(at::_adaptive_avg_pool2d_backward(grad, result));  // reads no values of the input
}

at::Tensor adaptiveAvgPool2dBackward(const at::Tensor &grad, at::IntArrayRef shape) {
  at::Tensor result = at::empty(shape, grad.options());
  adaptiveAvgPool2dBackwardOut(result, grad);
  return result;
}

}  // namespace flodl::kernels
