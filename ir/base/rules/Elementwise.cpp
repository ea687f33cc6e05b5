// Types of element-wise operations.
#include "rules/Common.h"

namespace flodl::rules {

Inferred sameAsInput(OperandTypes operands, std::span<const AttrValue>) {
  return Inferred::of({operands[0]->dtype, operands[0]->shape});
}

Inferred floatUnary(OperandTypes operands, std::span<const AttrValue>) {
  DType dtype = operands[0]->dtype;
  return Inferred::of({isFloating(dtype) ? dtype : kFloat32, operands[0]->shape});
}

Inferred toDtype(OperandTypes operands, std::span<const AttrValue> attrs) {
  return Inferred::of({std::get<DType>(attrs[0]), operands[0]->shape});
}

/// The gradient of a function of one tensor: `grad` and what was saved have one type.
Inferred sameAsBoth(OperandTypes operands, std::span<const AttrValue>) {
  if (!sameType(*operands[0], *operands[1]))  // C1
    return Inferred::fail("expects the gradient and the saved value of one type, but got " + str(*operands[0]) +
                          " and " + str(*operands[1]));
  return Inferred::of(*operands[0]);
}

Inferred broadcast(OperandTypes operands, std::span<const AttrValue>) {
  auto shape = broadcastShapes(operands[0]->shape, operands[1]->shape);
  if (!shape)  // C1
    return Inferred::fail(broadcastError("lhs", operands[0]->shape, "rhs", operands[1]->shape));
  return Inferred::of({promoteTypes(operands), *shape});
}

Inferred trueDivide(OperandTypes operands, std::span<const AttrValue> attrs) {
  Inferred result = broadcast(operands, attrs);
  if (result.ok() && !isFloating(result.types[0].dtype))
    result.types[0].dtype = kFloat32;
  return result;
}

/// `grad`, `lhs` and `rhs`, all broadcast.
Inferred broadcastAll(OperandTypes operands, std::span<const AttrValue>) {
  auto shape = broadcastShapes(operands[1]->shape, operands[2]->shape);
  if (!shape)  // C1
    return Inferred::fail(broadcastError("lhs", operands[1]->shape, "rhs", operands[2]->shape));
  shape = broadcastShapes(operands[0]->shape, *shape);
  if (!shape)  // C1
    return Inferred::fail(broadcastError("grad", operands[0]->shape, "lhs", operands[1]->shape));
  return Inferred::of({promoteTypes(operands), *shape});
}

}  // namespace flodl::rules
