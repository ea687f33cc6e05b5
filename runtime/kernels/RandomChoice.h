// Random choices: made of the project's own random numbers by libtorch's deterministic operations, and
// therefore the same on every device.
#pragma once
#include "flodl/rt/program.h"
#include <ATen/ATen.h>

namespace flodl::kernels {

/// The order of `count` pairs of random words.
at::Tensor randperm(int64_t count, at::ScalarType dtype, const rt::RandomKey &random);
void randpermOut(at::Tensor &result, const rt::RandomKey &random);

/// 1 where the element's random number is below `input`, 0 elsewhere.
at::Tensor bernoulli(const at::Tensor &input, const rt::RandomKey &random);

/// Indices drawn with the weights in the last dimension of `input`.
at::Tensor multinomial(const at::Tensor &input, int64_t samples, bool replacement, const rt::RandomKey &random);

}  // namespace flodl::kernels
