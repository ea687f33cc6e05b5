// Types of operations that rearrange elements.
#include "rules/Common.h"
#include <algorithm>

namespace flodl::rules {

Inferred flip(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  std::string error;
  const auto &dims = std::get<std::vector<int64_t>>(attrs[0]);
  if (!normalizeDims(dims, input.shape.size(), error))  // C1
    return Inferred::fail(std::move(error));
  return Inferred::of({input.dtype, input.shape});
}

Inferred roll(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  const auto &shifts = std::get<std::vector<int64_t>>(attrs[0]), &dims = std::get<std::vector<int64_t>>(attrs[1]);
  if (shifts.size() != dims.size() && !(dims.empty() && shifts.size() == 1))  // C1
    return Inferred::fail("expects a dimension for each of the shifts, or none for a single shift, but got " +
                          std::to_string(dims.size()) + " dimensions and " + std::to_string(shifts.size()) + " shifts");
  for (int64_t dim : dims)
    if (!normalizeDim(dim, input.shape.size()))  // C2
      return Inferred::fail(dimRangeError(dim, input.shape.size()));
  return Inferred::of({input.dtype, input.shape});
}

Inferred triangle(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &input = *operands[0];
  if (input.shape.size() < 2)  // C1
    return Inferred::fail("expects 'input' of rank 2 or more, but got " + str(input.shape));
  return Inferred::of({input.dtype, input.shape});
}

Inferred repeat(OperandTypes operands, std::span<const AttrValue> attrs) {
  const Shape &from = operands[0]->shape, &counts = std::get<Shape>(attrs[0]);
  bool negative = std::any_of(counts.begin(), counts.end(), [](const Dim &n) { return n.constant().value_or(0) < 0; });
  if (counts.size() < from.size() || negative)  // C1
    return Inferred::fail("expects a count of 0 or more for each of the " + std::to_string(from.size()) +
                          " dimensions of 'input', but got " + str(counts));
  Shape to = counts;
  for (size_t i = 0, added = counts.size() - from.size(); i < from.size(); ++i)
    to[added + i] = counts[added + i] * from[i];
  return Inferred::of({operands[0]->dtype, to});
}

Inferred stack(OperandTypes operands, std::span<const AttrValue> attrs) {
  if (operands.empty())  // C1
    return Inferred::fail("expects at least one input, but got none");
  Shape out = operands[0]->shape;
  for (const TensorType *operand : operands)
    if (!equalShapes(operand->shape, out))  // C2
      return Inferred::fail("expects inputs of equal shapes, but got " + str(out) + " and " + str(operand->shape));
  int64_t attr = std::get<int64_t>(attrs[0]);
  auto dim = normalizeDim(attr, out.size() + 1);
  if (!dim)  // C3
    return Inferred::fail(dimRangeError(attr, out.size() + 1));
  out.insert(out.begin() + *dim, static_cast<int64_t>(operands.size()));
  return Inferred::of({promoteTypes(operands), out});
}

static Inferred diagonalOf(const TensorType &input, int64_t offset, int64_t attr1, int64_t attr2) {
  Shape shape = input.shape;
  auto dim1 = normalizeDim(attr1, shape.size()), dim2 = normalizeDim(attr2, shape.size());
  if (!dim1 || !dim2)  // C1
    return Inferred::fail(dimRangeError(dim1 ? attr2 : attr1, shape.size()));
  if (*dim1 == *dim2 || shape.size() < 2)  // C1
    return Inferred::fail("expects two different dimensions, but got " + std::to_string(attr1) + " and " +
                          std::to_string(attr2) + " for " + str(shape));
  Dim rows = shape[*dim1], columns = shape[*dim2], length = rows;
  if (rows.constant() && columns.constant())
    length = std::max<int64_t>(0, std::min(*rows.constant() + std::min<int64_t>(offset, 0),
                                           *columns.constant() - std::max<int64_t>(offset, 0)));
  else if (!equal(rows, columns) || offset != 0)  // C2
    return Inferred::fail("expects dimensions whose sizes are numbers, or equal ones and an offset of 0, but got " +
                          rows.str() + " and " + columns.str() + " with offset " + std::to_string(offset));
  shape.erase(shape.begin() + std::max(*dim1, *dim2));
  shape.erase(shape.begin() + std::min(*dim1, *dim2));
  shape.push_back(length);
  return Inferred::of({input.dtype, shape});
}

Inferred diagonal(OperandTypes operands, std::span<const AttrValue> attrs) {
  return diagonalOf(*operands[0], std::get<int64_t>(attrs[0]), std::get<int64_t>(attrs[1]), std::get<int64_t>(attrs[2]));
}

Inferred diagonalBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  TensorType input{operands[0]->dtype, std::get<Shape>(attrs[0])};
  return gradientOf(input, diagonalOf(input, std::get<int64_t>(attrs[1]), std::get<int64_t>(attrs[2]), std::get<int64_t>(attrs[3])),
                    *operands[0]);  // C1
}

}  // namespace flodl::rules
