// Types of group, instance and root-mean-square normalisation.
#include "rules/NormalisationTypes.h"

namespace flodl::rules {

static constexpr const char *parameterNames[] = {"weight", "bias"};

/// A text unless `groups` divides the channels of `input`.
static std::string groupsError(const TensorType &input, int64_t groups) {
  auto channels = input.shape[1].constant();
  if (groups > 0 && !(channels && *channels % groups))
    return {};
  return "expects 'num_groups' to divide the channels, but got " + std::to_string(groups) + " for " + input.shape[1].str();
}

static TensorType groupStatistics(const TensorType &input, int64_t groups) {
  return {statisticsType(input.dtype), {input.shape[0], groups}};
}

Inferred groupNorm(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  int64_t groups = std::get<int64_t>(attrs[0]);
  std::string error = channelError(input, 2, operands.subspan(1), parameterNames);  // C1, C2
  if (error.empty())
    error = groupsError(input, groups);  // C3
  if (!error.empty())
    return Inferred::fail(std::move(error));
  TensorType saved = groupStatistics(input, groups);
  return {{{input.dtype, input.shape}, saved, saved}, {}};
}

/// What both gradients of group_norm check.
static std::string groupNormBackwardError(OperandTypes operands, int64_t groups) {
  const TensorType &grad = *operands[0], &input = *operands[1];
  if (!equalShapes(grad.shape, input.shape))  // C1
    return equalShapesError("grad", grad.shape, "input", input.shape);
  std::string error = channelError(input, 2, operands.subspan(4), parameterNames);
  if (error.empty())
    error = groupsError(input, groups);
  if (!error.empty())
    return error;
  TensorType saved = groupStatistics(input, groups);
  if (!sameType(*operands[2], saved) || !sameType(*operands[3], saved))  // C2
    return "expects 'mean' and 'rstd' of type " + str(saved) + ", but got " + str(*operands[2]) + " and " + str(*operands[3]);
  return {};
}

Inferred groupNormBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  if (std::string error = groupNormBackwardError(operands, std::get<int64_t>(attrs[0])); !error.empty())
    return Inferred::fail(std::move(error));
  return Inferred::of({operands[1]->dtype, operands[1]->shape});
}

Inferred groupNormWeightBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  if (std::string error = groupNormBackwardError(operands, std::get<int64_t>(attrs[0])); !error.empty())
    return Inferred::fail(std::move(error));
  TensorType channel{operands[1]->dtype, {operands[1]->shape[1]}};
  return {{channel, channel}, {}};
}

static TensorType instanceStatistics(const TensorType &input) {
  return {statisticsType(input.dtype), {input.shape[0] * input.shape[1]}};
}

Inferred instanceNorm(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &input = *operands[0];
  if (std::string error = channelError(input, 3, operands.subspan(1), parameterNames); !error.empty())  // C1, C2
    return Inferred::fail(std::move(error));
  TensorType saved = instanceStatistics(input);
  return {{{input.dtype, input.shape}, saved, saved}, {}};
}

Inferred instanceNormBackward(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &grad = *operands[0], &input = *operands[1], *weight = optional(operands, 4);
  if (!equalShapes(grad.shape, input.shape))  // C1
    return Inferred::fail(equalShapesError("grad", grad.shape, "input", input.shape));
  if (std::string error = channelError(input, 3, operands.subspan(4), parameterNames); !error.empty())
    return Inferred::fail(std::move(error));
  TensorType saved = instanceStatistics(input), channel{weight ? weight->dtype : input.dtype, {input.shape[1]}};
  if (!sameType(*operands[2], saved) || !sameType(*operands[3], saved))  // C2
    return Inferred::fail("expects 'save_mean' and 'save_invstd' of type " + str(saved) + ", but got " + str(*operands[2]) +
                          " and " + str(*operands[3]));
  return {{{input.dtype, input.shape}, channel, channel}, {}};
}

Inferred rmsNorm(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0], *weight = optional(operands, 1);
  const Shape &normalized = std::get<Shape>(attrs[0]);
  if (!isFloating(input.dtype))  // C1
    return Inferred::fail(floatError("input", input));
  if (std::string error = trailingError(input, normalized); !error.empty())  // C1
    return Inferred::fail(std::move(error));
  if (weight && !equalShapes(weight->shape, normalized))  // C2
    return Inferred::fail("expects 'weight' of shape " + str(normalized) + ", but got " + str(weight->shape));
  return {{{input.dtype, input.shape}, rowStatistics(input, normalized.size())}, {}};
}

/// What both gradients of rms_norm check.
static std::string rmsNormBackwardError(OperandTypes operands, const Shape &normalized) {
  const TensorType &grad = *operands[0], &input = *operands[1];
  if (!equalShapes(grad.shape, input.shape))  // C1
    return equalShapesError("grad", grad.shape, "input", input.shape);
  if (std::string error = trailingError(input, normalized); !error.empty())
    return error;
  TensorType saved = rowStatistics(input, normalized.size());
  if (!sameType(*operands[2], saved))  // C2
    return "expects 'rstd' of type " + str(saved) + ", but got " + str(*operands[2]);
  return {};
}

Inferred rmsNormBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  if (std::string error = rmsNormBackwardError(operands, std::get<Shape>(attrs[0])); !error.empty())
    return Inferred::fail(std::move(error));
  return Inferred::of({operands[1]->dtype, operands[1]->shape});
}

Inferred rmsNormWeightBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const Shape &normalized = std::get<Shape>(attrs[0]);
  if (std::string error = rmsNormBackwardError(operands, normalized); !error.empty())
    return Inferred::fail(std::move(error));
  return Inferred::of({operands[1]->dtype, normalized});
}

}  // namespace flodl::rules
