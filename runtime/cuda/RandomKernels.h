// Random numbers and dropout on the device, by the same generator as on the CPU.
#pragma once
#include "flodl/rt/program.h"
#include <cuda_runtime.h>

namespace flodl::rt::cuda {

enum class Distribution : uint8_t { Uniform, Normal, Mask };

/// Fills `out`; `p` is the share of zeros of a mask.
void fill(Distribution distribution, void *out, DType dtype, int64_t count, double p, const RandomKey &random,
          cudaStream_t stream);
/// `out = input * mask`; `out` may be `input`.
void dropout(void *out, const void *input, DType dtype, int64_t count, double p, const RandomKey &random,
             cudaStream_t stream);

/// Fills `out` with integers from `low` to below `low + range`, converted to `dtype`.
void fillIntegers(void *out, DType dtype, int64_t count, int64_t low, uint64_t range, const RandomKey &random,
                  cudaStream_t stream);

}  // namespace flodl::rt::cuda
