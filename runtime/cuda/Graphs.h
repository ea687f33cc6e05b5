// Recorded copies of a program's work: CUDA graphs, and what tells which one belongs to a call.
#pragma once
#include "runtime/core/Binding.h"
#include "runtime/cuda/Memory.h"
#include "runtime/cuda/SegmentTable.h"
#include "runtime/cuda/Words.h"
#include <c10/cuda/CUDACachingAllocator.h>
#include <functional>

namespace flodl::rt::cuda {

/// The stream beside a recording's own, of this thread. Work on it is part of the recording once it
/// has waited for an event of the recording's own stream, which must wait for it before the end.
c10::cuda::CUDAStream sideStream(at::Device device);
/// Whether this is the stream above.
bool isSideStream(cudaStream_t stream, at::Device device);

/// A graph that can be launched, with the pool that what libtorch allocated inside lies in.
class GraphExec {
 public:
  GraphExec() = default;
  GraphExec(GraphExec &&other) noexcept { *this = std::move(other); }
  GraphExec &operator=(GraphExec &&other) noexcept {
    std::swap(exec, other.exec);
    std::swap(pool, other.pool);
    std::swap(device, other.device);
    return *this;
  }
  ~GraphExec();

  /// Records what `body` enqueues on the stream that it gets. Nothing runs. Throws what `body`
  /// throws, or CUDA's reason why that cannot be recorded; the thread is then as before.
  static GraphExec record(at::Device device, const std::function<void(cudaStream_t)> &body);

  explicit operator bool() const { return exec != nullptr; }
  void launch(cudaStream_t stream) const { FLODL_CUDA_CHECK(cudaGraphLaunch(exec, stream)); }

 private:
  cudaGraphExec_t exec = nullptr;
  c10::cuda::MempoolId_t pool{};
  at::Device device = at::kCPU;
};

/// All that the enqueued work of a call depends on, as words.
using CallKey = std::vector<uint64_t>;

/// One key of a binding.
struct Recording {
  CallKey key;
  GraphExec graph;
  bool refused = false;                 ///< it cannot be recorded
  std::shared_ptr<SegmentTable> table;  ///< kept as long as the graph uses it
};

/// What a binding has on the device: fixed memory for what changes its address from call to call,
/// the words of the call, and recordings.
class BindingState final : public DeviceState {
 public:
  BindingState() : words_(sizeof(CallWords)) {}

  CallWords *words() const { return words_.as<CallWords>(); }

  /// Memory of a slot, made at its first use.
  void *fixed(Source source, size_t index, size_t bytes);

  /// The recording of this key; `found` tells whether the key was seen before. Drops the one that
  /// was not used for longest when there are too many.
  Recording &find(const CallKey &key, bool &found, const char *model);

 private:
  DeviceBuffer words_;
  std::array<std::vector<DeviceBuffer>, numSources> memory;
  std::vector<std::unique_ptr<Recording>> recordings;  ///< least recently used first
};

}  // namespace flodl::rt::cuda
