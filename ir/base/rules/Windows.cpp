#include "rules/Windows.h"

namespace flodl::rules {

std::string pairError(std::initializer_list<Pair> pairs) {
  for (const Pair &pair : pairs) {
    const auto &values = std::get<std::vector<int64_t>>(*pair.attr);
    if (values.size() == 2 && values[0] >= pair.least && values[1] >= pair.least)
      continue;
    std::string text = "expects '" + std::string(pair.name) + "' to be two integers of at least " +
                       std::to_string(pair.least) + ", but got [";
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
