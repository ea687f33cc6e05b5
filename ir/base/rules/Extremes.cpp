// Types of extremes and medians.
#include "rules/Common.h"

namespace flodl::rules {

static bool isEmpty(const Dim &size) { return size.constant() == std::optional<int64_t>(0); }

Inferred element(OperandTypes operands, std::span<const AttrValue>) {
  if (isEmpty(numel(operands[0]->shape)))  // C1
    return Inferred::fail("expects 'input' with an element, but got " + str(*operands[0]));
  return Inferred::of({operands[0]->dtype, {}});
}

Inferred elementOrNan(OperandTypes operands, std::span<const AttrValue>) {
  return Inferred::of({operands[0]->dtype, {}});
}

/// A reduction to one of the elements: the dimensions that are reduced have some.
static Inferred chosenElements(const TensorType &input, DType dtype, const std::vector<int64_t> &dims, bool keepdim) {
  Inferred result = reducedType(input, dtype, dims, keepdim);  // C1
  if (!result.ok())
    return result;
  std::string error;
  std::vector<size_t> positions = *normalizeDims(dims, input.shape.size(), error);
  for (size_t position : positions)
    if (isEmpty(input.shape[position]))  // C2
      return Inferred::fail("expects dimensions with elements, but got " + std::to_string(position) + " of " +
                            str(input.shape));
  return result;
}

Inferred extremes(OperandTypes operands, std::span<const AttrValue> attrs) {
  return chosenElements(*operands[0], operands[0]->dtype, std::get<std::vector<int64_t>>(attrs[0]),
                        std::get<bool>(attrs[1]));
}

Inferred maxDim(OperandTypes operands, std::span<const AttrValue> attrs) {
  Inferred values =
      chosenElements(*operands[0], operands[0]->dtype, {std::get<int64_t>(attrs[0])}, std::get<bool>(attrs[1]));
  if (values.ok())
    values.types.push_back({kInt64, values.types[0].shape});
  return values;
}

Inferred argmax(OperandTypes operands, std::span<const AttrValue> attrs) {
  return chosenElements(*operands[0], kInt64, {std::get<int64_t>(attrs[0])}, std::get<bool>(attrs[1]));
}

}  // namespace flodl::rules
