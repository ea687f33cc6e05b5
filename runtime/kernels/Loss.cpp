// Losses of two tensors of equal shape. Cross-entropy has its own file.
#include "runtime/kernels/Loss.h"
#include <ATen/core/Reduction.h>

namespace flodl::kernels {

int64_t reductionCode(std::string_view reduction) {
  return reduction == "none" ? at::Reduction::None : reduction == "mean" ? at::Reduction::Mean : at::Reduction::Sum;
}

/// The loss's gradient before the reduction: spread, and divided by the number of elements.
static at::Tensor unreduce(const at::Tensor &grad, const at::Tensor &like, std::string_view reduction) {
  at::Tensor spread = grad.expand(like.sizes());
  return reduction == "mean" ? spread / like.numel() : spread;
}

at::Tensor l1LossBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &target,
                          std::string_view reduction) {
  return unreduce(grad, input, reduction) * (input - target).sgn();
}

at::Tensor bceWithLogitsBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &target,
                                 std::string_view reduction) {
  at::Tensor result = (at::sigmoid(input) - target).mul_(grad);
  return reduction == "mean" ? result.div_(input.numel()) : result;
}

at::Tensor bceWithLogitsTargetBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &,
                                       std::string_view reduction) {
  at::Tensor result = -input * grad;
  return reduction == "mean" ? result.div_(input.numel()) : result;
}

/// Logarithms of a probability and of its complement, bounded as libtorch bounds them.
static at::Tensor clampedLog(const at::Tensor &probability) { return probability.log().clamp_min(-100); }
static at::Tensor clampedLogOfRest(const at::Tensor &probability) { return probability.neg().log1p_().clamp_min(-100); }

at::Tensor bceLoss(const at::Tensor &input, const at::Tensor &target, std::string_view reduction) {
  if (input.device().is_cpu())
    return at::binary_cross_entropy(input, target, {}, reductionCode(reduction));
  at::Tensor each = (target - 1) * clampedLogOfRest(input) - target * clampedLog(input);
  return reduction == "none" ? each : reduction == "mean" ? each.mean() : each.sum();
}

at::Tensor bceTargetBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &,
                             std::string_view reduction) {
  at::Tensor result = at::logit(input).neg_().mul_(grad);
  return reduction == "mean" ? result.div_(input.numel()) : result;
}

at::Tensor smoothL1Backward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &target, double beta,
                            std::string_view reduction) {
  return beta == 0 ? l1LossBackward(grad, input, target, reduction)
                   : at::smooth_l1_loss_backward(grad, input, target, reductionCode(reduction), beta);
}

}  // namespace flodl::kernels
