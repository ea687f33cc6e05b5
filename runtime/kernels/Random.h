// Random tensors by the project's own counter-based generator.
#pragma once
#include "flodl/rt/program.h"
#include <ATen/ATen.h>

namespace flodl::kernels {

/// Uniform in [0, 1) with 24 bits.
at::Tensor rand(at::IntArrayRef shape, at::ScalarType dtype, const rt::RandomKey &random);
void randOut(at::Tensor &result, const rt::RandomKey &random);

/// Normal with mean 0 and variance 1: Box and Muller's transform of neighbouring words, in double
/// precision, rounded once.
at::Tensor randn(at::IntArrayRef shape, at::ScalarType dtype, const rt::RandomKey &random);
void randnOut(at::Tensor &result, const rt::RandomKey &random);

/// Integers from `low` to below `high`, at most 2^32 apart: `low + floor(word * (high - low) / 2^32)`.
at::Tensor randint(at::IntArrayRef shape, at::ScalarType dtype, int64_t low, int64_t high, const rt::RandomKey &random);
void randintOut(at::Tensor &result, int64_t low, int64_t high, const rt::RandomKey &random);

}  // namespace flodl::kernels
