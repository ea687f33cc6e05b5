// Types of comparisons, logic and choices.
#include "rules/Common.h"

namespace flodl::rules {

Inferred compare(OperandTypes operands, std::span<const AttrValue>) {
  auto shape = broadcastShapes(operands[0]->shape, operands[1]->shape);
  if (!shape)  // C1
    return Inferred::fail(broadcastError("lhs", operands[0]->shape, "rhs", operands[1]->shape));
  return Inferred::of({kBool, *shape});
}

Inferred predicate(OperandTypes operands, std::span<const AttrValue>) {
  return Inferred::of({kBool, operands[0]->shape});
}

static std::string boolError(std::string_view name, const TensorType &type) {
  if (type.dtype == kBool)
    return {};
  return "expects '" + std::string(name) + "' of type bool, but got " + str(type);
}

Inferred where(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &condition = *operands[0], &input = *operands[1], &other = *operands[2];
  if (std::string error = boolError("condition", condition); !error.empty())  // C1
    return Inferred::fail(std::move(error));
  auto shape = broadcastShapes(input.shape, other.shape);
  if (!shape)  // C2
    return Inferred::fail(broadcastError("input", input.shape, "other", other.shape));
  shape = broadcastShapes(condition.shape, *shape);
  if (!shape)  // C2
    return Inferred::fail(broadcastError("condition", condition.shape, "input", input.shape));
  return Inferred::of({promoteTypes(operands.subspan(1)), *shape});
}

Inferred maskedFill(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &input = *operands[0], &mask = *operands[1];
  if (std::string error = boolError("mask", mask); !error.empty())  // C1
    return Inferred::fail(std::move(error));
  auto shape = broadcastShapes(input.shape, mask.shape);
  if (!shape)  // C2
    return Inferred::fail(broadcastError("input", input.shape, "mask", mask.shape));
  return Inferred::of({input.dtype, *shape});
}

}  // namespace flodl::rules
