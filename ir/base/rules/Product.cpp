// Types of products and scans.
#include "rules/Common.h"

namespace flodl::rules {

/// What integers and booleans add up and multiply to.
static DType accumulated(DType dtype) { return isFloating(dtype) ? dtype : kInt64; }

Inferred prod(OperandTypes operands, std::span<const AttrValue>) {
  return Inferred::of({accumulated(operands[0]->dtype), {}});
}

Inferred prodBackward(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &grad = *operands[0], &result = *operands[2];
  if (!grad.shape.empty() || !result.shape.empty())  // C1
    return Inferred::fail("expects 'grad' and 'result' of rank 0, but got " + str(grad.shape) + " and " +
                          str(result.shape));
  return Inferred::of({grad.dtype, operands[1]->shape});
}

static Inferred productOf(const TensorType &input, int64_t dim, bool keepdim) {
  return reducedType(input, accumulated(input.dtype), {dim}, keepdim);
}

Inferred prodDim(OperandTypes operands, std::span<const AttrValue> attrs) {
  return productOf(*operands[0], std::get<int64_t>(attrs[0]), std::get<bool>(attrs[1]));  // C1
}

Inferred prodDimBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &grad = *operands[0], &result = *operands[2];
  if (!equalShapes(grad.shape, result.shape))  // C1
    return Inferred::fail(equalShapesError("grad", grad.shape, "result", result.shape));
  return gradientOf(*operands[1], productOf(*operands[1], std::get<int64_t>(attrs[0]), std::get<bool>(attrs[1])), grad);
}

Inferred scan(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  int64_t dim = std::get<int64_t>(attrs[0]);
  if (!normalizeDim(dim, input.shape.size()))  // C1
    return Inferred::fail(dimRangeError(dim, input.shape.size()));
  return Inferred::of({accumulated(input.dtype), input.shape});
}

Inferred cumprodBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const Shape &grad = operands[0]->shape, &input = operands[1]->shape, &result = operands[2]->shape;
  if (!equalShapes(grad, input))  // C2
    return Inferred::fail(equalShapesError("grad", grad, "input", input));
  if (!equalShapes(grad, result))  // C2
    return Inferred::fail(equalShapesError("grad", grad, "result", result));
  return scan(operands, attrs);  // C1
}

}  // namespace flodl::rules
