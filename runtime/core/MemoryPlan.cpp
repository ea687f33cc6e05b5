#include "runtime/core/MemoryPlan.h"
#include <algorithm>
#include <vector>

namespace flodl::rt {

/// Offset of the smallest gap between `live` (ordered by offset) that holds `bytes`, or the end.
static size_t bestGap(std::span<const Lifetime *const> live, size_t bytes) {
  size_t end = 0, best = SIZE_MAX, bestSize = SIZE_MAX;
  for (const Lifetime *other : live) {
    if (other->offset > end && other->offset - end >= bytes && other->offset - end < bestSize) {
      best = end;
      bestSize = other->offset - end;
    }
    end = std::max(end, other->offset + alignUp(other->bytes));
  }
  return best == SIZE_MAX ? end : best;
}

size_t planMemory(std::span<Lifetime> buffers) {
  std::vector<Lifetime *> order;
  for (Lifetime &buffer : buffers)
    if (buffer.bytes)
      order.push_back(&buffer);
  // The largest first; equal ones as they were given.
  std::sort(order.begin(), order.end(), [](const Lifetime *a, const Lifetime *b) {
    return a->bytes != b->bytes ? a->bytes > b->bytes : a < b;
  });

  size_t total = 0;
  std::vector<const Lifetime *> placed, live;  // both ordered by offset
  for (Lifetime *buffer : order) {
    live.clear();
    for (const Lifetime *other : placed)
      if (other->first <= buffer->last && buffer->first <= other->last)
        live.push_back(other);
    buffer->offset = bestGap(live, alignUp(buffer->bytes));
    total = std::max(total, buffer->offset + alignUp(buffer->bytes));
    auto after = [](size_t offset, const Lifetime *other) { return offset < other->offset; };
    placed.insert(std::upper_bound(placed.begin(), placed.end(), buffer->offset, after), buffer);
  }
  return total;
}

}  // namespace flodl::rt
