#include "runtime/cuda/Graphs.h"
#include <ATen/cuda/MemPool.h>
#include <algorithm>
#include <c10/cuda/CUDAGuard.h>
#include <cstdio>
#include <map>
#include <mutex>

namespace flodl::rt::cuda {

namespace allocator = c10::cuda::CUDACachingAllocator;

/// Recordings of one binding; each holds a graph.
static constexpr size_t maxRecordings = 8;

/// Streams that only record: work of others never reaches them. A thread has its own, since
/// recordings of two threads may overlap.
using Streams = std::map<c10::DeviceIndex, cudaStream_t>;
static thread_local Streams recordingStreams, sideStreams;

static c10::cuda::CUDAStream streamIn(Streams &streams, at::Device device) {
  cudaStream_t &stream = streams[device.index()];
  if (!stream)
    FLODL_CUDA_CHECK(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
  return c10::cuda::getStreamFromExternal(stream, device.index());
}

c10::cuda::CUDAStream sideStream(at::Device device) { return streamIn(sideStreams, device); }

bool isSideStream(cudaStream_t stream, at::Device device) {
  auto found = sideStreams.find(device.index());
  return found != sideStreams.end() && found->second == stream;
}

GraphExec GraphExec::record(at::Device device, const std::function<void(cudaStream_t)> &body) {
  c10::cuda::CUDAStream stream = streamIn(recordingStreams, device);
  c10::cuda::CUDAStreamGuard guard(stream);
  cudaStream_t raw = stream.stream(), side = sideStream(device).stream();
  GraphExec result;
  result.device = device;
  result.pool = at::cuda::MemPool::graph_pool_handle(/*is_user_created=*/false);
  allocator::beginAllocateToPool(device.index(), result.pool, [raw, side](cudaStream_t other) { return other == raw || other == side; });
  cudaGraph_t graph = nullptr;
  try {
    FLODL_CUDA_CHECK(cudaStreamBeginCapture(raw, cudaStreamCaptureModeThreadLocal));
    body(raw);
    FLODL_CUDA_CHECK(cudaStreamEndCapture(raw, &graph));
    allocator::endAllocateToPool(device.index(), result.pool);
  } catch (...) {
    cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
    if (cudaStreamIsCapturing(raw, &status) == cudaSuccess && status != cudaStreamCaptureStatusNone)
      cudaStreamEndCapture(raw, &graph);
    if (graph)
      cudaGraphDestroy(graph);
    cudaGetLastError();
    allocator::endAllocateToPool(device.index(), result.pool);
    allocator::releasePool(device.index(), result.pool);
    throw;
  }
  cudaError_t status = cudaGraphInstantiate(&result.exec, graph, 0);
  cudaGraphDestroy(graph);
  if (status != cudaSuccess) {
    cudaGetLastError();
    allocator::releasePool(device.index(), result.pool);
    FLODL_CUDA_CHECK(status);
  }
  return result;
}

GraphExec::~GraphExec() {
  if (!exec)
    return;
  // The pool may be used again by others, so the last launch has to end first.
  c10::cuda::CUDAGuard guard(device);
  if (cudaDeviceSynchronize() != cudaSuccess)
    return;  // the device is lost, or the process ends
  cudaGraphExecDestroy(exec);
  allocator::releasePool(device.index(), pool);
}

void *BindingState::fixed(Source source, size_t index, size_t bytes) {
  std::vector<DeviceBuffer> &list = memory[static_cast<size_t>(source)];
  if (list.size() <= index)
    list.resize(index + 1);
  if (!list[index])
    list[index] = DeviceBuffer(bytes);
  return list[index].as<>();
}

Recording &BindingState::find(const CallKey &key, bool &found, const char *model) {
  auto position = std::find_if(recordings.begin(), recordings.end(), [&](const auto &r) { return r->key == key; });
  found = position != recordings.end();
  if (found) {
    std::rotate(position, position + 1, recordings.end());
    return *recordings.back();
  }
  if (recordings.size() == maxRecordings) {
    if (recordings.front()->graph)
      std::fprintf(stderr, "flodl: note: model '%s' is called in more than %zu ways; dropping the CUDA graph that was not "
                           "used for longest\n", model, maxRecordings);
    recordings.erase(recordings.begin());
  }
  recordings.push_back(std::make_unique<Recording>());
  recordings.back()->key = key;
  return *recordings.back();
}

}  // namespace flodl::rt::cuda
