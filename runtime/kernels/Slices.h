// Gradients of slices, and evenly spaced values.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

/// Zeros with `grad` in the range `[start, length]` of `dim`.
at::Tensor narrowBackward(const at::Tensor &grad, at::IntArrayRef shape, int64_t dim, at::IntArrayRef range);
void narrowBackwardOut(at::Tensor &result, const at::Tensor &grad, int64_t dim, at::IntArrayRef range);

/// Zeros with `grad` at position `index` of `dim`.
at::Tensor selectBackward(const at::Tensor &grad, at::IntArrayRef shape, int64_t dim, int64_t index);
void selectBackwardOut(at::Tensor &result, const at::Tensor &grad, int64_t dim, int64_t index);

/// `start + i * step` for `count` values of `i`; equal to at::arange.
at::Tensor arange(int64_t count, double start, double step, at::ScalarType dtype);
void arangeOut(at::Tensor &result, double start, double step);

}  // namespace flodl::kernels
