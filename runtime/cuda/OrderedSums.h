// Gradients that libtorch adds up with atomic operations, in an order that differs from run to run. Here a
// thread owns what it writes, and adds in the order of the elements.
#pragma once
#include "flodl/rt/program.h"
#include <cuda_runtime.h>

namespace flodl::rt::cuda {

/// Windows of adaptive pooling along one dimension: window `o` of `to` covers `from` elements as evenly
/// as whole numbers can.
struct AdaptiveWindows {
  int64_t from = 1, to = 1;
  __host__ __device__ int64_t begin(int64_t o) const { return o * from / to; }
  __host__ __device__ int64_t end(int64_t o) const { return ((o + 1) * from + to - 1) / to; }
  __host__ __device__ int64_t length(int64_t o) const { return end(o) - begin(o); }
  /// Windows that hold element `i`: from the first up to, but without, the second.
  __host__ __device__ int64_t firstWith(int64_t i) const { return i * to / from; }
  __host__ __device__ int64_t endWith(int64_t i) const { return ((i + 1) * to + from - 1) / from; }
};

/// `out[plane, d, h, w]` = sum over the windows with that element of `grad` / elements of the window. Both are
/// contiguous; fewer than three pooled dimensions have windows of 1 in front.
void adaptiveAvgPoolBackward(void *out, const void *grad, DType dtype, int64_t planes, const AdaptiveWindows (&windows)[3],
                             cudaStream_t stream);

/// `out[o, index[o, k, i], i] += source[o, k, i]` for rising `k`. `out` is `[outer, width, inner]`, the others are
/// `[outer, count, inner]`, all contiguous.
struct ScatterShape {
  int64_t outer, width, inner, count;
};
void scatterAdd(void *out, const int64_t *index, const void *source, DType dtype, const ScatterShape &shape,
                cudaStream_t stream);

/// `out[index[i]] = ` sum of `rows[i]`, in the order of `i`; rows of `out` that no index names stay as they are. `sorted` holds
/// the `count` indices in rising order, `order` where each was. `out` and `rows` are contiguous, `width` elements a row.
struct RowSums {
  const int64_t *sorted, *order;
  int64_t count, width;
  /// Elements that are added one after another; sums of several such chunks meet in `partials`.
  static constexpr int64_t chunk = 32;
  __host__ __device__ int64_t chunks() const { return (count + chunk - 1) / chunk; }
  size_t partialBytes(DType dtype) const {
    return static_cast<size_t>(2 * chunks() * width) * (dtype == DType::Float64 ? sizeof(double) : sizeof(float));
  }
};
void sumRows(void *out, const void *rows, DType dtype, const RowSums &sums, void *partials, cudaStream_t stream);

}  // namespace flodl::rt::cuda
