// Counts allocations of tensor memory on the CPU while it lives.
#pragma once
#include <atomic>
#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>

namespace flodl::test {

class AllocationCounter final : public c10::Allocator {
 public:
  AllocationCounter() : inner(c10::GetCPUAllocator()) { c10::SetCPUAllocator(this, /*priority=*/255); }
  ~AllocationCounter() override { c10::SetCPUAllocator(inner, /*priority=*/255); }
  int count() const { return allocations; }

  c10::DataPtr allocate(size_t bytes) override {
    ++allocations;
    return inner->allocate(bytes);
  }
  c10::DeleterFnPtr raw_deleter() const override { return inner->raw_deleter(); }
  void copy_data(void *to, const void *from, size_t bytes) const override { inner->copy_data(to, from, bytes); }

 private:
  c10::Allocator *inner;
  std::atomic<int> allocations{0};
};

}  // namespace flodl::test
