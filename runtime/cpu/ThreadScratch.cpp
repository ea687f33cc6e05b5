// Scratch memory of generated kernels for rows that are too long for the stack.
#include "flodl/rt/program.h"
#include <memory>
#include <new>
#include <vector>

namespace flodl::rt {

namespace {
constexpr std::align_val_t alignment{64};

struct Release {
  void operator()(void *memory) const { ::operator delete(memory, alignment); }
};
struct Slot {
  std::unique_ptr<void, Release> memory;
  size_t bytes = 0;
};
}  // namespace

void *threadScratch(int slot, size_t bytes) {
  thread_local std::vector<Slot> slots;
  if (slots.size() <= static_cast<size_t>(slot))
    slots.resize(static_cast<size_t>(slot) + 1);
  Slot &chosen = slots[static_cast<size_t>(slot)];
  if (chosen.bytes < bytes || !chosen.memory) {
    chosen.memory.reset();
    chosen.memory.reset(::operator new(bytes, alignment));
    chosen.bytes = bytes;
  }
  return chosen.memory.get();
}

}  // namespace flodl::rt
