#include "runtime/cuda/CopyBytes.cuh"
#include "runtime/cuda/Memory.h"
#include "runtime/cuda/Words.h"
#include <algorithm>

namespace flodl::rt::cuda {

namespace {

constexpr int maxCopies = 8;
struct Copies {
  Copy list[maxCopies];
};

__global__ void beginKernel(const Copies copies, const int count, CallWords *const words, const CallWords values) {
  if (words && blockIdx.x == 0 && blockIdx.y == 0 && threadIdx.x == 0)
    *words = values;
  if (blockIdx.y >= count)
    return;
  copyBytes(copies.list[blockIdx.y], blockIdx.x * size_t(blockDim.x) + threadIdx.x, gridDim.x * size_t(blockDim.x));
}

}  // namespace

void begin(std::span<const Copy> copies, CallWords *words, CallWords values, cudaStream_t stream) {
  do {
    Copies part;
    const size_t count = std::min<size_t>(copies.size(), maxCopies);
    std::copy_n(copies.begin(), count, part.list);
    const unsigned blocks = copyBlocks(copies.first(count));
    copies = copies.subspan(count);
    beginKernel<<<dim3(blocks, std::max<unsigned>(1, static_cast<unsigned>(count))), 256, 0, stream>>>(
        part, static_cast<int>(count), words, values);
    FLODL_CUDA_CHECK(cudaGetLastError());
  } while (!copies.empty());
}

void copyAll(std::span<const Copy> copies, cudaStream_t stream) {
  if (!copies.empty())
    begin(copies, nullptr, {}, stream);
}

}  // namespace flodl::rt::cuda
