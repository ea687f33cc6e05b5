// Types of sorting and searching.
#include "rules/Common.h"

namespace flodl::rules {

Inferred sort(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  int64_t dim = std::get<int64_t>(attrs[0]);
  if (!normalizeDim(dim, input.shape.size()))  // C1
    return Inferred::fail(dimRangeError(dim, input.shape.size()));
  return {{{input.dtype, input.shape}, {kInt64, input.shape}}, {}};
}

Inferred topk(OperandTypes operands, std::span<const AttrValue> attrs) {
  Shape shape = operands[0]->shape;
  int64_t k = std::get<int64_t>(attrs[0]), attr = std::get<int64_t>(attrs[1]);
  auto dim = normalizeDim(attr, shape.size());
  if (!dim)  // C1
    return Inferred::fail(dimRangeError(attr, shape.size()));
  Dim size = shape.empty() ? Dim(1) : shape[*dim];
  if (k < 0 || (size - k).constant().value_or(0) < 0)  // C2
    return Inferred::fail("expects 'k' between 0 and the size " + size.str() + " of dimension " + std::to_string(*dim) +
                          ", but got " + std::to_string(k));
  if (!shape.empty())
    shape[*dim] = k;
  return {{{operands[0]->dtype, shape}, {kInt64, shape}}, {}};
}

Inferred searchsorted(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &sequence = *operands[0], &values = *operands[1];
  bool fits = sequence.shape.size() == 1 || (!sequence.shape.empty() && sequence.shape.size() == values.shape.size());
  for (size_t i = 0; fits && i + 1 < sequence.shape.size(); ++i)
    fits = equal(sequence.shape[i], values.shape[i]);
  if (!fits)  // C1
    return Inferred::fail("expects 'sequence' of rank 1 or with the leading dimensions of 'values', but got " +
                          str(sequence.shape) + " and " + str(values.shape));
  if (sequence.dtype != values.dtype)  // C2
    return Inferred::fail("expects 'sequence' and 'values' of one type, but got " + str(sequence) + " and " + str(values));
  return Inferred::of({kInt64, values.shape});
}

Inferred dataDependent(OperandTypes operands, std::span<const AttrValue>) {
  return Inferred::fail("expects a tensor with values, since they decide the shape of the result, but got the symbol " +
                        str(*operands[0]) + "; wrap the module in opaque(...), which runs it as it is");
}

}  // namespace flodl::rules
