// Element types: sizes, names and promotion.
#include "flodl/base/dtype.h"
#include <array>
#include <utility>

namespace flodl {

static constexpr std::array<std::pair<std::string_view, size_t>, 7> table{{{"bool", 1},
                                                                           {"int32", 4},
                                                                           {"int64", 8},
                                                                           {"float16", 2},
                                                                           {"bfloat16", 2},
                                                                           {"float32", 4},
                                                                           {"float64", 8}}};

size_t itemSize(DType dtype) { return table[static_cast<size_t>(dtype)].second; }

std::string_view dtypeName(DType dtype) { return table[static_cast<size_t>(dtype)].first; }

std::optional<DType> parseDType(std::string_view name) {
  for (size_t i = 0; i < table.size(); ++i)
    if (table[i].first == name)
      return static_cast<DType>(i);
  return std::nullopt;
}

bool isFloating(DType dtype) { return dtype >= kFloat16; }

DType promote(DType a, DType b) {
  if (a == b)
    return a;
  // The two half types have no common half type.
  if ((a == kFloat16 && b == kBFloat16) || (a == kBFloat16 && b == kFloat16))
    return kFloat32;
  return a < b ? b : a;
}

}  // namespace flodl
