// Types of losses.
#include "rules/Common.h"

namespace flodl::rules {

static std::string reductionError(const std::string &reduction) {
  if (reduction == "mean" || reduction == "sum" || reduction == "none")
    return {};
  return "expects 'reduction' to be \"mean\", \"sum\" or \"none\", but got \"" + reduction + "\"";
}

/// What a loss of two tensors and its gradient check.
static std::string pairError(const TensorType &input, const TensorType &target, const std::string &reduction) {
  if (!equalShapes(input.shape, target.shape))  // C1
    return equalShapesError("input", input.shape, "target", target.shape);
  if (!isFloating(input.dtype) || input.dtype != target.dtype)  // C1
    return "expects 'input' and 'target' of one floating-point type, but got " + str(input) + " and " + str(target);
  return reductionError(reduction);  // C2
}

static Shape lossShape(const std::string &reduction, const Shape &each) { return reduction == "none" ? each : Shape{}; }

Inferred pairLoss(OperandTypes operands, std::span<const AttrValue> attrs) {
  const auto &reduction = std::get<std::string>(attrs[0]);
  if (std::string error = pairError(*operands[0], *operands[1], reduction); !error.empty())
    return Inferred::fail(std::move(error));
  return Inferred::of({operands[0]->dtype, lossShape(reduction, operands[0]->shape)});
}

static std::string gradError(const TensorType &grad, const Shape &expected) {
  if (equalShapes(grad.shape, expected))
    return {};
  return "expects 'grad' of shape " + str(expected) + ", but got " + str(grad.shape);
}

Inferred pairLossBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const auto &reduction = std::get<std::string>(attrs[0]);
  std::string error = pairError(*operands[1], *operands[2], reduction);
  if (error.empty())
    error = gradError(*operands[0], lossShape(reduction, operands[1]->shape));  // C3
  if (!error.empty())
    return Inferred::fail(std::move(error));
  return Inferred::of({operands[1]->dtype, operands[1]->shape});
}

/// Checks logits (or their log-softmax), called `name`, against class indices.
static std::string classError(std::string_view name, const TensorType &input, const TensorType &target,
                              const std::string &reduction) {
  if (!isFloating(input.dtype))  // C1
    return floatError(name, input);
  if (input.shape.empty())  // C1
    return "expects '" + std::string(name) + "' of rank 1 or more, but got rank 0";
  if (target.dtype != kInt64)  // C1
    return "expects 'target' to hold class indices of type int64, but got " + str(target) +
           "; declare them with {\"label\", kInt64, {\"batch\"}}, or convert with .to(kInt64)";
  Shape expected = reduced(input.shape, input.shape.size() == 1 ? 0 : 1, false);
  if (!equalShapes(target.shape, expected))  // C2
    return "expects 'target' of shape " + str(expected) + " for '" + std::string(name) + "' of shape " +
           str(input.shape) + ", but got " + str(target.shape);
  return reductionError(reduction);  // C3
}

Inferred crossEntropy(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0], &target = *operands[1];
  const auto &reduction = std::get<std::string>(attrs[0]);
  if (std::string error = classError("input", input, target, reduction); !error.empty())
    return Inferred::fail(std::move(error));
  return {{{input.dtype, lossShape(reduction, target.shape)}, {input.dtype, input.shape}, {input.dtype, {}}}, {}};
}

Inferred crossEntropyBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &grad = *operands[0], &logProbs = *operands[1], &target = *operands[2];
  const auto &reduction = std::get<std::string>(attrs[0]);
  std::string error = classError("log_probs", logProbs, target, reduction);
  if (error.empty())
    error = gradError(grad, lossShape(reduction, target.shape));
  if (!error.empty())
    return Inferred::fail(std::move(error));
  return Inferred::of({logProbs.dtype, logProbs.shape});
}

/// `weight`, when present, against the classes of `input`.
static std::string classWeightError(const TensorType &input, const TensorType *weight) {
  Shape classes{input.shape[input.shape.size() == 1 ? 0 : 1]};
  if (!weight || (equalShapes(weight->shape, classes) && weight->dtype == input.dtype))
    return {};
  return "expects 'weight' of type " + str(TensorType{input.dtype, classes}) + ", one for each class, but got " + str(*weight);
}

Inferred nllLoss(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0], &target = *operands[1];
  const auto &reduction = std::get<std::string>(attrs[0]);
  std::string error = classError("input", input, target, reduction);
  if (error.empty())
    error = classWeightError(input, optional(operands, 2));  // C4
  if (!error.empty())
    return Inferred::fail(std::move(error));
  return {{{input.dtype, lossShape(reduction, target.shape)}, {input.dtype, {}}}, {}};
}

Inferred nllLossBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  Inferred forward = nllLoss(operands.subspan(1), attrs);
  if (!forward.ok())
    return forward;
  if (std::string error = gradError(*operands[0], forward.types[0].shape); !error.empty())  // C5
    return Inferred::fail(std::move(error));
  return Inferred::of({operands[1]->dtype, operands[1]->shape});
}

Inferred ctcLoss(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &logProbs = *operands[0], &targets = *operands[1];
  const auto &reduction = std::get<std::string>(attrs[1]);
  if (logProbs.shape.size() != 3 || (logProbs.dtype != kFloat32 && logProbs.dtype != kFloat64))  // C1
    return Inferred::fail("expects 'log_probs' of shape [T, N, C] and type float32 or float64, but got " + str(logProbs));
  Shape samples{logProbs.shape[1]};
  size_t rank = targets.shape.size();
  if (targets.dtype != kInt64 || (rank != 1 && !(rank == 2 && equal(targets.shape[0], samples[0]))))  // C2
    return Inferred::fail("expects 'targets' of type int64 and shape [N, S], or [sum of lengths], where N is " +
                          str(samples) + ", but got " + str(targets));
  const std::string names[] = {"input_lengths", "target_lengths"};
  for (size_t i : {2, 3})
    if (operands[i]->dtype != kInt64 || !equalShapes(operands[i]->shape, samples))  // C3
      return Inferred::fail("expects '" + names[i - 2] + "' of type " +
                            str(TensorType{kInt64, samples}) + ", but got " + str(*operands[i]));
  if (std::string error = reductionError(reduction); !error.empty())  // C4
    return Inferred::fail(std::move(error));
  return Inferred::of({logProbs.dtype, lossShape(reduction, samples)});
}

Inferred ctcLossBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  Inferred forward = ctcLoss(operands.subspan(1), attrs);
  if (!forward.ok())
    return forward;
  if (std::string error = gradError(*operands[0], forward.types[0].shape); !error.empty())  // C5
    return Inferred::fail(std::move(error));
  return Inferred::of({operands[1]->dtype, operands[1]->shape});
}

}  // namespace flodl::rules
