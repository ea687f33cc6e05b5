// Gradients of pooling and interpolation. A thread owns an input element and adds what the outputs that read it send
// back, in their order; libtorch's kernels add with atomic operations.
#pragma once
#include "flodl/rt/program.h"
#include "runtime/kernels/Axes.h"
#include <cuda_runtime.h>

namespace flodl::rt::cuda {

/// `out[plane, i, j, k]` = sum over the outputs of that plane of `grad` times their weights (kernels::spreadSum). Both are
/// contiguous.
void spreadGradient(void *out, const void *grad, DType dtype, int64_t planes, const kernels::Axes &axes, cudaStream_t stream);
/// The same over the outputs whose `indices` name the element (kernels::selectedSum).
void selectedGradient(void *out, const void *grad, const int64_t *indices, DType dtype, int64_t planes,
                      const kernels::Axes &axes, cudaStream_t stream);

}  // namespace flodl::rt::cuda
