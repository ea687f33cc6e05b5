// Measuring work on a stream, to choose between algorithms before anything is recorded.
#pragma once
#include "flodl/rt/kernel_cuda.h"
#include <cstdlib>
#include <string_view>

namespace flodl::rt::cuda {

inline bool isCapturing(cudaStream_t stream) {
  cudaStreamCaptureStatus status;
  FLODL_CUDA_CHECK(cudaStreamIsCapturing(stream, &status));
  return status != cudaStreamCaptureStatusNone;
}

/// Whether algorithms may be chosen by measuring: not inside a recording (the direct run before it has been
/// here), and not with FLODL_CUDA_TUNE=0, which takes the library's first suggestion and so gives equal results
/// in every process.
inline bool mayMeasure(cudaStream_t stream) {
  static const bool tunes = [] {
    const char *text = std::getenv("FLODL_CUDA_TUNE");
    return !text || std::string_view(text) != "0";
  }();
  return tunes && !isCapturing(stream);
}

class Event {
 public:
  Event() { FLODL_CUDA_CHECK(cudaEventCreate(&event)); }
  Event(const Event &) = delete;
  Event &operator=(const Event &) = delete;
  ~Event() { cudaEventDestroy(event); }
  void record(cudaStream_t stream) { FLODL_CUDA_CHECK(cudaEventRecord(event, stream)); }
  /// Milliseconds since `start`, once both have happened.
  float since(const Event &start) {
    float ms = 0;
    FLODL_CUDA_CHECK(cudaEventSynchronize(event));
    FLODL_CUDA_CHECK(cudaEventElapsedTime(&ms, start.event, event));
    return ms;
  }

 private:
  cudaEvent_t event = nullptr;
};

/// Milliseconds that `run` takes on the stream, after `warmUps` runs; waits for it.
template <class Run>
float measure(cudaStream_t stream, int warmUps, int repetitions, const Run &run) {
  Event start, end;
  for (int i = 0; i < warmUps; ++i)
    run();
  start.record(stream);
  for (int i = 0; i < repetitions; ++i)
    run();
  end.record(stream);
  return end.since(start) / static_cast<float>(repetitions);
}

}  // namespace flodl::rt::cuda
