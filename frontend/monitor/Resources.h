// Reads processor and memory use from the operating system.
#pragma once
#include "flodl/resources.h"
#include <string>

namespace flodl::monitor {

/// Busy and total ticks since the machine started.
struct CpuTicks {
  uint64_t busy = 0, total = 0;
};
/// Parses the text of `/proc/stat`; nothing when its first line is not the summary.
std::optional<CpuTicks> parseCpuTicks(const std::string &stat);
/// Parses the text of `/proc/meminfo` into used and total RAM; leaves absent what is missing.
void parseMemory(const std::string &meminfo, ResourceSample &sample);
/// Free memory that can be used without swapping; nothing when unknown.
std::optional<uint64_t> availableRam();
/// `AMD EPYC 7B13 (4 threads, 15 GB)`.
std::string hardwareLine();

/// Keeps what is needed to turn counters into shares of time.
class ResourceSampler {
 public:
  ResourceSampler();
  ResourceSample sample();

 private:
  std::optional<CpuTicks> last_;
};

}  // namespace flodl::monitor
