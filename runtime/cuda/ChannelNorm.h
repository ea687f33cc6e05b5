// Batch normalisation over [N, H, W, C] with ReLU and max pooling behind it, in two passes over the
// images each way: sums for each channel, then values.
#pragma once
#include "flodl/rt/program.h"
#include <cuda_runtime.h>

namespace flodl::rt::cuda {

/// Images in memory, and what follows the normalisation. All pointers hold `dtype` elements but the
/// statistics, which are float32 unless `dtype` is float64.
struct ChannelNormArgs {
  const void *input;
  const void *weight, *bias;  ///< null: 1 and 0; of type `parameters`
  void *mean, *invstd;
  DType dtype, parameters;
  int64_t images, height, width, channels;
  int64_t windowHeight, windowWidth;
  bool training, relu;
};

struct RunningStatistics {
  const void *shift;  ///< added to the input's mean; null: nothing
  const void *mean, *var;
  void *newMean, *newVar;
  double momentum, eps;
};

/// Bytes of scratch memory that either call needs.
size_t channelNormScratch(const ChannelNormArgs &args);
/// Whether there are kernels for these element types.
bool hasChannelNorm(DType dtype, DType parameters);

/// Writes `mean`, `invstd`, the new running statistics and `result`.
void channelNorm(const ChannelNormArgs &args, const RunningStatistics &running, void *result, void *scratch,
                 cudaStream_t stream);
/// Writes gradients, of the type of what they belong to.
void channelNormBackward(const ChannelNormArgs &args, const void *grad, void *inputGrad, void *weightGrad, void *biasGrad,
                         void *shiftGrad, void *scratch, cudaStream_t stream);

}  // namespace flodl::rt::cuda
