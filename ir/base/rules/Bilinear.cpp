// Types of bilinear forms.
#include "rules/Common.h"

namespace flodl::rules {

Inferred bilinear(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &first = *operands[0], &second = *operands[1], &weight = *operands[2], *bias = optional(operands, 3);
  bool fits = !first.shape.empty() && !second.shape.empty() && weight.shape.size() == 3;
  fits = fits && equalShapes({first.shape.begin(), first.shape.end() - 1}, {second.shape.begin(), second.shape.end() - 1});
  if (!fits)  // C1
    return Inferred::fail("expects inputs that differ in the last dimension only and a 'weight' of rank 3, but got " +
                          str(first.shape) + ", " + str(second.shape) + " and " + str(weight.shape));
  if (!equal(first.shape.back(), weight.shape[1]) || !equal(second.shape.back(), weight.shape[2]))  // C2
    return Inferred::fail("expects the last dimensions of 'input1' (" + first.shape.back().str() + ") and 'input2' (" +
                          second.shape.back().str() + ") to be the last two of 'weight', but got " + str(weight.shape));
  if (bias && !equalShapes(bias->shape, {weight.shape[0]}))  // C3
    return Inferred::fail("expects 'bias' of shape [" + weight.shape[0].str() + "], but got " + str(bias->shape));
  bool oneType = isFloating(first.dtype) && second.dtype == first.dtype && weight.dtype == first.dtype;
  if (!oneType || (bias && bias->dtype != first.dtype))  // C4
    return Inferred::fail("expects operands of one floating-point type, but got " + str(first) + ", " + str(second) + ", " +
                          str(weight) + (bias ? ", " + str(*bias) : ""));
  TensorType result{first.dtype, {first.shape.begin(), first.shape.end() - 1}};
  result.shape.push_back(weight.shape[0]);
  return Inferred::of(result);
}

Inferred bilinearBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  Inferred form = bilinear(operands.subspan(1), attrs);
  if (!form.ok())
    return form;
  if (!sameType(*operands[0], form.types[0]))  // C1
    return Inferred::fail("expects 'grad' of type " + str(form.types[0]) + ", the bilinear form, but got " + str(*operands[0]));
  Inferred result;
  for (size_t i = 1; i < 4; ++i)
    result.types.push_back({operands[i]->dtype, operands[i]->shape});
  return result;
}

}  // namespace flodl::rules
