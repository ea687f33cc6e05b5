// Questions to devices, through the runtime's table.
#include "flodl/device.h"
#include "frontend/monitor/Resources.h"
#include "TensorImpl.h"
#include <fstream>
#include <unistd.h>

namespace flodl {
using namespace detail;

// While models are recorded there is no GPU.
int cuda_device_count() { return capturing() ? 0 : runtime().cudaDevices(); }
bool cuda_available() { return cuda_device_count() > 0; }

void synchronize(Device device, SourceLoc loc) {
  if (cuda_available())
    located(loc, [&] { runtime().synchronize(device); });
}

/// Throws unless GPU `index` exists.
static Device requireGpu(const char *what, int index, SourceLoc loc) {
  int count = cuda_device_count();
  if (index < 0 || index >= count)
    throw Error(ErrorCode::InvalidArgument,
                std::string(what) + " expects a GPU from 0 to before the number of GPUs (" + std::to_string(count) +
                    "), but got " + std::to_string(index) + "; ask cuda_available() first",
                loc);
  return Device(kCUDA, index);
}

CudaMemory cuda_memory_info(int index, SourceLoc loc) {
  Device device = requireGpu("cuda_memory_info", index, loc);
  DeviceMemory memory = *located(loc, [&] { return runtime().memory(device); });
  return {memory.total - memory.free, memory.total};
}

static AllocatorStats statsOf(const char *what, int index, SourceLoc loc) {
  Device device = requireGpu(what, index, loc);
  return located(loc, [&] { return runtime().allocatorStats(device); });
}
uint64_t cuda_active_bytes(int index, SourceLoc loc) { return statsOf("cuda_active_bytes", index, loc).active; }
uint64_t cuda_peak_active_bytes(int index, SourceLoc loc) { return statsOf("cuda_peak_active_bytes", index, loc).peakActive; }
uint64_t cuda_reserved_bytes(int index, SourceLoc loc) { return statsOf("cuda_reserved_bytes", index, loc).reserved; }
uint64_t cuda_peak_reserved_bytes(int index, SourceLoc loc) {
  return statsOf("cuda_peak_reserved_bytes", index, loc).peakReserved;
}

void cuda_reset_peak_stats(int index, SourceLoc loc) {
  if (cuda_available())
    located(loc, [&] { runtime().resetPeaks(requireGpu("cuda_reset_peak_stats", index, loc)); });
}
void cuda_empty_cache() {
  if (cuda_available())
    runtime().releaseCache(kCUDA);
}

std::string hardware_summary() { return monitor::hardwareLine(); }

uint64_t rss_kb() {
  // proc(5): the second number is the resident set in pages.
  std::ifstream file("/proc/self/statm");
  uint64_t size = 0, resident = 0;
  if (!(file >> size >> resident))
    return 0;
  return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) / 1024;
}

}  // namespace flodl
