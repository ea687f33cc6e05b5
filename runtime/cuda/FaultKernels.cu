#include "runtime/cuda/CopyBytes.cuh"
#include "runtime/cuda/FaultKernels.h"
#include "runtime/cuda/Memory.h"
#include <algorithm>

namespace flodl::rt::cuda {

namespace {

__global__ void checkKernel(const int64_t *const indices, int64_t *const checked, const int64_t count,
                            const IndexRange range, const FaultView faults) {
  for (int64_t i = blockIdx.x * int64_t(blockDim.x) + threadIdx.x; i < count; i += int64_t(gridDim.x) * blockDim.x) {
    const int64_t value = indices[i];
    const bool held = range.holds(value);
    if (checked)
      checked[i] = held ? value : value < 0 ? 0 : range.count - 1;
    if (held || atomicCAS(&faults.word->set, 0u, 1u) != 0)
      continue;
    faults.report->fault = {range, value, i};
    __threadfence_system();
    *const_cast<volatile uint64_t *>(&faults.report->present) = 1;
  }
}

constexpr int maxWrites = 32;
struct Writes {
  Copy list[maxWrites];
};

__global__ void writeKernel(const Writes writes, const FaultWord *const faults) {
  if (!faults->set)
    copyBytes(writes.list[blockIdx.y], blockIdx.x * size_t(blockDim.x) + threadIdx.x, gridDim.x * size_t(blockDim.x));
}

}  // namespace

void checkIndices(const int64_t *indices, int64_t *checked, int64_t count, const IndexRange &range, FaultView faults,
                  cudaStream_t stream) {
  const Launch launch = flatLaunch(count);
  checkKernel<<<launch.grid, launch.block, 0, stream>>>(indices, checked, count, range, faults);
  FLODL_CUDA_CHECK(cudaGetLastError());
}

void copyUnlessFaulted(std::span<const Copy> copies, const FaultWord *faults, cudaStream_t stream) {
  while (!copies.empty()) {
    Writes part;
    const size_t count = std::min<size_t>(copies.size(), maxWrites);
    std::copy_n(copies.begin(), count, part.list);
    writeKernel<<<dim3(copyBlocks(copies.first(count)), static_cast<unsigned>(count)), 256, 0, stream>>>(part, faults);
    FLODL_CUDA_CHECK(cudaGetLastError());
    copies = copies.subspan(count);
  }
}

}  // namespace flodl::rt::cuda
