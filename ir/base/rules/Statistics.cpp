// Types of norms and counts.
#include "rules/Common.h"

namespace flodl::rules {

Inferred norm(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  if (!isFloating(input.dtype))  // C1
    return Inferred::fail(floatError("input", input));
  return reducedType(input, input.dtype, std::get<std::vector<int64_t>>(attrs[1]), std::get<bool>(attrs[2]));  // C2
}

Inferred anyOrAll(OperandTypes operands, std::span<const AttrValue> attrs) {
  return reducedType(*operands[0], kBool, std::get<std::vector<int64_t>>(attrs[0]), std::get<bool>(attrs[1]));
}

Inferred countNonzero(OperandTypes operands, std::span<const AttrValue> attrs) {
  return reducedType(*operands[0], kInt64, std::get<std::vector<int64_t>>(attrs[0]), false);
}

}  // namespace flodl::rules
