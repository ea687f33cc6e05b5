// Types of element-wise operations.
#include "rules/Common.h"
#include <array>

namespace flodl::rules {

Inferred sameAsInput(OperandTypes operands, std::span<const AttrValue>) {
  return Inferred::of({operands[0]->dtype, operands[0]->shape});
}

Inferred floatUnary(OperandTypes operands, std::span<const AttrValue>) {
  DType dtype = operands[0]->dtype;
  return Inferred::of({isFloating(dtype) ? dtype : kFloat32, operands[0]->shape});
}

/// For what is defined on real numbers alone.
Inferred floatInput(OperandTypes operands, std::span<const AttrValue> attrs) {
  if (!isFloating(operands[0]->dtype))  // C1
    return Inferred::fail(floatError("input", *operands[0]));
  return sameAsInput(operands, attrs);
}

Inferred square(OperandTypes operands, std::span<const AttrValue>) {
  DType dtype = operands[0]->dtype;
  return Inferred::of({dtype == kBool ? kInt64 : dtype, operands[0]->shape});
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

/// Broadcast of three operands, in the order in which they are named in errors.
static Inferred broadcastThree(OperandTypes operands, std::array<std::string_view, 3> names) {
  auto shape = broadcastShapes(operands[1]->shape, operands[2]->shape);
  if (!shape)
    return Inferred::fail(broadcastError(names[1], operands[1]->shape, names[2], operands[2]->shape));
  auto all = broadcastShapes(operands[0]->shape, *shape);
  if (!all)
    return Inferred::fail(broadcastError(names[0], operands[0]->shape, names[1], *shape));
  return Inferred::of({promoteTypes(operands), *all});
}

Inferred addcmul(OperandTypes operands, std::span<const AttrValue>) {
  return broadcastThree(operands, {"input", "tensor1", "tensor2"});  // C1
}

Inferred addcdiv(OperandTypes operands, std::span<const AttrValue> attrs) {
  // A written number takes the others' type.
  auto isFloat = [&](const TensorType &operand) {
    return isFloating(operand.number ? promoteTypes(operands) : operand.dtype);
  };
  if (!isFloat(*operands[1]) && !isFloat(*operands[2]))  // C2
    return Inferred::fail("expects a floating-point 'tensor1' or 'tensor2', but got " + str(*operands[1]) + " and " +
                          str(*operands[2]) + "; integers are divided by div(a, b, \"trunc\")");
  return addcmul(operands, attrs);
}

Inferred lerp(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &input = *operands[0], &end = *operands[1], &weight = *operands[2];
  if (!isFloating(input.dtype))  // C1
    return Inferred::fail(floatError("input", input));
  // A written number takes the others' type.
  if ((!end.number && end.dtype != input.dtype) || (!weight.shape.empty() && weight.dtype != input.dtype))  // C1
    return Inferred::fail("expects 'input', 'end' and 'weight' of one element type, but got " + str(input) + ", " +
                          str(end) + " and " + str(weight));
  Inferred result = broadcastThree(operands, {"input", "end", "weight"});  // C2
  const TensorType *typed[] = {&input, end.number ? &input : &end, &weight};
  if (result.ok())
    result.types[0].dtype = weight.number ? input.dtype : promoteTypes(typed);
  return result;
}

Inferred prelu(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &input = *operands[0], &weight = *operands[1];
  if (!isFloating(input.dtype) || input.dtype != weight.dtype)  // C1
    return Inferred::fail("expects a floating-point 'input' and a 'weight' of its type, but got " + str(input) + " and " +
                          str(weight));
  auto shape = broadcastShapes(input.shape, weight.shape);
  if (!shape || !equalShapes(*shape, input.shape))  // C2
    return Inferred::fail("expects 'weight' to have one slope or one for each channel of 'input', but got " +
                          str(weight.shape) + " for " + str(input.shape));
  return Inferred::of({input.dtype, input.shape});
}

}  // namespace flodl::rules
