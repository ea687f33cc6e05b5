// Types of reductions and of their gradients.
#include "rules/Common.h"

namespace flodl::rules {

Inferred reducedType(const TensorType &input, DType dtype, const std::vector<int64_t> &dims, bool keepdim) {
  std::string error;
  auto positions = normalizeDims(dims, input.shape.size(), error);
  if (!positions)  // C1
    return Inferred::fail(std::move(error));
  Shape out;
  for (size_t i = 0; i < input.shape.size(); ++i) {
    bool isReduced = false;
    for (size_t position : *positions)
      isReduced |= position == i;
    if (!isReduced)
      out.push_back(input.shape[i]);
    else if (keepdim)
      out.push_back(1);
  }
  return Inferred::of({dtype, out});
}

Inferred reduceSum(OperandTypes operands, std::span<const AttrValue> attrs) {
  DType dtype = operands[0]->dtype;
  return reducedType(*operands[0], isFloating(dtype) ? dtype : kInt64, std::get<std::vector<int64_t>>(attrs[0]),
                     std::get<bool>(attrs[1]));
}

Inferred reduceFloat(OperandTypes operands, std::span<const AttrValue> attrs) {
  if (!isFloating(operands[0]->dtype))
    return Inferred::fail(floatError("input", *operands[0]));
  return reducedType(*operands[0], operands[0]->dtype, std::get<std::vector<int64_t>>(attrs[0]),
                     std::get<bool>(attrs[1]));
}

Inferred varOp(OperandTypes operands, std::span<const AttrValue> attrs) {
  if (!isFloating(operands[0]->dtype))
    return Inferred::fail(floatError("input", *operands[0]));
  return reducedType(*operands[0], operands[0]->dtype, std::get<std::vector<int64_t>>(attrs[0]),
                     std::get<bool>(attrs[2]));
}

/// Checks that `grad` is what reducing `input` over `dims` gives, and answers `input`.
static Inferred backToInput(const TensorType &grad, const TensorType &input, const std::vector<int64_t> &dims,
                            bool keepdim) {
  return gradientOf(input, reducedType(input, grad.dtype, dims, keepdim), grad);  // C1
}

Inferred reductionBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  return backToInput(*operands[0], {operands[0]->dtype, std::get<Shape>(attrs[0])},
                     std::get<std::vector<int64_t>>(attrs[1]), std::get<bool>(attrs[2]));
}

Inferred varBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  return backToInput(*operands[0], *operands[1], std::get<std::vector<int64_t>>(attrs[0]), std::get<bool>(attrs[2]));
}

Inferred valueSelectingBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &grad = *operands[0], &indices = *operands[1];
  if (indices.dtype != kInt64 || !equalShapes(grad.shape, indices.shape))  // C2
    return Inferred::fail("expects 'indices' of type int64" + str(grad.shape) + ", but got " + str(indices));
  return backToInput(grad, {grad.dtype, std::get<Shape>(attrs[0])}, {std::get<int64_t>(attrs[1])},
                     std::get<bool>(attrs[2]));
}

Inferred sumTo(OperandTypes operands, std::span<const AttrValue> attrs) {
  const Shape &from = operands[0]->shape, &to = std::get<Shape>(attrs[0]);
  auto back = broadcastShapes(to, from);
  if (!back || !equalShapes(*back, from))  // C1
    return Inferred::fail("expects 'shape' to broadcast to the shape of 'input', but got " + str(to) + " and " + str(from));
  return Inferred::of({operands[0]->dtype, to});
}

}  // namespace flodl::rules
