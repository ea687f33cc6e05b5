// Kernels of Patches.h.
#pragma once
#include <cstdint>
#include <cuda_runtime.h>

namespace flodl::rt::cuda {

/// Longer rows cost more to write than cuDNN loses.
inline constexpr int maxPatchTaps = 64;

/// Sizes of one such convolution. A row of the matrix holds `taps` values and zeros up to `width`.
struct PatchShape {
  int images, height, width, channels;
  int outHeight, outWidth, filters;
  int kernelHeight, kernelWidth;
  int stride[2], padding[2], dilation[2];
  __host__ __device__ int taps() const { return kernelHeight * kernelWidth * channels; }
  __host__ __device__ int paddedTaps() const { return (taps() + 3) / 4 * 4; }
  __host__ __device__ int64_t pixels() const { return int64_t(images) * outHeight * outWidth; }
};

/// `matrix[pixel, tap]` from `input` [N, H, W, C], and zeros.
void gatherPatches(const PatchShape &shape, const float *input, float *matrix, cudaStream_t stream);
/// Rows of `taps` elements with zeros up to `paddedTaps`.
void padRows(const PatchShape &shape, const float *weight, float *padded, cudaStream_t stream);
/// `weight[f, tap] = sum over parts of partial[part, f, tap]`, added in order.
void foldParts(const PatchShape &shape, const float *partial, int parts, float *weight, cudaStream_t stream);

}  // namespace flodl::rt::cuda
