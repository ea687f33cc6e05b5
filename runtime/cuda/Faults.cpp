#include "runtime/cuda/Faults.h"
#include <atomic>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAGuard.h>
#include <map>
#include <thread>

namespace flodl::rt::cuda {

Faults::Faults() : word(sizeof(FaultWord)), report(sizeof(FaultReport)) {
  FLODL_CUDA_CHECK(cudaMemset(word.as<>(), 0, sizeof(FaultWord)));
  FLODL_CUDA_CHECK(cudaEventCreateWithFlags(&mark, cudaEventDisableTiming));
}

void Faults::throwIfPresent() {
  if (!isPresent())
    return;
  std::unique_lock lock(mutex);
  if (isPresent())  // still: another thread may have taken it
    throw indexError(take());
}

bool Faults::isPresent() const {
  return std::atomic_ref(report.host<FaultReport>()->present).load(std::memory_order_acquire) != 0;
}

IndexFault Faults::take() {
  FLODL_CUDA_CHECK(cudaDeviceSynchronize());
  FaultWord state;
  FLODL_CUDA_CHECK(cudaMemcpy(&state, word.as<>(), sizeof state, cudaMemcpyDeviceToHost));
  for (Counted &entry : log) {
    std::shared_ptr<Optimizer> optimizer = entry.update > state.updates ? entry.optimizer.lock() : nullptr;
    if (optimizer)
      optimizer->uncount(entry.slots);
    if (entry.update > state.updates)
      entry = {};
  }
  enqueued = state.updates;
  const IndexFault fault = report.host<FaultReport>()->fault;
  // The device writes no report while the word is set.
  report.host<FaultReport>()->present = 0;
  state.set = 0;
  FLODL_CUDA_CHECK(cudaMemcpy(word.as<>(), &state, sizeof state, cudaMemcpyHostToDevice));
  return fault;
}

void Faults::enqueuedUpdate() {
  std::lock_guard lock(mutex);
  ++enqueued;
}

void Faults::counted(const std::weak_ptr<Optimizer> &optimizer, std::span<const int> slots) {
  std::lock_guard lock(mutex);
  Counted &entry = log[logged++ % log.size()];
  entry.optimizer = optimizer;
  entry.slots.assign(slots.begin(), slots.end());
  entry.update = enqueued;
}

void Faults::limitCalls(cudaStream_t stream) {
  static constexpr uint64_t interval = 128;
  if (++calls % interval != 0)
    return;
  while (calls > interval) {
    cudaError_t status = cudaEventQuery(mark);
    if (status == cudaSuccess)
      break;
    if (status != cudaErrorNotReady)
      FLODL_CUDA_CHECK(status);
    std::this_thread::yield();
  }
  FLODL_CUDA_CHECK(cudaEventRecord(mark, stream));
}

Faults &faultsOf(c10::DeviceIndex device) {
  static std::mutex mutex;
  // Never destroyed: CUDA may be gone when static objects are.
  static auto *all = new std::map<c10::DeviceIndex, std::unique_ptr<Faults>>;
  std::lock_guard lock(mutex);
  std::unique_ptr<Faults> &faults = (*all)[device];
  if (!faults) {
    c10::cuda::CUDAGuard guard(device);
    faults = std::make_unique<Faults>();
  }
  return *faults;
}

Faults &faultsOfCurrentDevice() { return faultsOf(c10::cuda::current_device()); }

}  // namespace flodl::rt::cuda
