// Positions out of range on the device: the check, and what waits for its verdict.
#pragma once
#include "runtime/core/IndexCheck.h"
#include "runtime/cuda/Words.h"

namespace flodl::rt::cuda {

/// In device memory: kernels that change parameters, optimizer state or buffers read it.
struct FaultWord {
  unsigned set = 0;
  unsigned long long updates = 0;  ///< updates that were done, see Faults::enqueuedUpdate
};

/// In memory of the host: the first fault since the host took the last one.
struct FaultReport {
  IndexFault fault;
  uint64_t present = 0;  ///< written last
};

struct FaultView {
  FaultWord *word = nullptr;
  FaultReport *report = nullptr;
};

/// Reports an index that `range` does not hold. `checked`, when given, gets the indices with those
/// moved to the nearest position.
void checkIndices(const int64_t *indices, int64_t *checked, int64_t count, const IndexRange &range, FaultView faults,
                  cudaStream_t stream);
/// Copies, unless a fault is set.
void copyUnlessFaulted(std::span<const Copy> copies, const FaultWord *faults, cudaStream_t stream);

}  // namespace flodl::rt::cuda
