// Questions to the devices of this machine. Without CUDA, those that return a value of a device throw `Error`, and
// commands do nothing.
#pragma once
#include "flodl/tensor.h"
#include <string>

namespace flodl {

/// True when programs of this process can run on a GPU.
bool cuda_available();
/// Number of GPUs that this process sees; 0 without CUDA.
int cuda_device_count();

/// Waits until everything that was started on `device` is done. Errors: those that the device found.
void synchronize(Device device = kCUDA, SourceLoc loc = SourceLoc::current());

/// Bytes of a whole GPU. Used comes first, not free.
struct CudaMemory {
  uint64_t used = 0, total = 0;
};
/// The memory of GPU `index`, whoever uses it. Errors: no such GPU.
CudaMemory cuda_memory_info(int index = 0, SourceLoc loc = SourceLoc::current());

/// Bytes behind living tensors, now and at most since the last reset.
uint64_t cuda_active_bytes(int index = 0, SourceLoc loc = SourceLoc::current());
uint64_t cuda_peak_active_bytes(int index = 0, SourceLoc loc = SourceLoc::current());
/// Bytes that the caching allocator holds, for living tensors and later ones.
uint64_t cuda_reserved_bytes(int index = 0, SourceLoc loc = SourceLoc::current());
uint64_t cuda_peak_reserved_bytes(int index = 0, SourceLoc loc = SourceLoc::current());
/// Starts the peaks anew.
void cuda_reset_peak_stats(int index = 0, SourceLoc loc = SourceLoc::current());
/// Gives memory that no tensor uses back to the driver.
void cuda_empty_cache();

/// The processor, its threads and the memory: `AMD EPYC 7763 (16 threads, 62 GB)`.
std::string hardware_summary();
/// Resident memory of this process in kilobytes; 0 where that is not known.
uint64_t rss_kb();

}  // namespace flodl
