#include "runtime/ops/CheckedOperands.h"
#include "runtime/core/Backend.h"
#include "runtime/core/Tensors.h"
#include <map>
#include <mutex>

namespace flodl::rt {

/// `embedding indices`; kept for errors that are reported later.
static const char *operandText(const OpInfo &op, const IndexInfo &index) {
  static std::mutex mutex;
  static auto *texts = new std::map<const IndexInfo *, std::string>;
  std::lock_guard lock(mutex);
  std::string &text = (*texts)[&index];
  if (text.empty())
    text = std::string(op.name) + " " + std::string(op.operands[static_cast<size_t>(index.operand)].name);
  return text.c_str();
}

/// Positions in the dimension that `index` refers to; nothing when libtorch will refuse the operation.
static std::optional<int64_t> positions(const at::Tensor &source, const IndexInfo &index,
                                        std::span<const AttrValue> attrs) {
  int64_t rank = source.dim();
  if (rank == 0)
    return 1;
  int64_t dim = index.dimAttr < 0 ? std::min<int64_t>(index.dim, rank - 1)
                                  : std::get<int64_t>(attrs[static_cast<size_t>(index.dimAttr)]);
  if (dim < -rank || dim >= rank)
    return std::nullopt;
  return source.size(dim);
}

CheckedOperands::CheckedOperands(const OpInfo &op, std::span<const detail::EagerOperand> given,
                                 std::span<const AttrValue> attrs)
    : given(given) {
  handles.reserve(op.indices.size());  // operands point to them
  for (const IndexInfo &info : op.indices) {
    const detail::EagerOperand &operand = given[static_cast<size_t>(info.operand)];
    const detail::EagerOperand &source = given[static_cast<size_t>(info.source)];
    if (operand.isNumber || source.isNumber)
      continue;
    const at::Tensor &index = tensorOf(*operand.tensor);
    std::optional<int64_t> count = positions(tensorOf(*source.tensor), info, attrs);
    Backend *device = loadedBackend(index.device().type());
    if (!count || !device || index.scalar_type() != at::kLong)
      continue;
    IndexRange range{*count, nothingIgnored, operandText(op, info), ""};
    if (info.ignoredAttr >= 0)
      range.ignore = std::get<int64_t>(attrs[static_cast<size_t>(info.ignoredAttr)]);
    if (checked.empty())
      checked.assign(given.begin(), given.end());
    handles.push_back(handleOf(device->checkedIndex(index, range)));
    checked[static_cast<size_t>(info.operand)].tensor = &handles.back();
  }
}

}  // namespace flodl::rt
