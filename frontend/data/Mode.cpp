// Decides where a data set is kept and how far ahead it is read.
#include "Mode.h"
#include <algorithm>

namespace flodl::data {

uint64_t memoryBudget(const detail::DeviceMemory &memory, double maxUsage) {
  double share = std::clamp(maxUsage, 0.50, 0.99);
  auto cap = static_cast<uint64_t>(static_cast<double>(memory.total) * share);
  uint64_t used = memory.total - std::min(memory.free, memory.total);
  return cap > used ? cap - used : 0;
}

bool keepResident(const Placement &placement) {
  if (placement.forceStreaming)
    return false;
  if (placement.device.isCuda())
    return placement.memory && placement.dataBytes < memoryBudget(*placement.memory, placement.maxUsage);
  return !placement.availableRam || placement.dataBytes < *placement.availableRam / 2;
}

size_t adaptiveDepth(const Placement &placement) {
  uint64_t depth = 2;
  if (placement.device.isCuda() && placement.batchBytes > 0)
    depth = placement.memory ? memoryBudget(*placement.memory, placement.maxUsage) / placement.batchBytes : 1;
  uint64_t most = std::max<uint64_t>(placement.batches, 1);
  return static_cast<size_t>(std::clamp<uint64_t>(depth, 1, most));
}

}  // namespace flodl::data
