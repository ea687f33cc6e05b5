// The generated table of operations.
#include "flodl/base/op.h"
#include <array>
#include <unordered_map>

#include "op_info.inc"

namespace flodl {

std::span<const OpInfo> allOps() { return opTable; }
const OpInfo &opInfo(OpCode code) { return opTable[static_cast<size_t>(code)]; }

const OpInfo *findOp(std::string_view name) {
  static const auto *byName = [] {
    auto *map = new std::unordered_map<std::string_view, const OpInfo *>;
    for (const OpInfo &op : opTable)
      map->emplace(op.name, &op);
    return map;
  }();
  auto it = byName->find(name);
  return it == byName->end() ? nullptr : it->second;
}

bool sameType(const TensorType &a, const TensorType &b) {
  if (a.dtype != b.dtype || a.shape.size() != b.shape.size())
    return false;
  for (size_t i = 0; i < a.shape.size(); ++i)
    if (!a.shape[i].same(b.shape[i]))
      return false;
  return true;
}

std::string str(const TensorType &type) { return std::string(dtypeName(type.dtype)) + str(type.shape); }

}  // namespace flodl
