#include "runtime/cuda/Memory.h"
#include "flodl/base/error.h"
#include <c10/cuda/CUDACachingAllocator.h>
#include <cstring>
#include <string>

namespace flodl::rt {

void cudaFailed(const char *call, const char *text, const char *file, int line) {
  std::string_view path = file;
  throw Error(ErrorCode::Runtime, std::string("CUDA: ") + text + " (" + std::string(path.substr(path.rfind('/') + 1)) + ":" +
                                      std::to_string(line) + ", " + call + ")");
}

void checkRowLength(const char *kernel, int64_t cols, int64_t limit) {
  if (cols > limit)
    throw Error(ErrorCode::Runtime, std::string("kernel ") + kernel + " expects rows of at most " + std::to_string(limit) +
                                        " elements, but got " + std::to_string(cols) +
                                        "; write the size as a number in the model, so that the kernel is made for it");
}

namespace cuda {

DeviceBuffer::DeviceBuffer(size_t bytes) {
  cudaError_t status = cudaMalloc(&data_, bytes);
  if (status == cudaErrorMemoryAllocation) {
    // libtorch may hold memory that nothing uses.
    cudaGetLastError();
    c10::cuda::CUDACachingAllocator::emptyCache();
    status = cudaMalloc(&data_, bytes);
  }
  if (status == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    throw Error(ErrorCode::OutOfMemory, "the GPU has no room for " + std::to_string(bytes) + " bytes");
  }
  FLODL_CUDA_CHECK(status);
}

// Errors of the destructors are those of a device that is lost, or of a process that ends.
DeviceBuffer::~DeviceBuffer() { cudaFree(data_); }

PinnedBuffer::PinnedBuffer(size_t bytes) {
  FLODL_CUDA_CHECK(cudaHostAlloc(&host_, bytes, cudaHostAllocMapped | cudaHostAllocPortable));
  std::memset(host_, 0, bytes);
  FLODL_CUDA_CHECK(cudaHostGetDevicePointer(&device_, host_, 0));
}

PinnedBuffer::~PinnedBuffer() { cudaFreeHost(host_); }

void upload(void *to, const void *from, size_t bytes, cudaStream_t stream) {
  // From pageable memory the call returns when CUDA has its own copy.
  FLODL_CUDA_CHECK(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, stream));
}

}  // namespace cuda
}  // namespace flodl::rt
