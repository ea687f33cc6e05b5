// Generated loops on libtorch's own threads. libtorch is built against GNU OpenMP, so this calls
// that library's entry point: a second OpenMP runtime would bring a second pool of threads.
#include "flodl/rt/program.h"
#include <ATen/Parallel.h>
#include <exception>

extern "C" {
void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
int omp_get_num_threads();
int omp_get_thread_num();
}

namespace flodl::rt {

namespace {
struct Loop {
  int64_t begin, end, grain;
  void (*body)(const void *, int64_t, int64_t);
  const void *args;
  std::exception_ptr error;
  std::atomic_flag failed = ATOMIC_FLAG_INIT;
};
}  // namespace

/// The share of one thread; a fixed split, so that results do not depend on timing.
static void runShare(void *data) {
  Loop &loop = *static_cast<Loop *>(data);
  int64_t count = loop.end - loop.begin;
  int64_t threads = std::min<int64_t>(omp_get_num_threads(), at::divup(count, std::max<int64_t>(loop.grain, 1)));
  int64_t share = at::divup(count, threads), thread = omp_get_thread_num();
  int64_t begin = loop.begin + thread * share;
  if (begin >= loop.end)
    return;
  try {
    at::internal::ThreadIdGuard id(static_cast<int>(thread));
    c10::ParallelGuard inParallel(true);
    loop.body(loop.args, begin, std::min(loop.end, begin + share));
  } catch (...) {
    if (!loop.failed.test_and_set())
      loop.error = std::current_exception();
  }
}

void parallelFor(int64_t begin, int64_t end, int64_t grain, void (*body)(const void *args, int64_t begin, int64_t end),
                 const void *args) {
  if (begin >= end)
    return;
  at::internal::lazy_init_num_threads();
  if (end - begin <= grain || end - begin == 1 || at::in_parallel_region() || at::get_num_threads() == 1) {
    body(args, begin, end);
    return;
  }
  Loop loop{begin, end, grain, body, args, nullptr};
  GOMP_parallel(runShare, &loop, 0, 0);
  if (loop.error)
    std::rethrow_exception(loop.error);
}

}  // namespace flodl::rt
