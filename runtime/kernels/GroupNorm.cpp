#include "runtime/kernels/GroupNorm.h"
#include "flodl/base/error.h"
#include <ATen/native/group_norm.h>
#include <numeric>

namespace flodl::kernels {

/// Samples, channels, and elements of a channel in a sample.
namespace {
struct Planes {
  int64_t samples, channels, size;
  explicit Planes(const at::Tensor &input)
      : samples(input.size(0)), channels(input.size(1)), size(c10::multiply_integers(input.sizes().slice(2))) {}
};
}  // namespace

/// libtorch saves statistics in the input's type when that is half precision; ours are float32.
static bool savesHalf(const at::Tensor &input) { return at::isReducedFloatingType(input.scalar_type()); }

static at::Tensor contiguousOr(const std::optional<at::Tensor> &tensor) {
  return tensor && tensor->defined() ? tensor->contiguous() : at::Tensor();
}

// ---- groups of channels

std::tuple<at::Tensor, at::Tensor, at::Tensor> groupNorm(const at::Tensor &input, const std::optional<at::Tensor> &weight,
                                                         const std::optional<at::Tensor> &bias, double eps, int64_t groups) {
  Planes p(input);
  auto [result, mean, rstd] = at::native_group_norm(input.contiguous(), contiguousOr(weight), contiguousOr(bias), p.samples, p.channels, p.size, groups, eps);
  at::ScalarType type = input.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  return {result, mean.detach().to(type), rstd.detach().to(type)};
}

void groupNormOut(at::Tensor &result, at::Tensor &mean, at::Tensor &rstd, const at::Tensor &input,
                  const std::optional<at::Tensor> &weight, const std::optional<at::Tensor> &bias, double eps, int64_t groups) {
  Planes p(input);
  if (savesHalf(input) || input.numel() == 0) {
    auto [y, m, r] = groupNorm(input, weight, bias, eps, groups);
    result.copy_(y);
    mean.copy_(m);
    rstd.copy_(r);
    return;
  }
  at::native::GroupNormKernel(input.device().type(), input.contiguous(), contiguousOr(weight), contiguousOr(bias), p.samples,
                              p.channels, p.size, groups, eps, result, mean, rstd);
}

/// Runs the backward kernel; an undefined result is not computed.
static void backward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &mean, const at::Tensor &rstd,
                     const std::optional<at::Tensor> &weight, int64_t groups, at::Tensor inputGrad, at::Tensor weightGrad,
                     at::Tensor biasGrad) {
  Planes p(input);
  if (input.numel() == 0) {
    if (weightGrad.defined())
      weightGrad.zero_();
    if (biasGrad.defined())
      biasGrad.zero_();
    return;
  }
  if (savesHalf(input)) {
    // It makes the gradients of the parameters like the weight, which it therefore needs.
    at::Tensor scale = weight ? *weight : at::ones({p.channels}, input.options());
    auto [x, w, b] = at::native_group_norm_backward(
        grad.contiguous(), input.contiguous(), mean.to(input.scalar_type()), rstd.to(input.scalar_type()), scale, p.samples,
        p.channels, p.size, groups, {inputGrad.defined(), weightGrad.defined(), biasGrad.defined()});
    if (inputGrad.defined())
      inputGrad.copy_(x);
    if (weightGrad.defined())
      weightGrad.copy_(w);
    if (biasGrad.defined())
      biasGrad.copy_(b);
    return;
  }
  at::native::GroupNormBackwardKernel(input.device().type(), grad.contiguous(), input.contiguous(), mean, rstd,
                                      contiguousOr(weight), p.samples, p.channels, p.size, groups, inputGrad, weightGrad, biasGrad);
}

void groupNormBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input, const at::Tensor &mean,
                          const at::Tensor &rstd, const std::optional<at::Tensor> &weight, int64_t groups) {
  backward(grad, input, mean, rstd, weight, groups, result, {}, {});
}

at::Tensor groupNormBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &mean, const at::Tensor &rstd,
                             const std::optional<at::Tensor> &weight, int64_t groups) {
  at::Tensor result = at::empty(input.sizes(), input.options());
  groupNormBackwardOut(result, grad, input, mean, rstd, weight, groups);
  return result;
}

void groupNormWeightBackwardOut(at::Tensor &weightGrad, at::Tensor &biasGrad, const at::Tensor &grad, const at::Tensor &input,
                                const at::Tensor &mean, const at::Tensor &rstd, int64_t groups) {
  backward(grad, input, mean, rstd, std::nullopt, groups, {}, weightGrad, biasGrad);
}

std::tuple<at::Tensor, at::Tensor> groupNormWeightBackward(const at::Tensor &grad, const at::Tensor &input,
                                                           const at::Tensor &mean, const at::Tensor &rstd, int64_t groups) {
  at::Tensor weightGrad = at::empty({input.size(1)}, input.options()), biasGrad = at::empty({input.size(1)}, input.options());
  groupNormWeightBackwardOut(weightGrad, biasGrad, grad, input, mean, rstd, groups);
  return {weightGrad, biasGrad};
}

// ---- channels of samples

/// One sample with the channels of all.
static at::Tensor asOneSample(const at::Tensor &tensor) {
  std::vector<int64_t> sizes = tensor.sizes().vec();
  sizes[1] *= sizes[0];
  sizes[0] = 1;
  return tensor.contiguous().view(sizes);
}

static std::optional<at::Tensor> repeated(const std::optional<at::Tensor> &channel, int64_t samples) {
  return channel ? std::optional(channel->repeat(samples)) : std::nullopt;
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> instanceNorm(const at::Tensor &input, const std::optional<at::Tensor> &weight,
                                                            const std::optional<at::Tensor> &bias, double eps) {
  Planes p(input);
  if (p.size == 1)
    throw Error(ErrorCode::InvalidArgument, "[instance_norm] expects more than one element in each channel, but got an input of " +
                                                c10::str(input.sizes()));
  auto [result, mean, invstd] = at::native_batch_norm(asOneSample(input), repeated(weight, p.samples), repeated(bias, p.samples),
                                                      {}, {}, /*training=*/true, /*momentum=*/0, eps);
  return {result.view(input.sizes()), mean.detach(), invstd.detach()};
}

std::tuple<at::Tensor, at::Tensor, at::Tensor>
instanceNormBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &mean, const at::Tensor &invstd,
                     const std::optional<at::Tensor> &weight, double eps) {
  Planes p(input);
  at::Tensor scale = weight ? *weight : at::ones({p.channels}, mean.options());
  auto [x, w, b] = at::native_batch_norm_backward(asOneSample(grad), asOneSample(input), repeated(scale, p.samples), {}, {},
                                                  mean, invstd, /*training=*/true, eps, {true, true, true});
  auto overSamples = [&](const at::Tensor &g) { return g.view({p.samples, p.channels}).sum({0}); };
  return {x.view(input.sizes()), overSamples(w), overSamples(b)};
}

// ---- root mean square

/// The last dimensions, as many as `shape` has.
static std::vector<int64_t> trailing(at::IntArrayRef shape) {
  std::vector<int64_t> dims(shape.size());
  std::iota(dims.begin(), dims.end(), -static_cast<int64_t>(shape.size()));
  return dims;
}

/// Half precision is normalised in float32.
static at::Tensor wide(const at::Tensor &tensor) { return savesHalf(tensor) ? tensor.to(at::kFloat) : tensor; }

std::tuple<at::Tensor, at::Tensor> rmsNorm(const at::Tensor &input, const std::optional<at::Tensor> &weight, double eps,
                                           at::IntArrayRef shape) {
  // A view, in which the two gradients towards the input meet before others are added.
  at::Tensor x = wide(input.view_as(input));
  at::Tensor rstd = at::rsqrt(at::mean(x.pow(2), trailing(shape), /*keepdim=*/true) + eps);
  at::Tensor result = x * rstd;
  if (weight)
    result = result * *weight;
  return {result.to(input.scalar_type()), rstd.detach()};
}

at::Tensor rmsNormBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &rstd,
                           const std::optional<at::Tensor> &weight, at::IntArrayRef shape) {
  // The steps of libtorch's autograd through the forward above.
  at::Tensor x = wide(input), g = wide(grad);
  if (weight)
    g = g * wide(*weight);
  at::Tensor towardsRstd = (g * x).sum(trailing(shape), /*keepdim=*/true);
  at::Tensor towardsMean = -0.5 * towardsRstd * rstd.pow(3) / static_cast<double>(c10::multiply_integers(shape));
  return (g * rstd + towardsMean * (2 * x)).to(input.scalar_type());
}

at::Tensor rmsNormWeightBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &rstd, at::IntArrayRef shape) {
  return at::sum_to(wide(grad) * (wide(input) * rstd), shape).to(input.scalar_type());
}

}  // namespace flodl::kernels
