// at::native_layer_norm allocates its results; its kernels, which libtorch exports, do not.
#include "runtime/kernels/LayerNorm.h"
#include <ATen/native/layer_norm.h>

namespace flodl::kernels {

/// Rows, and elements of each.
static std::pair<int64_t, int64_t> extent(const at::Tensor &input, at::IntArrayRef shape) {
  int64_t columns = c10::multiply_integers(shape);
  return {columns ? input.numel() / columns : 0, columns};
}

/// The kernels save statistics in the input's type when that is half precision; ours are float32.
static bool savesHalf(const at::Tensor &input) { return at::isReducedFloatingType(input.scalar_type()); }

static at::Tensor contiguousOr(const std::optional<at::Tensor> &tensor) {
  return tensor ? tensor->contiguous() : at::Tensor();
}

void layerNormOut(at::Tensor &result, at::Tensor &mean, at::Tensor &rstd, const at::Tensor &input,
                  const std::optional<at::Tensor> &weight, const std::optional<at::Tensor> &bias, double eps,
                  at::IntArrayRef shape) {
  auto [rows, columns] = extent(input, shape);
  if (rows == 0)
    return;
  if (savesHalf(input)) {
    auto [y, m, r] = at::native_layer_norm(input, shape, weight, bias, eps);
    result.copy_(y);
    mean.copy_(m);
    rstd.copy_(r);
    return;
  }
  at::native::LayerNormKernel(input.device().type(), input.contiguous(), contiguousOr(weight), contiguousOr(bias), rows,
                              columns, eps, &result, &mean, &rstd);
}

/// Runs the backward kernel; an undefined result is not computed.
static void backward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &mean, const at::Tensor &rstd,
                     const std::optional<at::Tensor> &weight, at::IntArrayRef shape, at::Tensor inputGrad,
                     at::Tensor weightGrad, at::Tensor biasGrad) {
  auto [rows, columns] = extent(input, shape);
  if (rows == 0) {
    if (weightGrad.defined())
      weightGrad.zero_();
    if (biasGrad.defined())
      biasGrad.zero_();
    return;
  }
  if (savesHalf(input)) {
    auto [x, w, b] = at::native_layer_norm_backward(
        grad, input, shape, mean.to(input.scalar_type()), rstd.to(input.scalar_type()), weight, weight,
        {inputGrad.defined(), weightGrad.defined(), biasGrad.defined()});
    if (inputGrad.defined())
      inputGrad.copy_(x);
    if (weightGrad.defined())
      weightGrad.copy_(w);
    if (biasGrad.defined())
      biasGrad.copy_(b);
    return;
  }
  at::native::LayerNormBackwardKernel(input.device().type(), grad.contiguous(), input.contiguous(), mean, rstd,
                                      contiguousOr(weight), rows, columns, &inputGrad, &weightGrad, &biasGrad);
}

void layerNormBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input, const at::Tensor &mean,
                          const at::Tensor &rstd, const std::optional<at::Tensor> &weight, at::IntArrayRef shape) {
  backward(grad, input, mean, rstd, weight, shape, result, {}, {});
}

at::Tensor layerNormBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &mean,
                             const at::Tensor &rstd, const std::optional<at::Tensor> &weight, at::IntArrayRef shape) {
  at::Tensor result = at::empty(input.sizes(), input.options());
  layerNormBackwardOut(result, grad, input, mean, rstd, weight, shape);
  return result;
}

void layerNormWeightBackwardOut(at::Tensor &weightGrad, at::Tensor &biasGrad, const at::Tensor &grad,
                                const at::Tensor &input, const at::Tensor &mean, const at::Tensor &rstd,
                                at::IntArrayRef shape) {
  backward(grad, input, mean, rstd, std::nullopt, shape, {}, weightGrad, biasGrad);
}

std::tuple<at::Tensor, at::Tensor> layerNormWeightBackward(const at::Tensor &grad, const at::Tensor &input,
                                                           const at::Tensor &mean, const at::Tensor &rstd,
                                                           at::IntArrayRef shape) {
  at::Tensor weightGrad = at::empty(shape, input.options()), biasGrad = at::empty(shape, input.options());
  layerNormWeightBackwardOut(weightGrad, biasGrad, grad, input, mean, rstd, shape);
  return {weightGrad, biasGrad};
}

}  // namespace flodl::kernels
