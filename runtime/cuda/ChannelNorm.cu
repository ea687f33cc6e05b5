#include "runtime/cuda/ChannelNorm.h"
#include "runtime/cuda/ChannelNormKernels.cuh"
#include <algorithm>
#include <cuda_bf16.h>
#include <cuda_fp16.h>

namespace flodl::rt::cuda {

namespace {

using namespace channel_norm;

Extent extentOf(const ChannelNormArgs &a) {
  auto part = [](int64_t size, int64_t window) { return static_cast<int>((size + window - 1) / window); };
  Extent e{};
  e.images = a.images;
  e.height = static_cast<int>(a.height);
  e.width = static_cast<int>(a.width);
  e.channels = static_cast<int>(a.channels);
  e.windowHeight = static_cast<int>(a.windowHeight);
  e.windowWidth = static_cast<int>(a.windowWidth);
  e.outHeight = e.height / e.windowHeight;
  e.outWidth = e.width / e.windowWidth;
  e.gridHeight = part(a.height, a.windowHeight);
  e.gridWidth = part(a.width, a.windowWidth);
  return e;
}

/// Blocks that sum: enough to fill the device four times over, and no more than there is work for.
struct SumLaunch {
  dim3 grid, block;
};
constexpr int64_t sumBlocks = 528;
SumLaunch sumLaunch(int64_t channels, int64_t rows, int pack) {
  int lanes = 1;
  while (lanes < maxLanes && lanes * pack < channels)
    lanes *= 2;
  const int64_t across = (channels + lanes * pack - 1) / (lanes * pack), height = sumThreads / lanes;
  int64_t down = (sumBlocks + across - 1) / across;
  down = std::min(down, (rows + height - 1) / height);
  return {dim3(static_cast<unsigned>(across), static_cast<unsigned>(std::max<int64_t>(down, 1))),
          dim3(static_cast<unsigned>(lanes), static_cast<unsigned>(height))};
}

Launch valueLaunch(int64_t count) {
  const int64_t blocks = (count + 255) / 256;
  return {dim3(static_cast<unsigned>(std::clamp<int64_t>(blocks, 1, int64_t(1) << 30))), dim3(256)};
}
dim3 channelGrid(int64_t channels) { return dim3(static_cast<unsigned>((channels + 31) / 32)); }
const dim3 channelBlock(32, 8);

template <class T, class S, class P, int V, int KH, int KW>
struct Kernels {
  static void forward(const ChannelNormArgs &a, const RunningStatistics &r, void *result, void *scratch, cudaStream_t stream) {
    const Extent e = extentOf(a);
    const int64_t pixels = a.images * a.height * a.width;
    auto *input = static_cast<const T *>(a.input);
    auto *partials = static_cast<S *>(scratch);
    auto *mean = static_cast<S *>(a.mean), *invstd = static_cast<S *>(a.invstd);
    int count = 0;
    if (a.training) {
      const SumLaunch shape = sumLaunch(a.channels, pixels, V);
      count = static_cast<int>(shape.grid.y);
      momentKernel<T, S, V><<<shape.grid, shape.block, 0, stream>>>(input, pixels, e.channels, partials);
    }
    statisticsKernel<T, S, P><<<channelGrid(a.channels), channelBlock, 0, stream>>>(
        input, partials, count, pixels, e.channels, a.training, static_cast<const P *>(r.shift),
        static_cast<const S *>(r.mean), static_cast<const S *>(r.var), r.momentum, r.eps, mean, invstd,
        static_cast<S *>(r.newMean), static_cast<S *>(r.newVar));
    const Launch values = valueLaunch(e.windows() * (e.channels / V));
    applyKernel<T, S, P, V, KH, KW><<<values.grid, values.block, 0, stream>>>(
        input, mean, invstd, static_cast<const P *>(a.weight), static_cast<const P *>(a.bias), e, a.relu,
        static_cast<T *>(result));
  }

  static void backward(const ChannelNormArgs &a, const void *grad, void *inputGrad, void *weightGrad, void *biasGrad,
                       void *shiftGrad, void *scratch, cudaStream_t stream) {
    const Extent e = extentOf(a);
    auto *input = static_cast<const T *>(a.input), *g = static_cast<const T *>(grad);
    auto *mean = static_cast<const S *>(a.mean), *invstd = static_cast<const S *>(a.invstd);
    auto *weight = static_cast<const P *>(a.weight), *bias = static_cast<const P *>(a.bias);
    auto *sums = static_cast<S *>(scratch), *partials = sums + 2 * a.channels;
    const SumLaunch shape = sumLaunch(a.channels, e.windows(), V);
    gradientSumKernel<T, S, P, V, KH, KW>
        <<<shape.grid, shape.block, 0, stream>>>(input, g, mean, invstd, weight, bias, e, a.relu, partials);
    parameterGradientKernel<S, P><<<channelGrid(a.channels), channelBlock, 0, stream>>>(
        partials, static_cast<int>(shape.grid.y), e.channels, a.training, invstd, weight, static_cast<P *>(weightGrad),
        static_cast<P *>(biasGrad), static_cast<P *>(shiftGrad), sums);
    const Launch values = valueLaunch(e.windows() * (e.channels / V));
    inputGradientKernel<T, S, P, V, KH, KW><<<values.grid, values.block, 0, stream>>>(
        input, g, mean, invstd, weight, bias, sums, e, a.training, a.relu, static_cast<T *>(inputGrad));
  }
};

/// Calls `run` with the kernels for the types, the width of a pack and the window.
template <class T, class Run>
void withWindow(const ChannelNormArgs &a, bool packed, const Run &run) {
  const bool single = a.windowHeight == 1 && a.windowWidth == 1, pairs = a.windowHeight == 2 && a.windowWidth == 2;
  if (!packed)
    run(Kernels<T, float, float, 1, 0, 0>());
  else if (single)
    run(Kernels<T, float, float, 4, 1, 1>());
  else if (pairs)
    run(Kernels<T, float, float, 4, 2, 2>());
  else
    run(Kernels<T, float, float, 4, 0, 0>());
}
template <class Run>
void dispatch(const ChannelNormArgs &a, std::initializer_list<const void *> images, const Run &run) {
  bool packed = a.channels % 4 == 0;
  for (const void *image : images)
    packed = packed && reinterpret_cast<uintptr_t>(image) % (4 * itemSize(a.dtype)) == 0;
  switch (a.dtype) {
  case DType::Float64: run(Kernels<double, double, double, 1, 0, 0>()); break;
  case DType::Float32: withWindow<float>(a, packed, run); break;
  case DType::Float16: withWindow<__half>(a, packed, run); break;
  default: withWindow<__nv_bfloat16>(a, packed, run);
  }
  FLODL_CUDA_CHECK(cudaGetLastError());
}

}  // namespace

bool hasChannelNorm(DType dtype, DType parameters) {
  const bool narrow = dtype == DType::Float32 || dtype == DType::Float16 || dtype == DType::BFloat16;
  return narrow ? parameters == DType::Float32 : dtype == DType::Float64 && parameters == dtype;
}

size_t channelNormScratch(const ChannelNormArgs &a) {
  // The number of partial sums is largest for packs of one.
  const int64_t rows = a.images * a.height * a.width;
  const int64_t most = std::max<int64_t>(sumLaunch(a.channels, rows, 4).grid.y, sumLaunch(a.channels, rows, 1).grid.y);
  return static_cast<size_t>((2 * most + 2) * a.channels) * (a.dtype == DType::Float64 ? 8 : 4);
}

void channelNorm(const ChannelNormArgs &a, const RunningStatistics &running, void *result, void *scratch,
                 cudaStream_t stream) {
  dispatch(a, {a.input, result}, [&]<class K>(K) { K::forward(a, running, result, scratch, stream); });
}

void channelNormBackward(const ChannelNormArgs &a, const void *grad, void *inputGrad, void *weightGrad, void *biasGrad,
                         void *shiftGrad, void *scratch, cudaStream_t stream) {
  dispatch(a, {a.input, grad, inputGrad}, [&]<class K>(K) {
    K::backward(a, grad, inputGrad, weightGrad, biasGrad, shiftGrad, scratch, stream);
  });
}

}  // namespace flodl::rt::cuda
