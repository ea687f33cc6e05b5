// Types of softmax and of normalisations.
#include "rules/NormalisationTypes.h"

namespace flodl::rules {

Inferred softmax(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  if (!isFloating(input.dtype))  // C1
    return Inferred::fail(floatError("input", input));
  if (int64_t dim = std::get<int64_t>(attrs[0]); !normalizeDim(dim, input.shape.size()))  // C2
    return Inferred::fail(dimRangeError(dim, input.shape.size()));
  return Inferred::of({input.dtype, input.shape});
}

Inferred softmaxBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  if (!sameType(*operands[0], *operands[1]))  // C1
    return Inferred::fail("expects 'grad' and 'output' of one type, but got " + str(*operands[0]) + " and " +
                          str(*operands[1]));
  return softmax(operands, attrs);  // C2
}

std::string trailingError(const TensorType &input, const Shape &normalized) {
  bool fits = !normalized.empty() && input.shape.size() >= normalized.size();
  if (fits)
    fits = equalShapes({input.shape.end() - static_cast<ptrdiff_t>(normalized.size()), input.shape.end()}, normalized);
  return fits ? "" : "expects the last dimensions of 'input' to be " + str(normalized) + ", but got " + str(input.shape);
}

TensorType rowStatistics(const TensorType &input, size_t normalizedRank) {
  TensorType type{statisticsType(input.dtype), input.shape};
  for (size_t i = type.shape.size() - normalizedRank; i < type.shape.size(); ++i)
    type.shape[i] = 1;
  return type;
}

Inferred layerNorm(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  const Shape &normalized = std::get<Shape>(attrs[0]);
  if (!isFloating(input.dtype))  // C1
    return Inferred::fail(floatError("input", input));
  if (std::string error = trailingError(input, normalized); !error.empty())  // C1
    return Inferred::fail(std::move(error));
  static constexpr const char *names[] = {"", "weight", "bias"};
  for (size_t i : {1, 2})
    if (const TensorType *operand = optional(operands, i); operand && !equalShapes(operand->shape, normalized))  // C2
      return Inferred::fail("expects '" + std::string(names[i]) + "' of shape " + str(normalized) + ", but got " +
                            str(operand->shape));
  TensorType saved = rowStatistics(input, normalized.size());
  return {{{input.dtype, input.shape}, saved, saved}, {}};
}

/// What both gradients of layer_norm check: `grad`, `input`, `mean` and `rstd` fit each other.
static std::string layerNormBackwardError(OperandTypes operands, const Shape &normalized) {
  const TensorType &grad = *operands[0], &input = *operands[1];
  if (!equalShapes(grad.shape, input.shape))  // C1
    return equalShapesError("grad", grad.shape, "input", input.shape);
  if (std::string error = trailingError(input, normalized); !error.empty())
    return error;
  TensorType saved = rowStatistics(input, normalized.size());
  if (!sameType(*operands[2], saved) || !sameType(*operands[3], saved))  // C2
    return "expects 'mean' and 'rstd' of type " + str(saved) + ", but got " + str(*operands[2]) + " and " +
           str(*operands[3]);
  return {};
}

Inferred layerNormBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  if (std::string error = layerNormBackwardError(operands, std::get<Shape>(attrs[0])); !error.empty())
    return Inferred::fail(std::move(error));
  return Inferred::of({operands[1]->dtype, operands[1]->shape});
}

Inferred layerNormWeightBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const Shape &normalized = std::get<Shape>(attrs[0]);
  if (std::string error = layerNormBackwardError(operands, normalized); !error.empty())
    return Inferred::fail(std::move(error));
  TensorType weight{operands[1]->dtype, normalized};
  return {{weight, weight}, {}};
}

std::string channelError(const TensorType &input, size_t least, OperandTypes operands, std::span<const char *const> names) {
  if (!isFloating(input.dtype))  // C1
    return floatError("input", input);
  if (input.shape.size() < least)  // C1
    return "expects 'input' of rank " + std::to_string(least) + " or more, but got " + str(input.shape);
  for (size_t i = 0; i < operands.size(); ++i)
    if (operands[i] && !equalShapes(operands[i]->shape, {input.shape[1]}))  // C2
      return "expects '" + std::string(names[i]) + "' of shape [" + input.shape[1].str() + "], the channels of 'input' " +
             str(input.shape) + ", but got " + str(operands[i]->shape);
  return {};
}

Inferred batchNorm(OperandTypes operands, std::span<const AttrValue>) {
  static constexpr const char *names[] = {"weight", "bias", "running_mean", "running_var"};
  const TensorType &input = *operands[0];
  if (std::string error = channelError(input, 2, operands.subspan(1), names); !error.empty())
    return Inferred::fail(std::move(error));
  TensorType saved{statisticsType(input.dtype), {input.shape[1]}};
  return {{{input.dtype, input.shape}, saved, saved, {operands[3]->dtype, saved.shape}, {operands[4]->dtype, saved.shape}},
          {}};
}

Inferred batchNormBackward(OperandTypes operands, std::span<const AttrValue>) {
  static constexpr const char *names[] = {"save_mean", "save_invstd", "running_mean", "running_var", "weight"};
  const TensorType &grad = *operands[0], &input = *operands[1];
  if (!equalShapes(grad.shape, input.shape))  // C1
    return Inferred::fail(equalShapesError("grad", grad.shape, "input", input.shape));
  if (std::string error = channelError(input, 2, operands.subspan(2), names); !error.empty())
    return Inferred::fail(std::move(error));
  const TensorType *weight = optional(operands, 6);
  TensorType channel{weight ? weight->dtype : input.dtype, {input.shape[1]}};
  return {{{input.dtype, input.shape}, channel, channel}, {}};
}

}  // namespace flodl::rules
