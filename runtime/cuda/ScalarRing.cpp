#include "runtime/cuda/ScalarRing.h"
#include "flodl/base/error.h"
#include <atomic>
#include <thread>

namespace flodl::rt::cuda {

uint64_t ScalarRing::begin(StepRecord &record, bool measured, cudaStream_t onStream) {
  Entry &entry = entries[next % ringEntries];
  if (std::shared_ptr<StepRecord> former = entry.record.lock(); former && former->pending) {
    former->pending.reset();
    fetch(*former);
  }
  stream = onStream;
  entry = {record.weak_from_this(), measured};
  record.pending = shared_from_this();
  return record.number = next++;
}

void ScalarRing::fetch(StepRecord &record) {
  record.lossValue = wait(record.number, 0);
  if (entries[record.number % ringEntries].measured)
    record.norm = wait(record.number, 1);
  for (size_t i = 0; i < record.terms.size(); ++i)
    record.terms[i] = wait(record.number, static_cast<int>(i) + 2);
  faults.throwIfPresent();
}

double ScalarRing::wait(uint64_t step, int index) const {
  RingValue *value = memory.host<RingValue>() + step % ringEntries * static_cast<uint64_t>(scalars) + index;
  auto arrived = [&] { return std::atomic_ref(value->sequence).load(std::memory_order_acquire) == step + 1; };
  for (int spins = 1; !arrived(); ++spins) {
    if (spins % 256 != 0)
      continue;
    std::this_thread::yield();
    cudaError_t status = cudaStreamQuery(stream);
    if (status == cudaErrorNotReady)
      continue;
    FLODL_CUDA_CHECK(status);
    if (!arrived())
      throw Error(ErrorCode::Internal, "a training step has ended without storing its scalars");
  }
  return value->value;
}

}  // namespace flodl::rt::cuda
