// Types of operations over rows.
#include "rules/Common.h"

namespace flodl::rules {

Inferred rowReduction(OperandTypes operands, std::span<const AttrValue>) {
  TensorType type{operands[0]->dtype, operands[0]->shape};
  if (type.shape.empty())  // C1
    return Inferred::fail("expects 'input' of rank 1 or more, but got " + str(type.shape));
  type.shape.back() = 1;
  return Inferred::of(type);
}

Inferred columnSum(OperandTypes operands, std::span<const AttrValue>) {
  const Shape &shape = operands[0]->shape;
  if (shape.empty())  // C1
    return Inferred::fail("expects 'input' of rank 1 or more, but got " + str(shape));
  return Inferred::of({operands[0]->dtype, {shape.back()}});
}

/// True when both agree in all dimensions but the last and `index` ends with 1.
static bool isIndexOf(const Shape &index, const Shape &shape) {
  if (index.size() != shape.size() || index.empty() || !isOne(index.back()))
    return false;
  for (size_t i = 0; i + 1 < index.size(); ++i)
    if (!equal(index[i], shape[i]))
      return false;
  return true;
}

Inferred selectColumn(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &input = *operands[0], &index = *operands[1];
  if (!isIndexOf(index.shape, input.shape) || isFloating(index.dtype))  // C1
    return Inferred::fail("expects an integer 'index' of the shape of 'input' with a last dimension of 1, but got " +
                          str(index) + " for " + str(input));
  return Inferred::of({input.dtype, input.shape});
}

Inferred scalarValue(OperandTypes, std::span<const AttrValue> attrs) {
  return Inferred::of({std::get<DType>(attrs[0]), {}});
}

Inferred countValue(OperandTypes, std::span<const AttrValue> attrs) {
  return Inferred::of({std::get<DType>(attrs[1]), {}});
}

Inferred columnIs(OperandTypes operands, std::span<const AttrValue> attrs) {
  const Shape &shape = std::get<Shape>(attrs[0]);
  if (!isIndexOf(operands[0]->shape, shape))  // C1
    return Inferred::fail("expects 'shape' to equal the shape of 'index' but for its last dimension, but got " +
                          str(shape) + " for " + str(operands[0]->shape));
  return Inferred::of({std::get<DType>(attrs[1]), shape});
}

}  // namespace flodl::rules
