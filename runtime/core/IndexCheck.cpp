#include "runtime/core/IndexCheck.h"
#include <string>

namespace flodl::rt {

Error indexError(const IndexFault &fault) {
  const IndexRange &range = fault.range;
  std::string text = std::string(range.operand) + ": expects values from 0 to " + std::to_string(range.count - 1);
  if (range.ignore != nothingIgnored)
    text += " (or " + std::to_string(range.ignore) + ", which is ignored)";
  text += ", but got " + std::to_string(fault.value) + " at position " + std::to_string(fault.position);
  if (*range.place)
    text += std::string(", in the operation of ") + range.place;
  return Error(ErrorCode::IndexOutOfRange, text + "; correct the data, or make the indexed dimension larger");
}

}  // namespace flodl::rt
