// What the machine was doing when an epoch ended.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flodl {

/// One GPU of a sample; what the driver does not tell is absent.
struct GpuSample {
  int device = 0;
  std::string name;
  std::optional<double> utilPercent;
  std::optional<uint64_t> vramAllocBytes, vramTotalBytes;
};

/// One look at the machine; fields that cannot be read are absent.
struct ResourceSample {
  std::optional<double> cpuPercent;  ///< busy share of all cores since the previous sample
  std::optional<uint64_t> ramUsedBytes, ramTotalBytes;
  std::optional<double> gpuPercent;  ///< mean over the devices that have a value
  std::optional<uint64_t> vramAllocBytes, vramTotalBytes;  ///< of device 0
  std::vector<GpuSample> gpus;

  /// `CPU: 45% | RAM: 3.1 GB/15.6 GB`, with the parts that are known.
  std::string str() const;
};

}  // namespace flodl
