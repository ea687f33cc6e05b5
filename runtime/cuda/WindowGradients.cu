#include "flodl/rt/kernel_cuda.h"
#include "runtime/cuda/Dispatch.cuh"
#include "runtime/cuda/WindowGradients.h"

namespace flodl::rt::cuda {

namespace {

/// `indices` is null when all outputs count, each with its weight.
template <class T>
__global__ void __launch_bounds__(256) windowKernel(T *__restrict__ out, const T *__restrict__ grad,
                                                    const int64_t *__restrict__ indices, const int64_t count,
                                                    const kernels::Axes axes) {
  const int64_t width = axes[2].in, height = axes[1].in, depth = axes[0].in;
  const int64_t outputs = axes[0].out * axes[1].out * axes[2].out;
  const int64_t step = static_cast<int64_t>(gridDim.x) * blockDim.x;
  for (int64_t at = blockIdx.x * int64_t(blockDim.x) + threadIdx.x; at < count; at += step) {
    const int64_t k = at % width, j = at / width % height, i = at / (width * height) % depth;
    const int64_t first = at / (width * height * depth) * outputs;
    out[at] = static_cast<T>(indices ? kernels::selectedSum<Compute<T>>(axes, i, j, k, grad + first, indices + first)
                                     : kernels::spreadSum<Compute<T>>(axes, i, j, k, grad + first));
  }
}

}  // namespace

void selectedGradient(void *out, const void *grad, const int64_t *indices, DType dtype, int64_t planes,
                      const kernels::Axes &axes, cudaStream_t stream) {
  const int64_t count = planes * axes[0].in * axes[1].in * axes[2].in;
  if (count == 0)
    return;
  const Launch shape = flatLaunch(count);
  withFloatType(dtype, "the gradient of a pooling or an interpolation", [&]<class T>() {
    windowKernel<T><<<shape.grid, shape.block, 0, stream>>>(static_cast<T *>(out), static_cast<const T *>(grad), indices, count, axes);
  });
  FLODL_CUDA_CHECK(cudaGetLastError());
}

void spreadGradient(void *out, const void *grad, DType dtype, int64_t planes, const kernels::Axes &axes, cudaStream_t stream) {
  selectedGradient(out, grad, nullptr, dtype, planes, axes, stream);
}

}  // namespace flodl::rt::cuda
