// Gradients of convolutions and of pooling, through libtorch.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

at::Tensor convolutionInputBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &weight,
                                    at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                                    bool transposed, at::IntArrayRef outputPadding, int64_t groups);
at::Tensor convolutionWeightBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &weight,
                                     at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                                     bool transposed, at::IntArrayRef outputPadding, int64_t groups);
/// Both at once, which libraries do in one pass over the gradient.
std::tuple<at::Tensor, at::Tensor> convolutionWeightBiasBackward(const at::Tensor &grad, const at::Tensor &input,
                                                                 const at::Tensor &weight, at::IntArrayRef stride,
                                                                 at::IntArrayRef padding, at::IntArrayRef dilation,
                                                                 bool transposed, at::IntArrayRef outputPadding,
                                                                 int64_t groups);

void adaptiveAvgPool2dOut(at::Tensor &result, const at::Tensor &input);
at::Tensor adaptiveAvgPool2dBackward(const at::Tensor &grad, at::IntArrayRef shape);
void adaptiveAvgPool2dBackwardOut(at::Tensor &result, const at::Tensor &grad);

}  // namespace flodl::kernels
