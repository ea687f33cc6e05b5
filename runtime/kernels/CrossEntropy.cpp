// Cross-entropy of logits and class indices, as torch.nn.functional.cross_entropy composes it, and the
// likelihood that it is made of.
#include "runtime/kernels/Loss.h"
#include <ATen/OpMathType.h>

namespace flodl::kernels {

static int64_t classDim(const at::Tensor &input) { return input.dim() == 1 ? 0 : 1; }

/// libtorch's negative log likelihood takes [C], [N, C] and [N, C, H, W] only.
static bool isPlanar(const at::Tensor &input) { return input.dim() <= 2; }
static at::Tensor asPlanes(const at::Tensor &input) {
  return input.dim() == 4 ? input : input.reshape({input.size(0), input.size(1), 1, c10::multiply_integers(input.sizes().slice(2))});
}
static at::Tensor targetPlanes(const at::Tensor &target) {
  return target.dim() == 3 ? target : target.reshape({target.size(0), 1, c10::multiply_integers(target.sizes().slice(1))});
}

/// Half-precision losses are summed in float32: a sum of a batch's pixels leaves the range of float16.
static at::Tensor wideSum(const at::Tensor &losses) { return losses.sum(at::toOpMathType(losses.scalar_type())); }

/// The likelihood's loss, reduced. libtorch's CUDA kernel for planes adds up with atomic operations, in another
/// order each time, and is therefore asked for the elements alone.
static at::Tensor likelihoodLoss(const at::Tensor &logProbs, const at::Tensor &target, const at::Tensor &count,
                                 std::string_view reduction, int64_t ignoreIndex,
                                 const std::optional<at::Tensor> &weight = {}) {
  if (reduction == "none" || isPlanar(logProbs) || logProbs.device().is_cpu())
    return at::nll_loss_nd(logProbs, target, weight, reductionCode(reduction), ignoreIndex);
  at::Tensor sum = wideSum(at::nll_loss_nd(logProbs, target, weight, reductionCode("none"), ignoreIndex));
  return (reduction == "mean" ? sum / count.to(sum.scalar_type()) : sum).to(logProbs.scalar_type());
}

static at::Tensor countOf(const at::Tensor &ignored, at::ScalarType type) { return ignored.logical_not().sum().to(type); }

std::tuple<at::Tensor, at::Tensor, at::Tensor> crossEntropy(const at::Tensor &input, const at::Tensor &target,
                                                            double labelSmoothing, std::string_view reduction,
                                                            int64_t ignoreIndex) {
  int64_t dim = classDim(input);
  at::Tensor logProbs = at::log_softmax(input, dim);
  at::Tensor ignored = target == ignoreIndex;
  at::Tensor count = reduction == "none" ? at::zeros({}, input.options())
                                         : countOf(ignored, input.scalar_type());
  at::Tensor loss = likelihoodLoss(logProbs, target, count, reduction, ignoreIndex);
  if (labelSmoothing != 0) {
    at::Tensor smooth = (-logProbs.sum(dim)).masked_fill(ignored, 0);
    if (reduction != "none")
      smooth = wideSum(smooth);
    if (reduction == "mean")
      smooth = smooth / count.to(smooth.scalar_type());
    smooth = smooth.to(loss.scalar_type());
    loss = (1 - labelSmoothing) * loss + smooth * (labelSmoothing / static_cast<double>(input.size(dim)));
  }
  return {loss, logProbs.detach(), count.detach()};
}

void crossEntropyOut(at::Tensor &result, at::Tensor &logProbs, at::Tensor &count, const at::Tensor &input,
                     const at::Tensor &target, double labelSmoothing, std::string_view reduction, int64_t ignoreIndex) {
  if (labelSmoothing != 0) {
    auto [loss, saved, kept] = crossEntropy(input, target, labelSmoothing, reduction, ignoreIndex);
    result.copy_(loss);
    logProbs.copy_(saved);
    count.copy_(kept);
    return;
  }
  int64_t code = reductionCode(reduction);
  at::_log_softmax_out(logProbs, input, classDim(input), /*half_to_float=*/false);
  if (isPlanar(input)) {
    at::nll_loss_forward_out(result, count, logProbs, target, {}, code, ignoreIndex);
    return;
  }
  at::Tensor planes = targetPlanes(target);
  if (reduction != "none" && !result.device().is_cpu()) {
    count.copy_(countOf(target == ignoreIndex, count.scalar_type()));
    result.copy_(likelihoodLoss(logProbs, target, count, reduction, ignoreIndex));
    return;
  }
  at::Tensor out = reduction == "none" ? result.view(planes.sizes()) : result;
  at::nll_loss2d_forward_out(out, count, asPlanes(logProbs), planes, {}, code, ignoreIndex);
}

/// Gradient of the likelihood towards the log-probabilities.
static void nllBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &logProbs,
                           const at::Tensor &target, const at::Tensor &count, int64_t code, int64_t ignoreIndex,
                           const std::optional<at::Tensor> &weight = {}) {
  if (isPlanar(logProbs)) {
    at::nll_loss_backward_out(result, grad, logProbs, target, weight, code, ignoreIndex, count);
    return;
  }
  at::Tensor source = asPlanes(logProbs), planes = targetPlanes(target), out = result.view(source.sizes());
  at::nll_loss2d_backward_out(out, grad.dim() == 0 ? grad : grad.reshape(planes.sizes()), source, planes, weight, code,
                              ignoreIndex, count);
}

void crossEntropyBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &logProbs,
                             const at::Tensor &target, const at::Tensor &count, double labelSmoothing,
                             std::string_view reduction, int64_t ignoreIndex) {
  int64_t dim = classDim(logProbs), code = reductionCode(reduction);
  if (labelSmoothing == 0) {
    nllBackwardOut(result, grad, logProbs, target, count, code, ignoreIndex);
  } else {
    nllBackwardOut(result, grad * (1 - labelSmoothing), logProbs, target, count, code, ignoreIndex);
    at::Tensor smooth = grad * (labelSmoothing / static_cast<double>(logProbs.size(dim)));
    if (reduction == "mean")
      smooth = smooth / count;
    smooth = smooth.expand(target.sizes()).masked_fill(target == ignoreIndex, 0);
    result.add_(-smooth.unsqueeze(dim));
  }
  // Row by row, the softmax gradient reads what it overwrites before it writes.
  at::_log_softmax_backward_data_out(result, result, logProbs, dim, logProbs.scalar_type());
}

at::Tensor crossEntropyBackward(const at::Tensor &grad, const at::Tensor &logProbs, const at::Tensor &target,
                                const at::Tensor &count, double labelSmoothing, std::string_view reduction,
                                int64_t ignoreIndex) {
  at::Tensor result = at::empty(logProbs.sizes(), logProbs.options());
  crossEntropyBackwardOut(result, grad, logProbs, target, count, labelSmoothing, reduction, ignoreIndex);
  return result;
}

/// Sum of the weights of the samples that count. Indices that are ignored may lie outside of the classes.
static at::Tensor totalWeightOf(const at::Tensor &target, const std::optional<at::Tensor> &weight, at::ScalarType type,
                                int64_t ignoreIndex) {
  at::Tensor ignored = target == ignoreIndex;
  if (!weight)
    return countOf(ignored, type);
  at::Tensor each = weight->index_select(0, target.masked_fill(ignored, 0).reshape(-1));
  return wideSum(each.masked_fill_(ignored.reshape(-1), 0)).to(type);
}

std::tuple<at::Tensor, at::Tensor> nllLoss(const at::Tensor &input, const at::Tensor &target,
                                           const std::optional<at::Tensor> &weight, std::string_view reduction,
                                           int64_t ignoreIndex) {
  int64_t code = reductionCode(reduction);
  if (isPlanar(input))
    return at::nll_loss_forward(input, target, weight, code, ignoreIndex);
  // libtorch's gradient refuses images that do not lie row by row.
  at::Tensor dense = input.contiguous();
  if (reduction != "none" && !input.device().is_cpu()) {
    at::Tensor total = totalWeightOf(target, weight, input.scalar_type(), ignoreIndex);
    return {likelihoodLoss(dense, target, total, reduction, ignoreIndex, weight), total};
  }
  auto [loss, total] = at::nll_loss2d_forward(asPlanes(dense), targetPlanes(target), weight, code, ignoreIndex);
  return {reduction == "none" ? loss.view(target.sizes()) : loss, total};
}

void nllLossBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input, const at::Tensor &target,
                        const std::optional<at::Tensor> &weight, const at::Tensor &totalWeight,
                        std::string_view reduction, int64_t ignoreIndex) {
  nllBackwardOut(result, grad, input, target, totalWeight, reductionCode(reduction), ignoreIndex, weight);
}

at::Tensor nllLossBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &target,
                           const std::optional<at::Tensor> &weight, const at::Tensor &totalWeight,
                           std::string_view reduction, int64_t ignoreIndex) {
  at::Tensor result = at::empty(input.sizes(), input.options());
  nllLossBackwardOut(result, grad, input, target, weight, totalWeight, reduction, ignoreIndex);
  return result;
}

}  // namespace flodl::kernels
