// Dropout by the project's own counter-based generator: the mask of a draw is the same on every
// path and device, and backward regenerates it.
#pragma once
#include "flodl/rt/program.h"
#include <ATen/ATen.h>

namespace flodl::kernels {

/// 1/(1-p) where an element is kept and 0 where it is dropped, shaped and typed like `input`.
at::Tensor dropoutMask(const at::Tensor &input, double p, const rt::RandomKey &random);

/// `input` itself when not training; differentiable.
at::Tensor dropout(const at::Tensor &input, double p, bool training, const rt::RandomKey &random);

/// The same into `result`, which may be the memory of `input`. Its derivative is the same call on
/// the gradient.
void dropoutOut(at::Tensor &result, const at::Tensor &input, double p, bool training, const rt::RandomKey &random);

}  // namespace flodl::kernels
