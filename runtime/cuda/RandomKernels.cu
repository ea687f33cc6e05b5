#include "flodl/rt/philox.h"
#include "runtime/cuda/Dispatch.cuh"
#include "runtime/cuda/Memory.h"
#include "runtime/cuda/RandomKernels.h"

namespace flodl::rt::cuda {

namespace {

constexpr double pi = 3.141592653589793;

/// 1/(1-p) where an element is kept, 0 where it is dropped.
struct Mask {
  float limit;
  double scale;
  __device__ void operator()(const PhiloxWords &words, double (&values)[4]) const {
#pragma unroll
    for (int i = 0; i < 4; ++i)
      values[i] = philoxUniform(words.word[i]) >= limit ? scale : 0.0;
  }
};

struct Uniform {
  __device__ void operator()(const PhiloxWords &words, double (&values)[4]) const {
#pragma unroll
    for (int i = 0; i < 4; ++i)
      values[i] = philoxUniform(words.word[i]);
  }
};

/// Box and Muller's transform of neighbouring words, in double precision.
struct Normal {
  __device__ void operator()(const PhiloxWords &words, double (&values)[4]) const {
#pragma unroll
    for (int i = 0; i < 4; i += 2) {
      const double radius = sqrt(-2 * log(1 - static_cast<double>(philoxUniform(words.word[i]))));
      const double angle = 2 * pi * static_cast<double>(philoxUniform(words.word[i + 1]));
      values[i] = radius * cos(angle);
      values[i + 1] = radius * sin(angle);
    }
  }
};

template <class T>
__device__ T rounded(double value) {
  return static_cast<T>(static_cast<float>(value));
}
template <>
__device__ double rounded<double>(double value) {
  return value;
}

/// A thread makes four elements; `input` is multiplied when there is one.
template <class T, class Values>
__global__ void quadKernel(T *out, const T *input, const int64_t count, const RandomKey random, const Values values) {
  const uint64_t forward = random.forwardOnDevice ? *random.forwardOnDevice : random.forward;
  const int64_t step = static_cast<int64_t>(gridDim.x) * blockDim.x;
  for (int64_t quad = blockIdx.x * int64_t(blockDim.x) + threadIdx.x; quad * 4 < count; quad += step) {
    double made[4];
    values(philoxQuad(random.key, forward, 0, static_cast<uint64_t>(quad)), made);
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      const int64_t at = quad * 4 + i;
      if (at < count)
        out[at] = input ? static_cast<T>(input[at] * rounded<T>(made[i])) : rounded<T>(made[i]);
    }
  }
}

template <class T>
__global__ void integerKernel(T *out, const int64_t count, const int64_t low, const uint64_t range, const RandomKey random) {
  const uint64_t forward = random.forwardOnDevice ? *random.forwardOnDevice : random.forward;
  const int64_t step = static_cast<int64_t>(gridDim.x) * blockDim.x;
  for (int64_t quad = blockIdx.x * int64_t(blockDim.x) + threadIdx.x; quad * 4 < count; quad += step) {
    const PhiloxWords words = philoxQuad(random.key, forward, 0, static_cast<uint64_t>(quad));
#pragma unroll
    for (int i = 0; i < 4; ++i)
      if (quad * 4 + i < count)
        out[quad * 4 + i] = static_cast<T>(static_cast<long long>(philoxInteger(words.word[i], low, range)));
  }
}

template <class Values>
void launch(void *out, const void *input, DType dtype, int64_t count, const RandomKey &random, const Values &values,
            cudaStream_t stream) {
  if (count == 0)
    return;
  const Launch shape = flatLaunch((count + 3) / 4);
  withFloatType(dtype, "drawing random numbers", [&]<class T>() {
    quadKernel<T, Values><<<shape.grid, shape.block, 0, stream>>>(static_cast<T *>(out), static_cast<const T *>(input), count,
                                                                  random, values);
  });
  FLODL_CUDA_CHECK(cudaGetLastError());
}

Mask maskOf(double p) { return {static_cast<float>(p), p < 1 ? 1 / (1 - p) : 0}; }

}  // namespace

void fill(Distribution distribution, void *out, DType dtype, int64_t count, double p, const RandomKey &random,
          cudaStream_t stream) {
  if (distribution == Distribution::Mask)
    launch(out, nullptr, dtype, count, random, maskOf(p), stream);
  else if (distribution == Distribution::Uniform)
    launch(out, nullptr, dtype, count, random, Uniform{}, stream);
  else
    launch(out, nullptr, dtype, count, random, Normal{}, stream);
}

void dropout(void *out, const void *input, DType dtype, int64_t count, double p, const RandomKey &random,
             cudaStream_t stream) {
  launch(out, input, dtype, count, random, maskOf(p), stream);
}

void fillIntegers(void *out, DType dtype, int64_t count, int64_t low, uint64_t range, const RandomKey &random,
                  cudaStream_t stream) {
  if (count == 0)
    return;
  const Launch shape = flatLaunch((count + 3) / 4);
  auto run = [&]<class T>(T *typed) {
    integerKernel<T><<<shape.grid, shape.block, 0, stream>>>(typed, count, low, range, random);
  };
  switch (dtype) {
  case DType::Bool: run(static_cast<bool *>(out)); break;
  case DType::Int32: run(static_cast<int32_t *>(out)); break;
  case DType::Int64: run(static_cast<int64_t *>(out)); break;
  case DType::Float16: run(static_cast<__half *>(out)); break;
  case DType::BFloat16: run(static_cast<__nv_bfloat16 *>(out)); break;
  case DType::Float32: run(static_cast<float *>(out)); break;
  case DType::Float64: run(static_cast<double *>(out)); break;
  }
  FLODL_CUDA_CHECK(cudaGetLastError());
}

}  // namespace flodl::rt::cuda
