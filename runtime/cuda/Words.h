// Words in device memory that tell recorded work about the call it runs for, and the kernel that
// starts a call.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cuda_runtime.h>
#include <span>

namespace flodl::rt::cuda {

/// Of one call; kernels read them when they run.
struct CallWords {
  uint64_t forward;  ///< number of the forward
  uint64_t step;     ///< number of the training step; chooses its entry in the ring
};

/// One scalar of one step, in host memory that the device writes.
struct RingValue {
  double value;
  uint64_t sequence;  ///< number of the step + 1, written after the value
};

/// Steps whose scalars the ring holds.
inline constexpr uint64_t ringEntries = 256;

/// Where a kernel leaves a scalar of its step.
struct RingSlot {
  RingValue *ring = nullptr;  ///< null: nowhere
  const CallWords *words = nullptr;
  int scalars = 0;  ///< of one step
  int index = 0;
};

struct Copy {
  const void *from;
  void *to;
  size_t bytes;
};

/// Starts a call: copies what it is given to where recorded work reads it, and sets its words.
void begin(std::span<const Copy> copies, CallWords *words, CallWords values, cudaStream_t stream);
/// Copies alone.
void copyAll(std::span<const Copy> copies, cudaStream_t stream);

}  // namespace flodl::rt::cuda
