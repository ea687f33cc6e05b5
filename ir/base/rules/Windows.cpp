#include "rules/Windows.h"

namespace flodl::rules {

std::string extentsError(size_t rank, std::initializer_list<Extents> list) {
  static constexpr const char *counts[] = {"", "one integer", "two integers", "three integers"};
  for (const Extents &extents : list) {
    const std::vector<int64_t> &values = ints(*extents.attr);
    bool fits = values.size() == rank || (extents.optional && values.empty());
    for (int64_t value : values)
      fits &= value >= extents.least;
    if (fits)
      continue;
    std::string text = "expects '" + std::string(extents.name) + "' to be " + counts[rank] + " of at least " +
                       std::to_string(extents.least) + ", but got [";
    for (size_t i = 0; i < values.size(); ++i)
      text += (i ? ", " : "") + std::to_string(values[i]);
    return text + "]";
  }
  return {};
}

Dim windowPositions(const Dim &size, const Dim &kernel, int64_t stride, int64_t padding, int64_t dilation) {
  return (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
}

std::string windowError(const Dim &size, const Dim &kernel, int64_t padding, int64_t dilation) {
  auto room = (size + 2 * padding - dilation * (kernel - 1) - 1).constant();
  if (!room || *room >= 0)
    return {};
  return "expects a window no larger than the padded input, but got kernel size " + kernel.str() + " with dilation " +
         std::to_string(dilation) + " for size " + size.str() + " with padding " + std::to_string(padding);
}

}  // namespace flodl::rules
