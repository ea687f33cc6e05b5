// Scalars of the last training steps of a model, written by the device into memory of the host.
#pragma once
#include "runtime/core/StepRecord.h"
#include "runtime/cuda/Faults.h"
#include "runtime/cuda/Memory.h"
#include "runtime/cuda/Words.h"
#include <array>

namespace flodl::rt::cuda {

class ScalarRing final : public PendingScalars, public std::enable_shared_from_this<ScalarRing> {
 public:
  ScalarRing(size_t terms, Faults &faults)
      : faults(faults), scalars(static_cast<int>(terms) + 2),
        memory(ringEntries * static_cast<size_t>(scalars) * sizeof(RingValue)) {}

  /// Gives the step an entry. The record that had it before takes its values first, which waits
  /// only when that many steps are under way.
  uint64_t begin(StepRecord &record, bool measured, cudaStream_t stream);
  /// Also throws a fault of this step or one before.
  void fetch(StepRecord &record) override;

  /// Where kernels store the loss (-1), a term, or the norm of the gradients.
  RingSlot slot(const CallWords *words, int term) const {
    return {static_cast<RingValue *>(memory.device()), words, scalars, term < 0 ? 0 : term + 2};
  }
  RingSlot normSlot(const CallWords *words) const {
    return {static_cast<RingValue *>(memory.device()), words, scalars, 1};
  }

 private:
  struct Entry {
    std::weak_ptr<StepRecord> record;
    bool measured = false;  ///< it will have a norm
  };
  double wait(uint64_t step, int index) const;

  Faults &faults;
  int scalars;
  PinnedBuffer memory;
  std::array<Entry, ringEntries> entries;
  uint64_t next = 0;
  cudaStream_t stream = nullptr;
};

}  // namespace flodl::rt::cuda
