#include "runtime/core/Frame.h"
#include "runtime/core/Backend.h"
#include <algorithm>
#include <cstdio>

namespace flodl::rt {

/// Layouts bound to a frame at the same time: three programs for several sizes each.
static constexpr size_t maxBindings = 12;

void Frame::activate(const std::shared_ptr<const Layout> &layout, at::Device device) {
  if (!memory.defined() || memory.nbytes() < layout->frameBytes || memory.device() != device) {
    bindings.clear();
    memory = at::Tensor();  // before the new memory is asked for
    memory = backend(device.type()).allocate(std::max<size_t>(layout->frameBytes, 1), device);
  }
  auto found = std::find_if(bindings.begin(), bindings.end(),
                            [&](const auto &binding) { return binding->sharedLayout() == layout; });
  if (found != bindings.end()) {
    std::rotate(found, found + 1, bindings.end());
  } else {
    if (bindings.size() == maxBindings)
      bindings.erase(bindings.begin());
    bindings.push_back(std::make_unique<Binding>(layout, memory));
  }
  active = bindings.back().get();
}

std::unique_ptr<Frame> FramePool::take(const Layout &layout) {
  std::lock_guard lock(mutex);
  if (free.empty()) {
    if (++made > 1)
      std::fprintf(stderr, "flodl: %zu calls wait for their backward at once; using %zu activation frames\n", made,
                   made);
    return std::make_unique<Frame>();
  }
  // Prefer the most recently used frame that is large enough: its memory is in the cache.
  auto best = std::find_if(free.rbegin(), free.rend(), [&](const auto &frame) {
    return frame->memory.defined() && frame->memory.nbytes() >= layout.frameBytes;
  });
  auto position = best == free.rend() ? free.end() - 1 : best.base() - 1;
  std::unique_ptr<Frame> frame = std::move(*position);
  free.erase(position);
  return frame;
}

void FramePool::giveBack(std::unique_ptr<Frame> frame) {
  frame->inputs.clear();
  std::lock_guard lock(mutex);
  free.push_back(std::move(frame));
}

}  // namespace flodl::rt
