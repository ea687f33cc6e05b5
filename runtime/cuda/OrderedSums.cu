#include "flodl/rt/kernel_cuda.h"
#include "runtime/cuda/Dispatch.cuh"
#include "runtime/cuda/OrderedSums.h"

namespace flodl::rt::cuda {

namespace {

struct PoolWindows {
  AdaptiveWindows depth, height, width;
};

template <class T>
__global__ void __launch_bounds__(256) poolKernel(T *__restrict__ out, const T *__restrict__ grad, const int64_t count,
                                                  const PoolWindows windows) {
  const auto [depth, height, width] = windows;
  const int64_t step = static_cast<int64_t>(gridDim.x) * blockDim.x;
  for (int64_t at = blockIdx.x * int64_t(blockDim.x) + threadIdx.x; at < count; at += step) {
    const int64_t x = at % width.from, y = at / width.from % height.from;
    const int64_t z = at / (width.from * height.from) % depth.from;
    const T *plane = grad + at / (width.from * height.from * depth.from) * depth.to * height.to * width.to;
    Compute<T> sum = 0;
    for (int64_t d = depth.firstWith(z); d < depth.endWith(z); ++d)
      for (int64_t h = height.firstWith(y); h < height.endWith(y); ++h)
        for (int64_t w = width.firstWith(x); w < width.endWith(x); ++w)
          sum += static_cast<Compute<T>>(plane[(d * height.to + h) * width.to + w]) /
                 static_cast<Compute<T>>(depth.length(d) * height.length(h) * width.length(w));
    out[at] = static_cast<T>(sum);
  }
}

template <class T>
__global__ void __launch_bounds__(256) scatterKernel(T *__restrict__ out, const int64_t *__restrict__ index,
                                                     const T *__restrict__ source, const ScatterShape shape) {
  const int64_t lines = shape.outer * shape.inner, step = static_cast<int64_t>(gridDim.x) * blockDim.x;
  for (int64_t line = blockIdx.x * int64_t(blockDim.x) + threadIdx.x; line < lines; line += step) {
    const int64_t outer = line / shape.inner, inner = line % shape.inner;
    T *to = out + outer * shape.width * shape.inner + inner;
    for (int64_t k = 0; k < shape.count; ++k) {
      const int64_t from = (outer * shape.count + k) * shape.inner + inner;
      T &target = to[index[from] * shape.inner];
      target = static_cast<T>(static_cast<Compute<T>>(target) + static_cast<Compute<T>>(source[from]));
    }
  }
}

/// Sums of a chunk: for its first run of equal indices when that began before the chunk, and for its last when that
/// goes on behind it.
template <class T>
__device__ Compute<T> *headOf(Compute<T> *partials, const RowSums &sums, int64_t chunk) {
  return partials + 2 * chunk * sums.width;
}
template <class T>
__device__ Compute<T> *tailOf(Compute<T> *partials, const RowSums &sums, int64_t chunk) {
  return partials + (2 * chunk + 1) * sums.width;
}

/// Sums every run of equal indices within its chunk; those that lie in one chunk are done then.
template <class T>
__global__ void __launch_bounds__(256) sumChunksKernel(T *__restrict__ out, const T *__restrict__ rows, const RowSums sums,
                                                       Compute<T> *__restrict__ partials) {
  const int64_t step = static_cast<int64_t>(gridDim.x) * blockDim.x;
  for (int64_t id = blockIdx.x * int64_t(blockDim.x) + threadIdx.x; id < sums.chunks() * sums.width; id += step) {
    const int64_t chunk = id / sums.width, column = id % sums.width;
    const int64_t begin = chunk * RowSums::chunk, end = min(begin + RowSums::chunk, sums.count);
    bool fromBefore = begin > 0 && sums.sorted[begin - 1] == sums.sorted[begin];
    Compute<T> sum = 0;
    for (int64_t i = begin; i < end; ++i) {
      const int64_t row = sums.sorted[i];
      sum += static_cast<Compute<T>>(rows[sums.order[i] * sums.width + column]);
      const bool goesOn = i + 1 < sums.count && sums.sorted[i + 1] == row;
      if (goesOn && i + 1 < end)
        continue;
      if (fromBefore)
        headOf<T>(partials, sums, chunk)[column] = sum;
      else if (goesOn)
        tailOf<T>(partials, sums, chunk)[column] = sum;
      else
        out[row * sums.width + column] = static_cast<T>(sum);
      sum = 0;
      fromBefore = false;
    }
  }
}

/// Adds the parts of a run up, from the chunk in which it begins on.
template <class T>
__global__ void __launch_bounds__(256) joinChunksKernel(T *__restrict__ out, const RowSums sums,
                                                        Compute<T> *__restrict__ partials) {
  const int64_t step = static_cast<int64_t>(gridDim.x) * blockDim.x;
  for (int64_t id = blockIdx.x * int64_t(blockDim.x) + threadIdx.x; id < sums.chunks() * sums.width; id += step) {
    const int64_t chunk = id / sums.width, column = id % sums.width;
    auto goesOn = [&](int64_t c) {
      const int64_t end = (c + 1) * RowSums::chunk;
      return end < sums.count && sums.sorted[end] == sums.sorted[end - 1];
    };
    if (!goesOn(chunk))
      continue;
    const int64_t begin = chunk * RowSums::chunk, row = sums.sorted[begin + RowSums::chunk - 1];
    if (begin > 0 && sums.sorted[begin - 1] == row)
      continue;
    Compute<T> sum = tailOf<T>(partials, sums, chunk)[column];
    for (int64_t c = chunk + 1;; ++c) {
      sum += headOf<T>(partials, sums, c)[column];
      if (!goesOn(c) || sums.sorted[(c + 1) * RowSums::chunk] != row)
        break;
    }
    out[row * sums.width + column] = static_cast<T>(sum);
  }
}

}  // namespace

void sumRows(void *out, const void *rows, DType dtype, const RowSums &sums, void *partials, cudaStream_t stream) {
  if (sums.count * sums.width == 0)
    return;
  const Launch shape = flatLaunch(sums.chunks() * sums.width);
  withFloatType(dtype, "adding rows", [&]<class T>() {
    auto *parts = static_cast<Compute<T> *>(partials);
    sumChunksKernel<T><<<shape.grid, shape.block, 0, stream>>>(static_cast<T *>(out), static_cast<const T *>(rows), sums, parts);
    joinChunksKernel<T><<<shape.grid, shape.block, 0, stream>>>(static_cast<T *>(out), sums, parts);
  });
  FLODL_CUDA_CHECK(cudaGetLastError());
}

void adaptiveAvgPoolBackward(void *out, const void *grad, DType dtype, int64_t planes, const AdaptiveWindows (&windows)[3],
                             cudaStream_t stream) {
  const int64_t count = planes * windows[0].from * windows[1].from * windows[2].from;
  if (count == 0)
    return;
  const Launch shape = flatLaunch(count);
  withFloatType(dtype, "adaptive pooling", [&]<class T>() {
    poolKernel<T><<<shape.grid, shape.block, 0, stream>>>(static_cast<T *>(out), static_cast<const T *>(grad), count,
                                                          {windows[0], windows[1], windows[2]});
  });
  FLODL_CUDA_CHECK(cudaGetLastError());
}

void scatterAdd(void *out, const int64_t *index, const void *source, DType dtype, const ScatterShape &sizes,
                cudaStream_t stream) {
  if (sizes.outer * sizes.inner * sizes.count == 0)
    return;
  const Launch shape = flatLaunch(sizes.outer * sizes.inner);
  withFloatType(dtype, "adding at positions", [&]<class T>() {
    scatterKernel<T><<<shape.grid, shape.block, 0, stream>>>(static_cast<T *>(out), index, static_cast<const T *>(source),
                                                             sizes);
  });
  FLODL_CUDA_CHECK(cudaGetLastError());
}

}  // namespace flodl::rt::cuda
