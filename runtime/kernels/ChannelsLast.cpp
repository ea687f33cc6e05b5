#include "runtime/kernels/ChannelsLast.h"
#include "runtime/kernels/BatchNorm.h"
#include "runtime/kernels/Device.h"

namespace flodl::kernels {

/// The same memory with libtorch's order of dimensions, `[N, C, H, W]`, and back.
static at::Tensor planes(const at::Tensor &nhwc) { return nhwc.permute({0, 3, 1, 2}); }
static at::Tensor rows(const at::Tensor &planes) { return planes.permute({0, 2, 3, 1}); }

// ---- convolution

static at::Tensor convolution(Convolution what, const at::Tensor &input, const at::Tensor &weight, const at::Tensor &output,
                              const ConvolutionWindow &w) {
  if (what == Convolution::Forward)
    return at::conv2d(planes(input), planes(weight), {}, w.stride, w.padding, w.dilation, w.groups);
  bool towardsInput = what == Convolution::InputGradient;
  auto grads = at::convolution_backward(planes(output), planes(input), planes(weight), at::OptionalIntArrayRef(), w.stride,
                                        w.padding, w.dilation, false, {0, 0}, w.groups, {towardsInput, !towardsInput, false});
  return towardsInput ? std::get<0>(grads) : std::get<1>(grads);
}

/// Writes the tensor that `what` says.
static void convolutionOut(Convolution what, const at::Tensor &input, const at::Tensor &weight, const at::Tensor &output,
                           const ConvolutionWindow &window) {
  const at::Tensor &result = what == Convolution::Forward         ? output
                             : what == Convolution::InputGradient ? input
                                                                  : weight;
  DeviceKernels *device = deviceKernels(result.device().type());
  bool dense = input.is_contiguous() && weight.is_contiguous() && output.is_contiguous();
  if (device && dense && device->convolve(what, planes(input), planes(weight), planes(output), window))
    return;
  result.copy_(rows(convolution(what, input, weight, output, window)));
}

at::Tensor conv2dNhwc(const at::Tensor &input, const at::Tensor &weight, at::IntArrayRef stride, at::IntArrayRef padding,
                      at::IntArrayRef dilation, int64_t groups) {
  return rows(convolution(Convolution::Forward, input, weight, {}, {stride, padding, dilation, groups})).contiguous();
}
void conv2dNhwcOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &weight, at::IntArrayRef stride,
                   at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups) {
  convolutionOut(Convolution::Forward, input, weight, result, {stride, padding, dilation, groups});
}

at::Tensor conv2dNhwcInputBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &weight,
                                   at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                                   int64_t groups) {
  return rows(convolution(Convolution::InputGradient, input, weight, grad, {stride, padding, dilation, groups})).contiguous();
}
void conv2dNhwcInputBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &,
                                const at::Tensor &weight, at::IntArrayRef stride, at::IntArrayRef padding,
                                at::IntArrayRef dilation, int64_t groups) {
  convolutionOut(Convolution::InputGradient, result, weight, grad, {stride, padding, dilation, groups});
}

at::Tensor conv2dNhwcWeightBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &weight,
                                    at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                                    int64_t groups) {
  return rows(convolution(Convolution::WeightGradient, input, weight, grad, {stride, padding, dilation, groups})).contiguous();
}
void conv2dNhwcWeightBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input, const at::Tensor &,
                                 at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                                 int64_t groups) {
  convolutionOut(Convolution::WeightGradient, input, result, grad, {stride, padding, dilation, groups});
}

// ---- batch normalisation

static at::Tensor scaleOf(const ChannelNorm &norm) {
  return norm.weight ? norm.saveInvstd * *norm.weight : norm.saveInvstd;
}

/// Values after the normalisation and relu, before the window. Forward and backward share it, so
/// that they agree on the sign of every value.
static at::Tensor activated(const ChannelNorm &norm) {
  at::Tensor value = (norm.input - norm.saveMean) * scaleOf(norm);
  if (norm.bias)
    value = value + *norm.bias;
  return (norm.relu ? value.relu() : value).to(norm.input.scalar_type());
}

static std::tuple<at::Tensor, at::Tensor> pooled(const ChannelNorm &norm, const at::Tensor &value) {
  int64_t window[] = {norm.windowHeight, norm.windowWidth};
  return at::max_pool2d_with_indices(planes(value), window, window);
}

static bool hasWindow(const ChannelNorm &norm) { return norm.windowHeight != 1 || norm.windowWidth != 1; }

std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor, at::Tensor>
batchNormNhwc(const at::Tensor &input, const std::optional<at::Tensor> &shift, const std::optional<at::Tensor> &weight,
              const std::optional<at::Tensor> &bias, const at::Tensor &runningMean, const at::Tensor &runningVar,
              double momentum, double eps, bool training, bool relu, at::IntArrayRef window) {
  checkValues(planes(input), training);
  at::Tensor var, mean, newMean = runningMean.detach().clone(), newVar = runningVar.detach().clone();
  if (training) {
    at::ScalarType type = input.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    std::tie(var, mean) = at::var_mean(input.to(type), at::IntArrayRef({0, 1, 2}), /*unbiased=*/false);
    double count = static_cast<double>(input.numel() / input.size(3));
    newMean.mul_(1 - momentum).add_(shift ? mean.detach() + shift->detach() : mean.detach(), momentum);
    newVar.mul_(1 - momentum).add_(var.detach(), momentum * count / (count - 1));
  } else {
    mean = shift ? runningMean.detach() - *shift : runningMean.detach().clone();
    var = runningVar.detach();
  }
  ChannelNorm norm{input, weight, bias, mean, at::rsqrt(var + eps), training, relu, window[0], window[1]};
  at::Tensor result = activated(norm);
  if (hasWindow(norm))
    result = rows(std::get<0>(pooled(norm, result))).contiguous();
  return {result, norm.saveMean.detach(), norm.saveInvstd.detach(), newMean, newVar};
}

void batchNormNhwcOut(at::Tensor &result, at::Tensor &saveMean, at::Tensor &saveInvstd, at::Tensor &newMean,
                      at::Tensor &newVar, const at::Tensor &input, const std::optional<at::Tensor> &shift,
                      const std::optional<at::Tensor> &weight, const std::optional<at::Tensor> &bias,
                      const at::Tensor &runningMean, const at::Tensor &runningVar, double momentum, double eps,
                      bool training, bool relu, at::IntArrayRef window) {
  checkValues(planes(input), training);
  DeviceKernels *device = deviceKernels(input.device().type());
  if (device &&
      device->channelNorm({input, weight, bias, saveMean, saveInvstd, training, relu, window[0], window[1]}, shift,
                          runningMean, runningVar, momentum, eps, result, newMean, newVar))
    return;
  auto [y, mean, invstd, movedMean, movedVar] =
      batchNormNhwc(input, shift, weight, bias, runningMean, runningVar, momentum, eps, training, relu, window);
  result.copy_(y);
  saveMean.copy_(mean);
  saveInvstd.copy_(invstd);
  newMean.copy_(movedMean);
  newVar.copy_(movedVar);
}

std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor>
batchNormNhwcBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &saveMean,
                      const at::Tensor &saveInvstd, const std::optional<at::Tensor> &weight,
                      const std::optional<at::Tensor> &bias, bool training, bool relu, at::IntArrayRef window) {
  ChannelNorm norm{input, weight, bias, saveMean, saveInvstd, training, relu, window[0], window[1]};
  at::Tensor g = grad;
  if (relu || hasWindow(norm)) {
    at::Tensor value = activated(norm);
    if (hasWindow(norm)) {
      int64_t size[] = {window[0], window[1]}, none[] = {0, 0}, one[] = {1, 1};
      at::Tensor indices = std::get<1>(pooled(norm, value));
      g = rows(at::max_pool2d_with_indices_backward(planes(g), planes(value), size, size, none, one, false, indices));
    }
    if (relu)
      g = at::threshold_backward(g, value, 0);
  }
  int64_t channels = input.size(3);
  double count = static_cast<double>(input.numel() / std::max<int64_t>(channels, 1));
  at::Tensor normalised = (input - saveMean) * saveInvstd;
  at::Tensor biasGrad = g.sum({0, 1, 2}), weightGrad = (g * normalised).sum({0, 1, 2});
  at::Tensor scale = scaleOf(norm);
  at::Tensor inputGrad = training ? (g - (biasGrad + normalised * weightGrad) / count) * scale : g * scale;
  at::Tensor shiftGrad = training ? at::zeros_like(biasGrad) : biasGrad * scale;
  at::ScalarType type = weight ? weight->scalar_type() : input.scalar_type();
  return {inputGrad.to(input.scalar_type()), weightGrad.to(type), biasGrad.to(type), shiftGrad.to(type)};
}

void batchNormNhwcBackwardOut(at::Tensor &inputGrad, at::Tensor &weightGrad, at::Tensor &biasGrad, at::Tensor &shiftGrad,
                              const at::Tensor &grad, const at::Tensor &input, const at::Tensor &saveMean,
                              const at::Tensor &saveInvstd, const std::optional<at::Tensor> &weight,
                              const std::optional<at::Tensor> &bias, bool training, bool relu, at::IntArrayRef window) {
  DeviceKernels *device = deviceKernels(input.device().type());
  if (device && device->channelNormBackward(
                    {input, weight, bias, saveMean, saveInvstd, training, relu, window[0], window[1]}, grad, inputGrad,
                    weightGrad, biasGrad, shiftGrad))
    return;
  auto [dx, dw, db, ds] = batchNormNhwcBackward(grad, input, saveMean, saveInvstd, weight, bias, training, relu, window);
  inputGrad.copy_(dx);
  weightGrad.copy_(dw);
  biasGrad.copy_(db);
  shiftGrad.copy_(ds);
}

}  // namespace flodl::kernels
