// Frames: the memory of one call's activations, and the pool of an instance.
#pragma once
#include "runtime/core/Binding.h"
#include "runtime/core/ProgramCall.h"
#include <mutex>

namespace flodl::rt {

/// One block of memory with the views bound to it, and what a pending backward needs of its call.
struct Frame {
  at::Tensor memory;
  std::vector<std::unique_ptr<Binding>> bindings;  ///< least recently used first
  Binding *active = nullptr;                       ///< of the present call
  const Program *program = nullptr;                ///< that the active views are for
  ProgramCall call;
  std::vector<at::Tensor> inputs;    ///< kept alive until the call, and its backward, have run
  std::vector<uint32_t> versions;    ///< of the inputs, then the parameters, when forward ran

  /// Makes the views of `layout` in this frame the active ones. Grows the memory when needed.
  void activate(const std::shared_ptr<const Layout> &layout, at::Device device);
  void bindAll(Source source, std::span<const at::Tensor> tensors) {
    for (size_t i = 0; i < tensors.size(); ++i)
      active->bind(source, i, tensors[i].data_ptr());
  }
};

/// Frames of one instance. A call takes one; only a pending backward keeps it. Thread-safe, since
/// nodes of libtorch's graph die on its threads.
class FramePool {
 public:
  std::unique_ptr<Frame> take(const Layout &layout);
  void giveBack(std::unique_ptr<Frame> frame);
  /// Frames ever made: the largest number of calls that were pending at once.
  size_t size() const { return made; }

 private:
  std::mutex mutex;
  std::vector<std::unique_ptr<Frame>> free;
  size_t made = 0;
};

/// Gives the frame back when it goes out of scope.
class FrameLease {
 public:
  FrameLease() = default;
  FrameLease(FramePool &pool, const Layout &layout) : pool(&pool), frame(pool.take(layout)) {}
  FrameLease(FrameLease &&) = default;
  FrameLease &operator=(FrameLease &&other) noexcept {
    release();
    pool = other.pool;
    frame = std::move(other.frame);
    return *this;
  }
  ~FrameLease() { release(); }
  void release() {
    if (frame)
      pool->giveBack(std::move(frame));
  }
  Frame *operator->() const { return frame.get(); }
  Frame &operator*() const { return *frame; }
  explicit operator bool() const { return frame != nullptr; }

 private:
  FramePool *pool = nullptr;
  std::unique_ptr<Frame> frame;
};

}  // namespace flodl::rt
