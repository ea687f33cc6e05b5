// Alpha dropout by the project's own generator; see flow.alpha_dropout.
#pragma once
#include "flodl/rt/program.h"
#include <ATen/ATen.h>

namespace flodl::kernels {

/// `input` itself when not training; differentiable.
at::Tensor alphaDropout(const at::Tensor &input, double p, bool training, const rt::RandomKey &random);
at::Tensor alphaDropoutBackward(const at::Tensor &grad, double p, bool training, const rt::RandomKey &random);

}  // namespace flodl::kernels
