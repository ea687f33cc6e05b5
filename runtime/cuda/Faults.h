// What the host knows of faults on a device.
#pragma once
#include "runtime/core/Optimizer.h"
#include "runtime/cuda/FaultKernels.h"
#include "runtime/cuda/Memory.h"
#include <array>
#include <c10/core/Device.h>
#include <mutex>

namespace flodl::rt::cuda {

/// Those of one device. All calls on a device run one after another, so every update that follows
/// a fault is left out until the host has taken it.
class Faults {
 public:
  /// Of the current device.
  Faults();

  FaultView view() const { return {word.as<FaultWord>(), static_cast<FaultReport *>(report.device())}; }

  /// Throws the fault that is present, if there is one: waits for the device, takes steps back that
  /// optimizers have counted and the device did not do, and lets updates run again.
  void throwIfPresent();

  /// To be called for every `prepareScalars` that was enqueued.
  void enqueuedUpdate();
  /// The slots of an optimizer that the updates enqueued last belong to.
  void counted(const std::weak_ptr<Optimizer> &optimizer, std::span<const int> slots);

  /// To be called once a call: waits for the one 256 calls ago.
  void limitCalls(cudaStream_t stream);

 private:
  struct Counted {
    std::weak_ptr<Optimizer> optimizer;
    std::vector<int> slots;
    uint64_t update = 0;  ///< number of the last update
  };
  bool isPresent() const;
  IndexFault take();

  std::mutex mutex;
  DeviceBuffer word;
  PinnedBuffer report;
  uint64_t enqueued = 0;               ///< updates
  std::array<Counted, 512> log;        ///< more than can be under way
  size_t logged = 0;
  cudaEvent_t mark = nullptr;          ///< after call number 128 k
  uint64_t calls = 0;
};

Faults &faultsOf(c10::DeviceIndex device);
Faults &faultsOfCurrentDevice();

}  // namespace flodl::rt::cuda
