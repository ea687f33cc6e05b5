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

Inferred broadcast(OperandTypes operands, std::span<const AttrValue>) {
  auto shape = broadcastShapes(operands[0]->shape, operands[1]->shape);
  if (!shape)  // C1
    return Inferred::fail(broadcastError("lhs", operands[0]->shape, "rhs", operands[1]->shape));
  return Inferred::of({promoteTypes(operands), *shape});
}

}  // namespace flodl::rules
