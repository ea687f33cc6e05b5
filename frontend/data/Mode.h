// Decides where a data set is kept and how far ahead it is read. Free of I/O, so that tests can
// ask about machines that they do not run on.
#pragma once
#include "flodl/detail/runtime.h"
#include <cstdint>
#include <optional>

namespace flodl::data {

/// What the decision depends on.
struct Placement {
  Device device{};
  bool forceStreaming = false;
  double maxUsage = 0.90;           ///< share of a GPU's memory, taken as [0.50, 0.99]
  uint64_t dataBytes = 0;           ///< whole data set
  uint64_t batchBytes = 0;
  size_t batches = 0;               ///< of an epoch
  std::optional<detail::DeviceMemory> memory;  ///< of a GPU; nothing when the query failed
  std::optional<uint64_t> availableRam;        ///< of the machine; nothing when unknown
};

/// Bytes that may be filled on a GPU: its share of the total, less what is in use.
uint64_t memoryBudget(const detail::DeviceMemory &memory, double maxUsage);
/// True when the whole data set is kept on the device.
bool keepResident(const Placement &placement);
/// Batches to load ahead: what fits the budget, at least 1, at most an epoch; 2 on the CPU.
size_t adaptiveDepth(const Placement &placement);

/// Depth before the first epoch, when there is no model yet.
inline constexpr size_t initialDepth = 4;

}  // namespace flodl::data
