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
  const Copy copy = copies.list[blockIdx.y];
  const size_t thread = blockIdx.x * size_t(blockDim.x) + threadIdx.x, threads = gridDim.x * size_t(blockDim.x);
  size_t done = 0;
  if ((reinterpret_cast<uintptr_t>(copy.from) | reinterpret_cast<uintptr_t>(copy.to)) % 16 == 0) {
    const uint4 *from = static_cast<const uint4 *>(copy.from);
    uint4 *to = static_cast<uint4 *>(copy.to);
    for (size_t i = thread; i < copy.bytes / 16; i += threads)
      to[i] = from[i];
    done = copy.bytes / 16 * 16;
  }
  for (size_t i = done + thread; i < copy.bytes; i += threads)
    static_cast<char *>(copy.to)[i] = static_cast<const char *>(copy.from)[i];
}

}  // namespace

void begin(std::span<const Copy> copies, CallWords *words, CallWords values, cudaStream_t stream) {
  do {
    Copies part;
    const size_t count = std::min<size_t>(copies.size(), maxCopies);
    size_t bytes = 0;
    for (size_t i = 0; i < count; ++i) {
      part.list[i] = copies[i];
      bytes = std::max(bytes, copies[i].bytes);
    }
    copies = copies.subspan(count);
    const auto blocks = static_cast<unsigned>(std::clamp<size_t>(bytes / (256 * 16 * 2), 1, 528));
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
