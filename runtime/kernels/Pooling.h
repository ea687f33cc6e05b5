// Pooling through libtorch, into memory of ours. Pooling of sequences is pooling of planes of one row. What libtorch's
// CUDA kernels add with atomics goes to kernels of our own.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

void maxPool1dOut(at::Tensor &result, at::Tensor &indices, const at::Tensor &input, at::IntArrayRef kernel,
                  at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, bool ceilMode);
/// The gradients of maxima. Errors: a window that holds no element of the input, so that its maximum has no position.
at::Tensor maxPool2dBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &indices,
                             at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
                             at::IntArrayRef dilation, bool ceilMode);
void maxPool2dBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input, const at::Tensor &indices,
                          at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
                          at::IntArrayRef dilation, bool ceilMode);
at::Tensor maxPool3dBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &indices,
                             at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
                             at::IntArrayRef dilation, bool ceilMode);
void maxPool3dBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input, const at::Tensor &indices,
                          at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
                          at::IntArrayRef dilation, bool ceilMode);

/// Over as many dimensions as `kernel` has entries, one to three.
void avgPoolOut(at::Tensor &result, const at::Tensor &input, at::IntArrayRef kernel, at::IntArrayRef stride,
                at::IntArrayRef padding, bool ceilMode, bool countIncludePad);
at::Tensor avgPoolBackward(const at::Tensor &grad, at::IntArrayRef shape, at::IntArrayRef kernel, at::IntArrayRef stride,
                           at::IntArrayRef padding, bool ceilMode, bool countIncludePad);
void avgPoolBackwardOut(at::Tensor &result, const at::Tensor &grad, at::IntArrayRef kernel, at::IntArrayRef stride,
                        at::IntArrayRef padding, bool ceilMode, bool countIncludePad);

void adaptiveAvgPool1dOut(at::Tensor &result, const at::Tensor &input);
void adaptiveAvgPool3dOut(at::Tensor &result, const at::Tensor &input);
at::Tensor adaptiveAvgPool3dBackward(const at::Tensor &grad, at::IntArrayRef shape);
void adaptiveAvgPool3dBackwardOut(at::Tensor &result, const at::Tensor &grad);

void adaptiveMaxPool1dOut(at::Tensor &result, at::Tensor &indices, const at::Tensor &input, at::IntArrayRef outputSize);
/// Over the last `rank` dimensions, two or three.
at::Tensor adaptiveMaxPoolBackward(const at::Tensor &grad, const at::Tensor &indices, at::IntArrayRef shape, int64_t rank);
void adaptiveMaxPoolBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &indices, int64_t rank);

}  // namespace flodl::kernels
