// Sums are made in an order that depends on neither the GPU nor the time at which blocks run.
#include "flodl/base/error.h"
#include "runtime/cuda/MultiTensor.h"
#include <cuda_bf16.h>
#include <cuda_fp16.h>

namespace flodl::rt::cuda {

using detail::ClipKind;
using detail::OptimizerKind;

namespace {

constexpr int threads = 256;
constexpr int perThread = chunkSize / threads;

/// Arithmetic of an element type: half precision is computed in float and rounded once.
template <class T>
struct ComputeOf {
  using type = float;
};
template <>
struct ComputeOf<double> {
  using type = double;
};
template <class T>
using Compute = typename ComputeOf<T>::type;

template <class T>
struct alignas(16) Vector {
  static constexpr int size = 16 / sizeof(T);
  T at[size];
};

template <class C>
struct ClipScalars {
  C scale, clampTo;
  __device__ C operator()(C gradient) const {
    gradient *= scale;
    return gradient < -clampTo ? -clampTo : gradient > clampTo ? clampTo : gradient;  // NaN stays NaN
  }
};

/// g <- clip(g) + l p; v <- mu v + g; p <- p - lr v. Source: torch.optim.SGD (no dampening).
template <class T>
struct Sgd {
  using C = Compute<T>;
  C lr, momentum, l2;
  bool firstStep;
  __device__ explicit Sgd(const UpdateScalars &s) : lr(s.lr), momentum(s.momentum), l2(s.l2), firstStep(s.firstStep) {}
  template <bool hasFirst>
  __device__ void apply(T &parameter, C gradient, T &velocity, T &) const {
    const C p = static_cast<C>(parameter);
    C v = gradient + l2 * p;
    if constexpr (hasFirst) {
      if (!firstStep)
        v = momentum * static_cast<C>(velocity) + v;
      velocity = static_cast<T>(v);
    }
    parameter = static_cast<T>(p - lr * v);
  }
};

/// Source: Kingma and Ba 2015, algorithm 1, in the form of torch.optim.Adam; decay as in
/// Loshchilov and Hutter 2019.
template <class T>
struct Adam {
  using C = Compute<T>;
  C beta2, rest1, rest2, eps, stepSize, correction, l2, shrink;
  __device__ explicit Adam(const UpdateScalars &s)
      : beta2(s.beta2), rest1(s.rest1), rest2(s.rest2), eps(s.eps), stepSize(s.stepSize), correction(s.correction),
        l2(s.l2), shrink(s.shrink) {}
  template <bool>
  __device__ void apply(T &parameter, C gradient, T &mean, T &square) const {
    const C p = static_cast<C>(parameter) * shrink, g = gradient + l2 * p;
    const C before = static_cast<C>(mean), m = before + (g - before) * rest1;
    const C v = static_cast<C>(square) * beta2 + g * g * rest2;
    mean = static_cast<T>(m);
    square = static_cast<T>(v);
    parameter = static_cast<T>(p - stepSize * (m / (sqrt(v) / correction + eps)));
  }
};

template <class T, class Rule, bool hasFirst, bool hasSecond>
__global__ void __launch_bounds__(threads)
    updateKernel(const TableView table, const int firstChunk, const bool clipped, const double gradientScale) {
  using C = Compute<T>;
  const Chunk chunk = table.chunks[firstChunk + blockIdx.x];
  const Segment &segment = table.segments[chunk.segment];
  const int64_t begin = chunk.index * chunkSize;
  const int count = static_cast<int>(min(chunkSize, segment.count - begin));
  T *const parameter = static_cast<T *>(segment.parameter) + begin;
  const T *const gradient = static_cast<const T *>(segment.gradient) + begin;
  T *const first = hasFirst ? static_cast<T *>(segment.first) + begin : nullptr;
  T *const second = hasSecond ? static_cast<T *>(segment.second) + begin : nullptr;
  const bool refused = table.faults->set;

  constexpr int width = Vector<T>::size, vectors = perThread / width;
  if (segment.aligned && count == chunkSize) {
    // All loads are under way before the first use.
    Vector<T> p[vectors], g[vectors], m[vectors], v[vectors];
#pragma unroll
    for (int k = 0; k < vectors; ++k) {
      const int at = k * threads + threadIdx.x;
      p[k] = reinterpret_cast<const Vector<T> *>(parameter)[at];
      g[k] = reinterpret_cast<const Vector<T> *>(gradient)[at];
      if constexpr (hasFirst)
        m[k] = reinterpret_cast<const Vector<T> *>(first)[at];
      if constexpr (hasSecond)
        v[k] = reinterpret_cast<const Vector<T> *>(second)[at];
    }
    if (refused)
      return;
    const Rule rule(table.scalars[chunk.segment]);
    const ClipScalars<C> clip{static_cast<C>(clipped ? table.clip->scale : gradientScale),
                              static_cast<C>(clipped ? table.clip->clampTo : INFINITY)};
#pragma unroll
    for (int k = 0; k < vectors; ++k) {
      const int at = k * threads + threadIdx.x;
#pragma unroll
      for (int i = 0; i < width; ++i)
        rule.template apply<hasFirst>(p[k].at[i], clip(static_cast<C>(g[k].at[i])), m[k].at[i], v[k].at[i]);
      reinterpret_cast<Vector<T> *>(parameter)[at] = p[k];
      if constexpr (hasFirst)
        reinterpret_cast<Vector<T> *>(first)[at] = m[k];
      if constexpr (hasSecond)
        reinterpret_cast<Vector<T> *>(second)[at] = v[k];
    }
    return;
  }
  if (refused)
    return;
  const Rule rule(table.scalars[chunk.segment]);
  const ClipScalars<C> clip{static_cast<C>(clipped ? table.clip->scale : gradientScale),
                            static_cast<C>(clipped ? table.clip->clampTo : INFINITY)};
  T none{};
  for (int i = threadIdx.x; i < count; i += threads)
    rule.template apply<hasFirst>(parameter[i], clip(static_cast<C>(gradient[i])), hasFirst ? first[i] : none,
                                  hasSecond ? second[i] : none);
}

__device__ void store(const RingSlot &slot, double value) {
  if (!slot.ring)
    return;
  const uint64_t step = slot.words->step;
  volatile RingValue *entry = slot.ring + step % ringEntries * slot.scalars + slot.index;
  entry->value = value;
  __threadfence_system();
  entry->sequence = step + 1;
}

template <class T>
__device__ double element(const void *values, int64_t i) {
  return static_cast<double>(static_cast<Compute<T>>(static_cast<const T *>(values)[i]));
}

__device__ double elementOf(const void *values, DType dtype, int64_t i) {
  switch (dtype) {
  case DType::Float64: return element<double>(values, i);
  case DType::Float16: return element<__half>(values, i);
  case DType::BFloat16: return element<__nv_bfloat16>(values, i);
  default: return element<float>(values, i);
  }
}

__global__ void recordKernel(const RingSlot slot, const void *value, const DType dtype) {
  store(slot, elementOf(value, dtype, 0));
}

__global__ void scalarsKernel(const TableView table, const OptimizerKind kind, const RingSlot slot, const void *const loss,
                              const DType dtype) {
  if (loss && threadIdx.x == 0)
    store(slot, elementOf(loss, dtype, 0));
  if (table.faults->set)
    return;
  if (threadIdx.x == 0)
    ++table.faults->updates;
  for (int i = threadIdx.x; i < table.updates; i += blockDim.x) {
    const int64_t step = ++table.steps[i];
    const Group g = table.groups[table.segments[i].group];
    const double t = static_cast<double>(step);
    const bool decoupled = kind == OptimizerKind::AdamW;
    table.scalars[i] = {g.lr,
                        g.momentum,
                        decoupled ? 0 : g.weightDecay,
                        decoupled ? 1 - g.lr * g.weightDecay : 1,
                        g.beta2,
                        1 - g.beta1,
                        1 - g.beta2,
                        g.eps,
                        g.lr / (1 - pow(g.beta1, t)),
                        sqrt(1 - pow(g.beta2, t)),
                        step == 1};
  }
}

/// Adds squares, or takes the larger magnitude; NaN wins.
template <ClipKind kind>
__device__ double combine(double a, double b) {
  return kind == ClipKind::Norm ? a + b : maxOf(a, b);
}

/// Combines the values of a block's threads in a fixed order; the first thread gets the result.
template <ClipKind kind>
__device__ double blockReduce(double value) {
  __shared__ double parts[threads / 32];
  value = warpReduce(value, combine<kind>);
  __syncthreads();
  if (threadIdx.x % 32 == 0)
    parts[threadIdx.x / 32] = value;
  __syncthreads();
  for (int i = 1; threadIdx.x == 0 && i < threads / 32; ++i)
    value = combine<kind>(value, parts[i]);
  return value;
}

template <ClipKind kind>
__global__ void __launch_bounds__(threads) measureKernel(const TableView table, const RingSlot slot) {
  double total = 0;
  for (int c = blockIdx.x; c < table.chunkCount; c += gridDim.x) {
    const Chunk chunk = table.chunks[c];
    const Segment &segment = table.segments[chunk.segment];
    const int64_t begin = chunk.index * chunkSize;
    const int count = static_cast<int>(min(chunkSize, segment.count - begin));
    if (segment.dtype == DType::Float32) {
      const float *values = static_cast<const float *>(segment.gradient) + begin;
      float part = 0;
      if (segment.aligned && count == chunkSize) {
        float4 v[2];
#pragma unroll
        for (int k = 0; k < 2; ++k)
          v[k] = reinterpret_cast<const float4 *>(values)[k * threads + threadIdx.x];
#pragma unroll
        for (int k = 0; k < 2; ++k)
          for (float x : {v[k].x, v[k].y, v[k].z, v[k].w})
            part = kind == ClipKind::Norm ? part + x * x : maxOf(part, fabsf(x));
      } else {
        for (int i = threadIdx.x; i < count; i += threads)
          part = kind == ClipKind::Norm ? part + values[i] * values[i] : maxOf(part, fabsf(values[i]));
      }
      total = combine<kind>(total, static_cast<double>(part));
    } else {
      for (int i = threadIdx.x; i < count; i += threads) {
        const double x = elementOf(segment.gradient, segment.dtype, begin + i);
        total = combine<kind>(total, kind == ClipKind::Norm ? x * x : fabs(x));
      }
    }
  }
  total = blockReduce<kind>(total);

  // The block that comes last combines the parts of all.
  __shared__ bool last;
  if (threadIdx.x == 0) {
    table.partials[blockIdx.x] = total;
    __threadfence();
    last = atomicAdd(table.ticket, 1u) == gridDim.x - 1;
  }
  __syncthreads();
  if (!last)
    return;
  __threadfence();
  total = 0;
  for (int i = threadIdx.x; i < gridDim.x; i += threads)
    total = combine<kind>(total, static_cast<volatile double *>(table.partials)[i]);
  total = blockReduce<kind>(total);
  if (threadIdx.x != 0)
    return;
  *table.ticket = 0;
  Clip &clip = *table.clip;
  const double measured = kind == ClipKind::Norm ? sqrt(total) : total;
  clip.measured = measured;
  clip.scale =
      kind == ClipKind::Norm && isfinite(measured) && measured > clip.limit ? clip.limit / (measured + 1e-6) : 1;
  clip.clampTo = kind == ClipKind::Value ? clip.limit : static_cast<double>(INFINITY);
  store(slot, measured);
}

template <class T>
__device__ void scaleChunk(const Segment &segment, int64_t begin, int count, double factor, double limit) {
  using C = Compute<T>;
  const ClipScalars<C> clip{static_cast<C>(factor), static_cast<C>(limit)};
  T *values = static_cast<T *>(segment.gradient) + begin;
  for (int i = threadIdx.x; i < count; i += threads)
    values[i] = static_cast<T>(clip(static_cast<C>(values[i])));
}

__global__ void __launch_bounds__(threads)
    scaleKernel(const TableView table, const double factor, const double limit) {
  const Chunk chunk = table.chunks[blockIdx.x];
  const Segment &segment = table.segments[chunk.segment];
  const int64_t begin = chunk.index * chunkSize;
  const int count = static_cast<int>(min(chunkSize, segment.count - begin));
  switch (segment.dtype) {
  case DType::Float64: return scaleChunk<double>(segment, begin, count, factor, limit);
  case DType::Float16: return scaleChunk<__half>(segment, begin, count, factor, limit);
  case DType::BFloat16: return scaleChunk<__nv_bfloat16>(segment, begin, count, factor, limit);
  default: return scaleChunk<float>(segment, begin, count, factor, limit);
  }
}

template <class T>
void updateOf(const TableView &table, OptimizerKind kind, int first, int count, bool momentum, bool clipped,
              double gradientScale, cudaStream_t stream) {
  if (kind != OptimizerKind::SGD)
    updateKernel<T, Adam<T>, true, true><<<count, threads, 0, stream>>>(table, first, clipped, gradientScale);
  else if (momentum)
    updateKernel<T, Sgd<T>, true, false><<<count, threads, 0, stream>>>(table, first, clipped, gradientScale);
  else
    updateKernel<T, Sgd<T>, false, false><<<count, threads, 0, stream>>>(table, first, clipped, gradientScale);
}

}  // namespace

void prepareScalars(const TableView &table, OptimizerKind kind, RingSlot slot, const void *loss, DType dtype,
                    cudaStream_t stream) {
  scalarsKernel<<<1, threads, 0, stream>>>(table, kind, slot, loss, dtype);
  FLODL_CUDA_CHECK(cudaGetLastError());
}

void update(const TableView &table, OptimizerKind kind, DType dtype, bool momentum, int first, int count, bool clipped,
            double gradientScale, cudaStream_t stream) {
  switch (dtype) {
  case DType::Float64: updateOf<double>(table, kind, first, count, momentum, clipped, gradientScale, stream); break;
  case DType::Float16: updateOf<__half>(table, kind, first, count, momentum, clipped, gradientScale, stream); break;
  case DType::BFloat16:
    updateOf<__nv_bfloat16>(table, kind, first, count, momentum, clipped, gradientScale, stream);
    break;
  default: updateOf<float>(table, kind, first, count, momentum, clipped, gradientScale, stream); break;
  }
  FLODL_CUDA_CHECK(cudaGetLastError());
}

void measure(const TableView &table, ClipKind kind, RingSlot slot, cudaStream_t stream) {
  if (kind == ClipKind::Norm)
    measureKernel<ClipKind::Norm><<<normBlocks, threads, 0, stream>>>(table, slot);
  else
    measureKernel<ClipKind::Value><<<normBlocks, threads, 0, stream>>>(table, slot);
  FLODL_CUDA_CHECK(cudaGetLastError());
}

void scaleAndClamp(const TableView &table, double factor, double limit, cudaStream_t stream) {
  if (table.chunkCount == 0)
    return;
  scaleKernel<<<table.chunkCount, threads, 0, stream>>>(table, factor, limit);
  FLODL_CUDA_CHECK(cudaGetLastError());
}

void record(RingSlot slot, const void *value, DType dtype, cudaStream_t stream) {
  recordKernel<<<1, 1, 0, stream>>>(slot, value, dtype);
  FLODL_CUDA_CHECK(cudaGetLastError());
}

}  // namespace flodl::rt::cuda
