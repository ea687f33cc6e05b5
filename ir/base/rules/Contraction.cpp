// Types of matrix products.
#include "rules/Common.h"

namespace flodl::rules {

Inferred linear(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &input = *operands[0], &weight = *operands[1];
  const TensorType *bias = operands.size() > 2 ? operands[2] : nullptr;
  if (input.shape.empty())  // C1
    return Inferred::fail("expects 'input' of rank 1 or more, but got " + str(input.shape));
  if (weight.shape.size() != 2)
    return Inferred::fail("expects 'weight' of rank 2, but got " + str(weight.shape));
  if (!equal(input.shape.back(), weight.shape[1]))
    return Inferred::fail("expects the last dimension of 'input' (" + input.shape.back().str() +
                          ") to equal dimension 1 of 'weight' (" + weight.shape[1].str() + ")");
  if (bias && (bias->shape.size() != 1 || !equal(bias->shape[0], weight.shape[0])))  // C2
    return Inferred::fail("expects 'bias' of shape [" + weight.shape[0].str() + "], but got " + str(bias->shape));
  if (input.dtype != weight.dtype || (bias && bias->dtype != input.dtype))
    return Inferred::fail("expects 'input', 'weight' and 'bias' of one element type, but got " + str(input) + ", " +
                          str(weight) + (bias ? ", " + str(*bias) : "") + "; convert the input with .to(...)");
  TensorType result{input.dtype, input.shape};
  result.shape.back() = weight.shape[0];
  return Inferred::of(result);
}

Inferred matmul(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &lhs = *operands[0], &rhs = *operands[1];
  if (lhs.shape.empty() || rhs.shape.empty())  // C1
    return Inferred::fail("expects 'lhs' and 'rhs' of rank 1 or more, but got " + str(lhs.shape) + " and " +
                          str(rhs.shape));
  if (lhs.dtype != rhs.dtype)
    return Inferred::fail("expects 'lhs' and 'rhs' of one element type, but got " + str(lhs) + " and " + str(rhs) +
                          "; convert one with .to(...)");
  Shape a = lhs.shape, b = rhs.shape;
  if (lhs.shape.size() == 1)
    a.insert(a.begin(), 1);
  if (rhs.shape.size() == 1)
    b.push_back(1);
  if (!equal(a.back(), b[b.size() - 2]))  // C2
    return Inferred::fail("expects the last dimension of 'lhs' (" + a.back().str() +
                          ") to equal the inner dimension of 'rhs' (" + b[b.size() - 2].str() + "), but got " +
                          str(lhs.shape) + " and " + str(rhs.shape));
  auto leading = broadcastShapes({a.begin(), a.end() - 2}, {b.begin(), b.end() - 2});
  if (!leading)  // C3
    return Inferred::fail("expects the leading dimensions of 'lhs' and 'rhs' to broadcast, but got " + str(lhs.shape) + " and " +
                          str(rhs.shape));
  Shape out = *leading;
  if (lhs.shape.size() > 1)
    out.push_back(a[a.size() - 2]);
  if (rhs.shape.size() > 1)
    out.push_back(b.back());
  return Inferred::of({lhs.dtype, out});
}

Inferred bmm(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &lhs = *operands[0], &rhs = *operands[1];
  if (lhs.shape.size() != 3 || rhs.shape.size() != 3 || lhs.dtype != rhs.dtype)  // C1
    return Inferred::fail("expects 'lhs' and 'rhs' of rank 3 and one element type, but got " + str(lhs) + " and " +
                          str(rhs));
  if (!equal(lhs.shape[0], rhs.shape[0]) || !equal(lhs.shape[2], rhs.shape[1]))  // C2
    return Inferred::fail("expects shapes [B, m, k] and [B, k, n], but got " + str(lhs.shape) + " and " +
                          str(rhs.shape));
  return Inferred::of({lhs.dtype, {lhs.shape[0], lhs.shape[1], rhs.shape[2]}});
}

Inferred addmm(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &input = *operands[0], &mat1 = *operands[1], &mat2 = *operands[2];
  if (input.dtype != mat1.dtype || mat1.dtype != mat2.dtype)  // C1
    return Inferred::fail("expects 'input', 'mat1' and 'mat2' of one element type, but got " + str(input) + ", " +
                          str(mat1) + " and " + str(mat2) + "; convert with .to(...)");
  if (mat1.shape.size() != 2 || mat2.shape.size() != 2 || !equal(mat1.shape[1], mat2.shape[0]))  // C2
    return Inferred::fail("expects matrices [n, k] and [k, m], but got " + str(mat1.shape) + " and " + str(mat2.shape));
  Shape product{mat1.shape[0], mat2.shape[1]};
  auto shape = broadcastShapes(product, input.shape);
  if (!shape || !equalShapes(*shape, product))  // C3
    return Inferred::fail("expects 'input' to broadcast to the product " + str(product) + ", but got " + str(input.shape));
  return Inferred::of({input.dtype, product});
}

Inferred linearWeightGrad(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &grad = *operands[0], &input = *operands[1];
  bool fits = grad.shape.size() == input.shape.size() && !grad.shape.empty();
  for (size_t i = 0; fits && i + 1 < grad.shape.size(); ++i)
    fits = equal(grad.shape[i], input.shape[i]);
  if (!fits)  // C1
    return Inferred::fail("expects 'grad' and 'input' with equal leading dimensions, but got " + str(grad.shape) +
                          " and " + str(input.shape));
  return Inferred::of({grad.dtype, {grad.shape.back(), input.shape.back()}});
}

}  // namespace flodl::rules
