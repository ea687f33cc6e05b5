// Undoing a broadcast.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

/// Sums `input` to the shape of `result`, which broadcasts to it; bitwise equal to at::sum_to.
void sumToOut(at::Tensor &result, const at::Tensor &input);

}  // namespace flodl::kernels
