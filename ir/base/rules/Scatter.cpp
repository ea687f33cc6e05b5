// Types of copies with some elements replaced.
#include "rules/Common.h"

namespace flodl::rules {

/// `a` is known to be larger than `b`.
static bool isLarger(const Dim &a, const Dim &b) { return (a - b).constant().value_or(0) > 0; }

/// `src` is of the type of a part of `input`.
static Inferred withPart(const TensorType &input, const TensorType &src, const Inferred &part, std::string_view name = "src") {
  if (!part.ok())
    return part;
  if (src.dtype != input.dtype || !equalShapes(src.shape, part.types[0].shape))
    return Inferred::fail("expects '" + std::string(name) + "' of type " + str(TensorType{input.dtype, part.types[0].shape}) +
                          ", but got " + str(src));
  return Inferred::of({input.dtype, input.shape});
}

Inferred scatter(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0], &index = *operands[1], &src = *operands[2];
  Inferred taken = gather(operands.first(2), attrs);  // C1, C2
  if (!taken.ok())
    return taken;
  if (src.dtype != input.dtype || src.shape.size() != input.shape.size())  // C3
    return Inferred::fail("expects 'src' of type " + std::string(dtypeName(input.dtype)) + " and rank " +
                          std::to_string(input.shape.size()) + ", but got " + str(src));
  for (size_t i = 0; i < src.shape.size(); ++i)
    if (isLarger(index.shape[i], src.shape[i]))  // C3
      return Inferred::fail("expects 'index' to be no larger than 'src', but got " + str(index.shape) + " for " +
                            str(src.shape));
  return Inferred::of({input.dtype, input.shape});
}

Inferred indexAdd(OperandTypes operands, std::span<const AttrValue> attrs) {
  return withPart(*operands[0], *operands[2], indexSelect(operands.first(2), attrs), "source");
}

Inferred selectScatter(OperandTypes operands, std::span<const AttrValue> attrs) {
  return withPart(*operands[0], *operands[1], select(operands.first(1), attrs));
}

Inferred narrowScatter(OperandTypes operands, std::span<const AttrValue> attrs) {
  return withPart(*operands[0], *operands[1], narrow(operands.first(1), attrs));
}

}  // namespace flodl::rules
