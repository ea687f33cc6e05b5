#include "flodl/rt/kernel_cuda.h"
#include "runtime/cuda/PatchKernels.h"
#include <algorithm>
#include <climits>

namespace flodl::rt::cuda {

namespace {

/// Where a tap lies, seen from the window's first pixel.
struct Tap {
  int y, x, offset;
};

__global__ void gatherKernel(const PatchShape s, const float *input, float4 *matrix) {
  __shared__ Tap taps[maxPatchTaps];
  const int width = s.paddedTaps(), quads = width / 4;
  for (int tap = threadIdx.x; tap < width; tap += blockDim.x) {
    const int place = tap / s.channels, c = tap - place * s.channels;
    const int ky = place / s.kernelWidth, kx = place - ky * s.kernelWidth;
    const int y = ky * s.dilation[0] - s.padding[0], x = kx * s.dilation[1] - s.padding[1];
    // Padding of the row lies outside of every image.
    taps[tap] = tap < s.taps() ? Tap{y, x, (y * s.width + x) * s.channels + c} : Tap{INT_MAX / 2, 0, 0};
  }
  __syncthreads();
  const int64_t count = s.pixels() * quads, step = int64_t(gridDim.x) * blockDim.x;
  for (int64_t index = int64_t(blockIdx.x) * blockDim.x + threadIdx.x; index < count; index += step) {
    const unsigned pixel = static_cast<unsigned>(index / quads), quad = static_cast<unsigned>(index - int64_t(pixel) * quads);
    const unsigned row = pixel / s.outWidth, image = row / s.outHeight;
    const int x = static_cast<int>(pixel - row * s.outWidth) * s.stride[1];
    const int y = static_cast<int>(row - image * s.outHeight) * s.stride[0];
    const float *corner = input + ((int64_t(image) * s.height + y) * s.width + x) * s.channels;
    float values[4];
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      const Tap tap = taps[quad * 4 + i];
      const bool inside = static_cast<unsigned>(y + tap.y) < static_cast<unsigned>(s.height) &&
                          static_cast<unsigned>(x + tap.x) < static_cast<unsigned>(s.width);
      values[i] = inside ? corner[tap.offset] : 0.0f;
    }
    matrix[index] = make_float4(values[0], values[1], values[2], values[3]);
  }
}

__global__ void padKernel(const PatchShape s, const float *weight, float *padded) {
  const int width = s.paddedTaps(), taps = s.taps(), count = s.filters * width;
  for (int index = blockIdx.x * blockDim.x + threadIdx.x; index < count; index += gridDim.x * blockDim.x) {
    const int row = index / width, tap = index - row * width;
    padded[index] = tap < taps ? weight[row * taps + tap] : 0.0f;
  }
}

/// Blocks of 32 elements; eight threads share the parts of one.
__global__ void foldKernel(const PatchShape s, const float *partial, const int parts, float *weight) {
  __shared__ float sums[8][33];
  const int width = s.paddedTaps(), taps = s.taps(), count = s.filters * width;
  const int index = blockIdx.x * 32 + threadIdx.x;
  float sum = 0;
  if (index < count)
    for (int part = threadIdx.y; part < parts; part += 8)
      sum += partial[int64_t(part) * count + index];
  sums[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  const int row = index / width, tap = index - row * width;
  if (threadIdx.y != 0 || index >= count || tap >= taps)
    return;
  for (int i = 1; i < 8; ++i)
    sum += sums[i][threadIdx.x];
  weight[row * taps + tap] = sum;
}

}  // namespace

void gatherPatches(const PatchShape &shape, const float *input, float *matrix, cudaStream_t stream) {
  const int64_t blocks = (shape.pixels() * (shape.paddedTaps() / 4) + 255) / 256;
  gatherKernel<<<static_cast<unsigned>(std::min<int64_t>(blocks, 1 << 20)), 256, 0, stream>>>(
      shape, input, reinterpret_cast<float4 *>(matrix));
  FLODL_CUDA_CHECK(cudaGetLastError());
}

void padRows(const PatchShape &shape, const float *weight, float *padded, cudaStream_t stream) {
  padKernel<<<static_cast<unsigned>((shape.filters * shape.paddedTaps() + 255) / 256), 256, 0, stream>>>(shape, weight, padded);
  FLODL_CUDA_CHECK(cudaGetLastError());
}

void foldParts(const PatchShape &shape, const float *partial, int parts, float *weight, cudaStream_t stream) {
  const unsigned blocks = static_cast<unsigned>((shape.filters * shape.paddedTaps() + 31) / 32);
  foldKernel<<<blocks, dim3(32, 8), 0, stream>>>(shape, partial, parts, weight);
  FLODL_CUDA_CHECK(cudaGetLastError());
}

}  // namespace flodl::rt::cuda
