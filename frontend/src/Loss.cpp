// Losses that are operations of their own.
#include "Losses.h"

namespace flodl {
using namespace detail;

static Tensor pairLoss(OpCode op, const TensorArg &input, const Tensor &target, Reduction reduction) {
  SourceLoc loc = placeOf(input);
  return apply(op, {Operand(input.tensor, loc), Operand(target, loc)}, {text(reduction, loc)}, loc)[0];
}

Tensor MseLoss::operator()(const TensorArg &input, const Tensor &target, Reduction reduction) const {
  return pairLoss(OpCode::mse_loss, input, target, reduction);
}
Tensor L1Loss::operator()(const TensorArg &input, const Tensor &target, Reduction reduction) const {
  return pairLoss(OpCode::l1_loss, input, target, reduction);
}
Tensor BceLoss::operator()(const TensorArg &input, const Tensor &target, Reduction reduction) const {
  return pairLoss(OpCode::bce_loss, input, target, reduction);
}
Tensor BceWithLogitsLoss::operator()(const TensorArg &input, const Tensor &target, Reduction reduction) const {
  return pairLoss(OpCode::bce_with_logits_loss, input, target, reduction);
}

Tensor SmoothL1Loss::operator()(const TensorArg &input, const Tensor &target, const SmoothL1Options &options) const {
  SourceLoc loc = placeOf(input);
  requireOption(options.beta >= 0, "smooth_l1_loss", "a beta of 0 or more", options.beta, loc);
  return apply(OpCode::smooth_l1_loss, {Operand(input.tensor, loc), Operand(target, loc), Operand(options.beta, loc)},
               {text(options.reduction, loc)}, loc)[0];
}

static Expression weighted(const Expression &each, const Tensor &weight) {
  return weight.defined() ? each * each.with(weight) : each;
}

Tensor BceLoss::operator()(const TensorArg &input, const Tensor &target, const BceOptions &options) const {
  if (!options.weight.defined())
    return (*this)(input, target, options.reduction);
  SourceLoc loc = placeOf(input);
  Expression each{(*this)(TensorArg(input.tensor, loc), target, Reduction::None), loc};
  return reduce(weighted(each, options.weight), options.reduction);
}

Tensor BceWithLogitsLoss::operator()(const TensorArg &input, const Tensor &target,
                                     const BceWithLogitsOptions &options) const {
  if (!options.weight.defined() && !options.pos_weight.defined())
    return (*this)(input, target, options.reduction);
  SourceLoc loc = placeOf(input);
  Expression x{input.tensor, loc}, t = x.with(target);
  requireAlike("bce_with_logits_loss", "input", x, "target", target);
  Expression each = x.with((*this)(TensorArg(x), target, Reduction::None));
  if (options.pos_weight.defined()) {
    // The positive part is t * ln(1 + e^-x), what remains of the loss without (1 - t) * x.
    Expression softplus = atLeast(-x, 0) + log(1 + exp(-abs(x)));
    each = (1 - t) * x + (1 + (x.with(options.pos_weight) - 1) * t) * softplus;
  }
  return reduce(weighted(each, options.weight), options.reduction);
}

static std::vector<Tensor> likelihood(const Expression &logProbs, const Tensor &target, const Tensor &weight,
                                      int64_t ignoreIndex, Reduction reduction) {
  return apply(OpCode::nll_loss, {logProbs, Operand(target, logProbs.loc), Operand(weight, logProbs.loc)},
               {text(reduction, logProbs.loc), ignoreIndex}, logProbs.loc);
}

Tensor NllLoss::operator()(const TensorArg &input, const Tensor &target, const NllOptions &options) const {
  return likelihood({input.tensor, placeOf(input)}, target, options.weight, options.ignore_index, options.reduction)[0];
}

static int64_t classDim(const Tensor &logits) { return logits.ndim() > 1 ? 1 : 0; }

/// `[C]` along the classes of `logits`.
static Expression classWeight(const Expression &logits, const Tensor &weight) {
  Shape shape(logits.tensor.shape().size(), 1);
  Dim classes = logits.tensor.shape()[size_t(classDim(logits.tensor))];
  if (weight.ndim() != 1 || !weight.shape()[0].same(classes))
    throw Error(ErrorCode::ShapeMismatch,
                "[cross_entropy_loss] expects 'weight' of shape " + str(Shape{classes}) + ", one for each class, but got " +
                    str(weight.shape()),
                logits.loc);
  shape[size_t(classDim(logits.tensor))] = classes;
  return logits.with(reshape(TensorArg(weight, logits.loc), shape));
}

/// `smoothing`, spread over the classes of `logits`.
static Expression shareOfClass(const Expression &logits, const Expression &smoothing) {
  Dim classes = logits.tensor.shape()[size_t(classDim(logits.tensor))];
  if (std::optional<int64_t> count = classes.constant())
    return smoothing * (1.0 / double(*count));
  return smoothing / logits.count({classes});
}

/// -sum q ln p over the classes, where q are probabilities.
static Tensor crossEntropyOfProbabilities(const Expression &logits, const Tensor &target,
                                          const CrossEntropyOptions &options) {
  requireAlike("cross_entropy_loss", "input", logits, "target", target);
  int64_t dim = classDim(logits.tensor);
  Expression smoothing = logits.hyper(options.label_smoothing);
  Expression q = logits.with(target) * (1 - smoothing) + shareOfClass(logits, smoothing);
  Expression each = logSoftmax(logits, dim) * q;
  if (options.weight.defined())
    each = each * classWeight(logits, options.weight);
  return reduce(-sum(each, {dim}), options.reduction);
}

/// With a factor for each class; a mean divides by the factors of the samples that count.
static Tensor weightedCrossEntropy(const Expression &logits, const Tensor &target, const CrossEntropyOptions &options) {
  int64_t dim = classDim(logits.tensor);
  Expression logProbs = logSoftmax(logits, dim);
  std::vector<Tensor> nll = likelihood(logProbs, target, options.weight, options.ignore_index, options.reduction);
  if (options.label_smoothing == 0)
    return nll[0];
  Expression spread = -sum(logProbs * classWeight(logits, options.weight), {dim});
  Tensor ignored = Operand(target, logits.loc) == Operand(options.ignore_index, logits.loc);
  spread = spread.with(masked_fill(spread, Operand(ignored, logits.loc), 0));
  if (options.reduction != Reduction::None)
    spread = sum(spread);
  if (options.reduction == Reduction::Mean)
    spread = spread / logits.with(nll[1]);
  Expression smoothing = logits.hyper(options.label_smoothing);
  return ((1 - smoothing) * logits.with(nll[0]) +
          shareOfClass(logits, smoothing) * spread)
      .tensor;
}

Tensor CrossEntropyLoss::operator()(const TensorArg &input, const Tensor &target,
                                    const CrossEntropyOptions &options) const {
  SourceLoc loc = placeOf(input);
  requireOption(options.label_smoothing >= 0 && options.label_smoothing <= 1, "cross_entropy_loss",
                "a label_smoothing in [0, 1]", options.label_smoothing, loc);
  if (isFloating(target.dtype()) && input.tensor.ndim() > 0 && target.ndim() == input.tensor.ndim())
    return crossEntropyOfProbabilities({input.tensor, loc}, target, options);
  if (options.weight.defined())
    return weightedCrossEntropy({input.tensor, loc}, target, options);
  return apply(OpCode::cross_entropy_loss,
               {Operand(input.tensor, loc), Operand(target, loc), Operand(options.label_smoothing, loc)},
               {text(options.reduction, loc), options.ignore_index}, loc)[0];
}

Tensor CtcLoss::operator()(const TensorArg &log_probs, const Tensor &targets, const Tensor &input_lengths,
                           const Tensor &target_lengths, const CtcOptions &options) const {
  SourceLoc loc = placeOf(log_probs);
  return apply(OpCode::ctc_loss,
               {Operand(log_probs.tensor, loc), Operand(targets, loc), Operand(input_lengths, loc),
                Operand(target_lengths, loc)},
               {options.blank, text(options.reduction, loc), options.zero_infinity}, loc)[0];
}

}  // namespace flodl
