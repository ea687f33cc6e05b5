// What generated CUDA kernels are written with.
#pragma once
#include "flodl/rt/program.h"
#include "flodl/rt/scalar_ops.h"
#include <cuda_runtime.h>

#define FLODL_CUDA_CHECK(call)                                                              \
  do {                                                                                      \
    const cudaError_t flodlStatus = (call);                                                 \
    if (flodlStatus != cudaSuccess)                                                         \
      ::flodl::rt::cudaFailed(#call, cudaGetErrorString(flodlStatus), __FILE__, __LINE__); \
  } while (false)

namespace flodl::rt {

/// Throws `flodl::Error` with the expression and CUDA's text. Defined in the runtime library.
[[noreturn]] void cudaFailed(const char *call, const char *text, const char *file, int line);
/// Throws `flodl::Error` when a row is longer than a kernel for rows of unknown length can hold.
void checkRowLength(const char *kernel, int64_t cols, int64_t limit);

struct Launch {
  dim3 grid, block;
};

inline Launch flatLaunch(int64_t count) {
  const int64_t blocks = (count + 255) / 256;
  return {dim3(static_cast<unsigned>(blocks < 1 ? 1 : blocks > 2112 ? 2112 : blocks)), dim3(256)};
}
/// Blocks of one row (`threads` > 32) or of eight rows, a warp each.
inline Launch rowLaunch(int64_t rows, int threads) {
  const int rowsPerBlock = threads == 32 ? 8 : 1;
  return {dim3(static_cast<unsigned>((rows + rowsPerBlock - 1) / rowsPerBlock)), dim3(threads, rowsPerBlock)};
}
inline Launch columnLaunch(int64_t cols) { return {dim3(static_cast<unsigned>((cols + 31) / 32)), dim3(32, 32)}; }

#ifdef __CUDACC__
template <class T>
__device__ T infinity() { return static_cast<T>(INFINITY); }

/// The larger value; NaN wins.
template <class T>
__device__ T maxOf(T a, T b) { return a > b || a != a ? a : b; }

template <class T, class Combine>
__device__ T warpReduce(T value, Combine combine) {
#pragma unroll
  for (int offset = 16; offset > 0; offset /= 2)
    value = combine(value, __shfl_xor_sync(0xffffffff, value, offset));
  return value;
}

/// Combines the values of the `threads` threads of a row; all of them get the result.
template <int threads, class T, class Combine>
__device__ T rowReduce(T value, Combine combine) {
  value = warpReduce(value, combine);
  if constexpr (threads > 32) {
    __shared__ T parts[32];
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    __syncthreads();
    if (lane == 0)
      parts[warp] = value;
    __syncthreads();
    value = parts[0];
    for (int i = 1; i < threads / 32; ++i)
      value = combine(value, parts[i]);
  }
  return value;
}
template <int threads, class T>
__device__ T rowSum(T value) { return rowReduce<threads>(value, [](T a, T b) { return a + b; }); }
/// Several sums of the threads of a row at once.
template <int threads, class T, int count>
__device__ void rowSums(T (&values)[count]) {
#pragma unroll
  for (int k = 0; k < count; ++k)
    values[k] = warpReduce(values[k], [](T a, T b) { return a + b; });
  if constexpr (threads > 32) {
    __shared__ T parts[count][32];
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    __syncthreads();
    if (lane == 0)
#pragma unroll
      for (int k = 0; k < count; ++k)
        parts[k][warp] = values[k];
    __syncthreads();
#pragma unroll
    for (int k = 0; k < count; ++k) {
      values[k] = parts[k][0];
      for (int i = 1; i < threads / 32; ++i)
        values[k] += parts[k][i];
    }
  }
}
template <int threads, class T>
__device__ T rowMax(T value) { return rowReduce<threads>(value, [](T a, T b) { return maxOf(a, b); }); }

/// Adds the 32 partial sums of each column of a block of 32 × 32 threads.
template <class T>
__device__ void storeColumnSum(T value, T *out, int64_t col, int64_t cols) {
  __shared__ T parts[32][33];
  __syncthreads();
  parts[threadIdx.y][threadIdx.x] = value;
  __syncthreads();
  value = warpReduce(parts[threadIdx.x][threadIdx.y], [](T a, T b) { return a + b; });
  const int64_t column = col - threadIdx.x + threadIdx.y;
  if (threadIdx.x == 0 && column < cols)
    out[column] = value;
}
#endif

}  // namespace flodl::rt
