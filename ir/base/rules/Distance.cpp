// Types of distances and similarities.
#include "rules/Common.h"

namespace flodl::rules {

Inferred cdist(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &x1 = *operands[0], &x2 = *operands[1];
  size_t rank = x1.shape.size();
  if (rank < 2 || x2.shape.size() < 2 || x1.dtype != x2.dtype || !isFloating(x1.dtype) ||
      !equal(x1.shape.back(), x2.shape.back()))  // C1
    return Inferred::fail("expects 'x1' and 'x2' of rank 2 or more, one floating-point type and equal last dimensions, but got " +
                          str(x1) + " and " + str(x2));
  bool fits = rank == x2.shape.size();
  for (size_t i = 0; fits && i + 2 < rank; ++i)
    fits = equal(x1.shape[i], x2.shape[i]);
  if (!fits)  // C2
    return Inferred::fail("expects 'x1' and 'x2' of equal leading dimensions, but got " + str(x1.shape) + " and " +
                          str(x2.shape));
  if (double p = std::get<double>(attrs[0]); !(p >= 0))  // C3
    return Inferred::fail("expects 'p' of 0 or more, but got " + std::to_string(p));
  Shape out = x1.shape;
  out.back() = x2.shape[rank - 2];
  return Inferred::of({x1.dtype, out});
}

Inferred cdistBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &grad = *operands[0], &x1 = *operands[1], &distances = *operands[3];
  if (!equalShapes(grad.shape, distances.shape))  // C2
    return Inferred::fail(equalShapesError("grad", grad.shape, "distances", distances.shape));
  return gradientOf(x1, cdist(operands.subspan(1, 2), attrs), grad);  // C1, C2
}

/// The broadcast of two vectors or batches of them, or a text.
static Inferred broadcastVectors(const TensorType &x1, const TensorType &x2) {
  if (!isFloating(x1.dtype))
    return Inferred::fail(floatError("x1", x1));
  if (!isFloating(x2.dtype))
    return Inferred::fail(floatError("x2", x2));
  auto shape = broadcastShapes(x1.shape, x2.shape);
  if (!shape)
    return Inferred::fail(broadcastError("x1", x1.shape, "x2", x2.shape));
  const TensorType *both[] = {&x1, &x2};
  return Inferred::of({promoteTypes(both), *shape});
}

Inferred pairwiseDistance(OperandTypes operands, std::span<const AttrValue> attrs) {
  Inferred difference = broadcastVectors(*operands[0], *operands[1]);  // C1, C2
  if (!difference.ok())
    return difference;
  const TensorType &type = difference.types[0];
  if (type.shape.empty())  // C1
    return Inferred::fail("expects 'x1' and 'x2' of rank 1 or more, but got " + str(operands[0]->shape) + " and " +
                          str(operands[1]->shape));
  return Inferred::of({type.dtype, reduced(type.shape, type.shape.size() - 1, std::get<bool>(attrs[1]))});
}

Inferred cosineSimilarity(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &x1 = *operands[0], &x2 = *operands[1];
  if (x1.dtype != x2.dtype)  // C1
    return Inferred::fail("expects 'x1' and 'x2' of one type, but got " + str(x1) + " and " + str(x2));
  Inferred product = broadcastVectors(x1, x2);  // C1
  if (!product.ok())
    return product;
  Inferred result = reducedType(product.types[0], x1.dtype, {std::get<int64_t>(attrs[0])}, false);  // C2
  if (!result.ok())
    return result;
  TensorType norm = reducedType(product.types[0], x1.dtype, {std::get<int64_t>(attrs[0])}, true).types[0];
  return {{result.types[0], norm, norm}, {}};
}

Inferred normalize(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  if (!isFloating(input.dtype))  // C1
    return Inferred::fail(floatError("input", input));
  Inferred norm = reducedType(input, input.dtype, {std::get<int64_t>(attrs[1])}, true);  // C2
  if (!norm.ok())
    return norm;
  return {{{input.dtype, input.shape}, norm.types[0]}, {}};
}

}  // namespace flodl::rules
