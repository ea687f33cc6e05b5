// Kernels of ChannelNorm.cu. T: elements of the images, S: of statistics and sums, P: of parameters, V:
// channels that a thread handles at once.
#pragma once
#include "flodl/rt/kernel_cuda.h"

namespace flodl::rt::cuda::channel_norm {

/// `V` channels that lie side by side.
template <class T, int V>
struct alignas(sizeof(T) * V) Pack {
  T at[V];
};
template <int V, class T>
__device__ Pack<T, V> load(const T *from) { return *reinterpret_cast<const Pack<T, V> *>(from); }
template <int V, class T>
__device__ void store(T *to, const Pack<T, V> &values) { *reinterpret_cast<Pack<T, V> *>(to) = values; }

/// Sizes of one launch. A window is what one thread handles: `window` pixels of the input that give
/// one pixel of the result; those at the lower and right edge may give none, or lie partly outside.
struct Extent {
  int height, width, channels;
  int windowHeight, windowWidth;
  int outHeight, outWidth;    ///< of the result
  int gridHeight, gridWidth;  ///< windows, with those that give nothing
  int64_t images;
  __host__ __device__ int64_t windows() const { return images * gridHeight * gridWidth; }
};

/// Where a window begins, and how much of it is inside.
struct Window {
  int64_t first;  ///< element of the input, first channel
  int64_t out;    ///< element of the result, or -1
  int rows, cols;
};
__device__ Window windowAt(const Extent &e, int64_t index) {
  // All counts but the images' fit 32 bits, where division is cheap.
  const int64_t image = index / (int64_t(e.gridHeight) * e.gridWidth);
  const int within = static_cast<int>(index - image * e.gridHeight * e.gridWidth);
  const int row = within / e.gridWidth, col = within - row * e.gridWidth;
  const int y = row * e.windowHeight, x = col * e.windowWidth;
  const bool gives = row < e.outHeight && col < e.outWidth;
  return {((image * e.height + y) * e.width + x) * e.channels,
          gives ? ((image * e.outHeight + row) * e.outWidth + col) * e.channels : -1, min(e.windowHeight, e.height - y),
          min(e.windowWidth, e.width - x)};
}

/// The normalisation of one channel.
template <class S>
struct Channel {
  S mean, invstd, scale, bias;
  __device__ S operator()(S value) const { return fma(value - mean, scale, bias); }
};
template <class S, class P>
__device__ Channel<S> channelAt(const S *mean, const S *invstd, const P *weight, const P *bias, int c) {
  const S deviation = invstd[c];
  return {mean[c], deviation, weight ? deviation * static_cast<S>(weight[c]) : deviation, bias ? static_cast<S>(bias[c]) : S(0)};
}

template <class S>
__device__ S activated(const Channel<S> &channel, S value, bool relu) {
  const S y = channel(value);
  return relu && y <= S(0) ? S(0) : y;  // NaN stays
}

/// Largest activated value of a window, its place, and the value there; NaN wins, as in libtorch.
template <class S>
struct Largest {
  S best, value;
  int place;
  __device__ void take(const Channel<S> &channel, S candidate, bool relu, int at) {
    const S y = activated(channel, candidate, relu);
    if (at == 0 || y > best || y != y) {
      best = y;
      value = candidate;
      place = at;
    }
  }
};

// ---- sums for each channel

/// Threads of a block: `lanes` packs of channels, and rows.
constexpr int sumThreads = 256, maxLanes = 32;

template <class S, int V>
__device__ void storePartials(const Pack<S, V> &first, const Pack<S, V> &second, S *partials, int channels, int c) {
  __shared__ S parts[2][sumThreads * V];
  const int lane = threadIdx.x, rows = blockDim.y, lanes = blockDim.x;
#pragma unroll
  for (int i = 0; i < V; ++i) {
    parts[0][(threadIdx.y * lanes + lane) * V + i] = first.at[i];
    parts[1][(threadIdx.y * lanes + lane) * V + i] = second.at[i];
  }
  for (int half = rows / 2; half > 0; half /= 2) {
    __syncthreads();
    if (static_cast<int>(threadIdx.y) < half)
#pragma unroll
      for (int k = 0; k < 2; ++k)
#pragma unroll
        for (int i = 0; i < V; ++i)
          parts[k][(threadIdx.y * lanes + lane) * V + i] += parts[k][((threadIdx.y + half) * lanes + lane) * V + i];
  }
  if (threadIdx.y == 0 && c < channels)
#pragma unroll
    for (int k = 0; k < 2; ++k)
#pragma unroll
      for (int i = 0; i < V; ++i)
        partials[(int64_t(blockIdx.y) * 2 + k) * channels + c + i] = parts[k][lane * V + i];
}

/// Sums of `x - x0` and of its square, where x0 is the channel's first value: no cancellation.
template <class T, class S, int V>
__global__ void momentKernel(const T *input, const int64_t pixels, const int channels, S *partials) {
  const int c = (blockIdx.x * blockDim.x + threadIdx.x) * V;
  Pack<S, V> sum{}, square{};
  if (c < channels) {
    const Pack<T, V> origin = load<V>(input + c);
    const int64_t step = int64_t(gridDim.y) * blockDim.y;
#pragma unroll 4
    for (int64_t pixel = int64_t(blockIdx.y) * blockDim.y + threadIdx.y; pixel < pixels; pixel += step) {
      const Pack<T, V> x = load<V>(input + pixel * channels + c);
#pragma unroll
      for (int i = 0; i < V; ++i) {
        const S d = static_cast<S>(x.at[i]) - static_cast<S>(origin.at[i]);
        sum.at[i] += d;
        square.at[i] = fma(d, d, square.at[i]);
      }
    }
  }
  storePartials<S, V>(sum, square, partials, channels, c);
}

/// Adds the partial sums of 32 channels, eight threads a channel. The result is in thread row 0.
template <class S>
__device__ void addPartials(const S *partials, int count, int channels, int c, double (&sums)[2]) {
  __shared__ double parts[2][8][33];
  double first = 0, second = 0;
  if (c < channels)
    for (int i = threadIdx.y; i < count; i += 8) {
      first += partials[(int64_t(i) * 2) * channels + c];
      second += partials[(int64_t(i) * 2 + 1) * channels + c];
    }
  parts[0][threadIdx.y][threadIdx.x] = first;
  parts[1][threadIdx.y][threadIdx.x] = second;
  __syncthreads();
  for (int k = 0; k < 2; ++k) {
    sums[k] = 0;
    for (int i = 0; i < 8; ++i)
      sums[k] += parts[k][i][threadIdx.x];
  }
}

template <class T, class S, class P>
__global__ void statisticsKernel(const T *input, const S *partials, const int count, const int64_t pixels, const int channels,
                                 const bool training, const P *shift, const S *runningMean, const S *runningVar,
                                 const double momentum, const double eps, S *mean, S *invstd, S *newMean, S *newVar) {
  const int c = blockIdx.x * 32 + threadIdx.x;
  double sums[2];
  if (training)
    addPartials(partials, count, channels, c, sums);
  if (threadIdx.y != 0 || c >= channels)
    return;
  const double moved = shift ? static_cast<double>(shift[c]) : 0.0;
  const double oldMean = runningMean[c], oldVar = runningVar[c];
  if (!training) {
    mean[c] = static_cast<S>(oldMean - moved);
    invstd[c] = static_cast<S>(1 / sqrt(oldVar + eps));
    newMean[c] = static_cast<S>(oldMean);
    newVar[c] = static_cast<S>(oldVar);
    return;
  }
  const double n = static_cast<double>(pixels), offset = sums[0] / n;
  const double m = static_cast<double>(static_cast<S>(input[c])) + offset;
  const double scatter = sums[1] - sums[0] * offset, var = (scatter > 0 || scatter != scatter ? scatter : 0) / n;
  mean[c] = static_cast<S>(m);
  invstd[c] = static_cast<S>(1 / sqrt(var + eps));
  newMean[c] = static_cast<S>((1 - momentum) * oldMean + momentum * (m + moved));
  newVar[c] = static_cast<S>((1 - momentum) * oldVar + momentum * var * n / (n - 1));
}

// ---- values

/// `KH`, `KW`: the window when it is known, else 0.
template <class T, class S, class P, int V, int KH, int KW>
__global__ void applyKernel(const T *input, const S *mean, const S *invstd, const P *weight, const P *bias, const Extent e,
                            const bool relu, T *result) {
  const int packs = e.channels / V;
  const int64_t count = e.windows() * packs, step = int64_t(gridDim.x) * blockDim.x;
  for (int64_t index = int64_t(blockIdx.x) * blockDim.x + threadIdx.x; index < count; index += step) {
    const int64_t at = index / packs;
    const int c = static_cast<int>(index - at * packs) * V;
    const Window w = windowAt(e, at);
    if (w.out < 0)
      continue;
    const int rows = KH ? KH : e.windowHeight, cols = KW ? KW : e.windowWidth;
    Channel<S> channel[V];
    Largest<S> largest[V];
#pragma unroll
    for (int i = 0; i < V; ++i)
      channel[i] = channelAt(mean, invstd, weight, bias, c + i);
#pragma unroll
    for (int y = 0; y < rows; ++y)
#pragma unroll
      for (int x = 0; x < cols; ++x) {
        const Pack<T, V> value = load<V>(input + w.first + (int64_t(y) * e.width + x) * e.channels + c);
#pragma unroll
        for (int i = 0; i < V; ++i)
          largest[i].take(channel[i], static_cast<S>(value.at[i]), relu, y * cols + x);
      }
    Pack<T, V> out;
#pragma unroll
    for (int i = 0; i < V; ++i)
      out.at[i] = static_cast<T>(largest[i].best);
    store<V>(result + w.out + c, out);
  }
}

/// The gradient that reaches a window's maximum: zero where ReLU was.
template <class S>
__device__ S passed(const Largest<S> &largest, S grad, bool relu) { return relu && largest.best <= S(0) ? S(0) : grad; }

/// Sums of the gradient, and of the gradient times the normalised value.
template <class T, class S, class P, int V, int KH, int KW>
__global__ void gradientSumKernel(const T *input, const T *grad, const S *mean, const S *invstd, const P *weight,
                                  const P *bias, const Extent e, const bool relu, S *partials) {
  const int c = (blockIdx.x * blockDim.x + threadIdx.x) * V;
  Pack<S, V> sum{}, along{};
  if (c < e.channels) {
    Channel<S> channel[V];
#pragma unroll
    for (int i = 0; i < V; ++i)
      channel[i] = channelAt(mean, invstd, weight, bias, c + i);
    const int rows = KH ? KH : e.windowHeight, cols = KW ? KW : e.windowWidth;
    const int64_t step = int64_t(gridDim.y) * blockDim.y;
#pragma unroll 2
    for (int64_t at = int64_t(blockIdx.y) * blockDim.y + threadIdx.y; at < e.windows(); at += step) {
      const Window w = windowAt(e, at);
      if (w.out < 0)
        continue;
      const Pack<T, V> g = load<V>(grad + w.out + c);
      Largest<S> largest[V];
#pragma unroll
      for (int y = 0; y < rows; ++y)
#pragma unroll
        for (int x = 0; x < cols; ++x) {
          const Pack<T, V> value = load<V>(input + w.first + (int64_t(y) * e.width + x) * e.channels + c);
#pragma unroll
          for (int i = 0; i < V; ++i)
            largest[i].take(channel[i], static_cast<S>(value.at[i]), relu, y * cols + x);
        }
#pragma unroll
      for (int i = 0; i < V; ++i) {
        const S d = passed(largest[i], static_cast<S>(g.at[i]), relu);
        sum.at[i] += d;
        along.at[i] = fma(d, (largest[i].value - channel[i].mean) * channel[i].invstd, along.at[i]);
      }
    }
  }
  storePartials<S, V>(sum, along, partials, e.channels, c);
}

/// Gradients of the parameters; the sums themselves go to `sums` for the last pass.
template <class S, class P>
__global__ void parameterGradientKernel(const S *partials, const int count, const int channels, const bool training,
                                        const S *invstd, const P *weight, P *weightGrad, P *biasGrad, P *shiftGrad, S *sums) {
  const int c = blockIdx.x * 32 + threadIdx.x;
  double total[2];
  addPartials(partials, count, channels, c, total);
  if (threadIdx.y != 0 || c >= channels)
    return;
  sums[c] = static_cast<S>(total[0]);
  sums[channels + c] = static_cast<S>(total[1]);
  biasGrad[c] = static_cast<P>(static_cast<S>(total[0]));
  weightGrad[c] = static_cast<P>(static_cast<S>(total[1]));
  const double scale = weight ? static_cast<double>(invstd[c]) * static_cast<double>(weight[c]) : static_cast<double>(invstd[c]);
  shiftGrad[c] = static_cast<P>(static_cast<S>(training ? 0.0 : scale * total[0]));
}

template <class T, class S, class P, int V, int KH, int KW>
__global__ void inputGradientKernel(const T *input, const T *grad, const S *mean, const S *invstd, const P *weight,
                                    const P *bias, const S *sums, const Extent e, const bool training, const bool relu,
                                    T *inputGrad) {
  const int packs = e.channels / V;
  const int64_t count = e.windows() * packs, step = int64_t(gridDim.x) * blockDim.x;
  const S share = training ? S(1) / static_cast<S>(e.images * e.height * e.width) : S(0);
  for (int64_t index = int64_t(blockIdx.x) * blockDim.x + threadIdx.x; index < count; index += step) {
    const int64_t at = index / packs;
    const int c = static_cast<int>(index - at * packs) * V;
    const Window w = windowAt(e, at);
    const bool gives = w.out >= 0;
    Channel<S> channel[V];
    Largest<S> largest[V];
    Pack<T, V> g{};
    if (gives)
      g = load<V>(grad + w.out + c);
#pragma unroll
    for (int i = 0; i < V; ++i)
      channel[i] = channelAt(mean, invstd, weight, bias, c + i);
    // A window of known size that gives a value is whole: its values stay in registers.
    Pack<T, V> values[KH && KW ? KH * KW : 1];
    const int rows = gives && KH ? KH : w.rows, cols = gives && KW ? KW : w.cols;
    if (gives) {
#pragma unroll
      for (int y = 0; y < (KH ? KH : e.windowHeight); ++y)
#pragma unroll
        for (int x = 0; x < (KW ? KW : e.windowWidth); ++x) {
          const int place = y * (KW ? KW : e.windowWidth) + x;
          const Pack<T, V> value = load<V>(input + w.first + (int64_t(y) * e.width + x) * e.channels + c);
          if constexpr (KH && KW)
            values[place] = value;
#pragma unroll
          for (int i = 0; i < V; ++i)
            largest[i].take(channel[i], static_cast<S>(value.at[i]), relu, place);
        }
    }
    S mine[V], average[V], along[V];
#pragma unroll
    for (int i = 0; i < V; ++i) {
      mine[i] = gives ? passed(largest[i], static_cast<S>(g.at[i]), relu) : S(0);
      average[i] = sums[c + i] * share;
      along[i] = sums[e.channels + c + i] * share;
    }
    auto write = [&](int y, int x, int place, const Pack<T, V> &value) {
      Pack<T, V> out;
#pragma unroll
      for (int i = 0; i < V; ++i) {
        const S normalised = (static_cast<S>(value.at[i]) - channel[i].mean) * channel[i].invstd;
        const S d = gives && place == largest[i].place ? mine[i] : S(0);
        out.at[i] = static_cast<T>(channel[i].scale * (d - fma(normalised, along[i], average[i])));
      }
      store<V>(inputGrad + w.first + (int64_t(y) * e.width + x) * e.channels + c, out);
    };
    if constexpr (KH && KW) {
      if (gives) {
#pragma unroll
        for (int y = 0; y < KH; ++y)
#pragma unroll
          for (int x = 0; x < KW; ++x)
            write(y, x, y * KW + x, values[y * KW + x]);
        continue;
      }
    }
    for (int y = 0; y < rows; ++y)
      for (int x = 0; x < cols; ++x)
        write(y, x, y * e.windowWidth + x, load<V>(input + w.first + (int64_t(y) * e.width + x) * e.channels + c));
  }
}

}  // namespace flodl::rt::cuda::channel_norm
