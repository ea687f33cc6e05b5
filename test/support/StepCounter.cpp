// A library to preload into a program under test. Between flodl_count_begin and flodl_count_end it
// counts what a steady training step should not do: memory from libtorch's allocators, and calls of
// CUDA that allocate, or make the host wait for the device. An allocation is listed under the
// outermost libtorch operation that is running; "outside of operations" are those of the runtime itself.
#include <ATen/record_function.h>
#include <atomic>
#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>
#include <dlfcn.h>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace {

std::atomic<bool> counting{false};
std::mutex mutex;
std::map<std::string, int> counts;

void count(const std::string &what) {
  if (!counting)
    return;
  std::lock_guard lock(mutex);
  ++counts[what];
}

// Of the thread that counts; threads of parallel loops allocate for the operation that it runs.
std::atomic<const char *> running{nullptr};
int depth = 0;

std::unique_ptr<at::ObserverContext> enter(const at::RecordFunction &function) {
  if (depth++ == 0)
    running = function.name();
  return nullptr;
}
void leave(const at::RecordFunction &, at::ObserverContext *) {
  if (--depth == 0)
    running = nullptr;
}
std::string place() {
  const char *name = running;
  return name ? name : "outside of operations";
}

class CpuCounter final : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) override {
    if (bytes)
      count(place());
    return inner->allocate(bytes);
  }
  c10::DeleterFnPtr raw_deleter() const override { return inner->raw_deleter(); }
  void copy_data(void *to, const void *from, size_t bytes) const override { inner->copy_data(to, from, bytes); }

  c10::Allocator *inner = nullptr;
};

/// What libtorch's allocator for GPUs tells a profiler of memory.
class GpuCounter final : public c10::MemoryReportingInfoBase {
 public:
  void reportMemoryUsage(void *, int64_t bytes, size_t, size_t, c10::Device device) override {
    if (bytes > 0 && device.is_cuda())
      count(place() + " (GPU)");
  }
  bool memoryProfilingEnabled() const override { return true; }
};

CpuCounter cpuCounter;
at::CallbackHandle observer = 0;

/// The function of that name in the libraries behind this one.
template <class Function>
Function *next(const char *name) {
  return reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

void flodl_count_begin() {
  counts.clear();
  cpuCounter.inner = c10::GetCPUAllocator();
  c10::SetCPUAllocator(&cpuCounter, /*priority=*/255);
  c10::ThreadLocalDebugInfo::_push(c10::DebugInfoKind::PROFILER_STATE, std::make_shared<GpuCounter>());
  depth = 0;
  observer = at::addThreadLocalCallback(at::RecordFunctionCallback(enter, leave).scopes({at::RecordScope::FUNCTION}));
  counting = true;
}

/// `name count` lines, valid until the next call.
const char *flodl_count_end() {
  counting = false;
  at::removeCallback(observer);
  c10::ThreadLocalDebugInfo::_pop(c10::DebugInfoKind::PROFILER_STATE);
  c10::SetCPUAllocator(cpuCounter.inner, /*priority=*/255);
  static std::string text;
  text.clear();
  for (const auto &[what, times] : counts)
    text += what + " " + std::to_string(times) + "\n";
  return text.c_str();
}

// CUDA's runtime, by its binary interface: every result is an int, and this library needs no toolkit.
#define COUNTED(name, parameters, arguments)          \
  int name parameters {                               \
    static auto *real = next<int parameters>(#name); \
    count(#name);                                     \
    return real arguments;                            \
  }
COUNTED(cudaMalloc, (void **pointer, size_t bytes), (pointer, bytes))
COUNTED(cudaMallocAsync, (void **pointer, size_t bytes, void *stream), (pointer, bytes, stream))
COUNTED(cudaHostAlloc, (void **pointer, size_t bytes, unsigned flags), (pointer, bytes, flags))
COUNTED(cudaFree, (void *pointer), (pointer))
COUNTED(cudaDeviceSynchronize, (), ())
COUNTED(cudaStreamSynchronize, (void *stream), (stream))
COUNTED(cudaEventSynchronize, (void *event), (event))
COUNTED(cudaMemcpy, (void *to, const void *from, size_t bytes, int kind), (to, from, bytes, kind))
}
