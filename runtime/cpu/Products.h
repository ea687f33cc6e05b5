// Products of matrices on the CPU by the faster of the two libraries inside libtorch.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

/// `a @ b` into `result`, all matrices, operands with any strides. With `tuned`, the first call of
/// each combination of sizes, layouts and number of threads measures MKL and oneDNN, and all later
/// calls use the faster one; without, the library that at::mm uses. Both compute in full fp32.
void productOut(at::Tensor &result, const at::Tensor &a, const at::Tensor &b, bool tuned);

}  // namespace flodl::kernels
