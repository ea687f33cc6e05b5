// Gradients of reductions, in libtorch's formulas.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

/// `dims`, or every dimension of `input` when empty.
std::vector<int64_t> allDims(const at::Tensor &input, at::IntArrayRef dims);

/// `grad` spread over the reduced dimensions and divided by their number of elements.
at::Tensor meanBackward(const at::Tensor &grad, at::IntArrayRef shape, at::IntArrayRef dims, bool keepdim);
void meanBackwardOut(at::Tensor &result, const at::Tensor &grad, at::IntArrayRef dims, bool keepdim);

/// `2 / (n - correction) * grad * (input - mean)`.
at::Tensor varBackward(const at::Tensor &grad, const at::Tensor &input, at::IntArrayRef dims, int64_t correction,
                       bool keepdim);

/// Zeros with `grad` at `indices` along `dim`.
at::Tensor valueSelectingBackward(const at::Tensor &grad, const at::Tensor &indices, at::IntArrayRef shape, int64_t dim,
                                  bool keepdim);
void valueSelectingBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &indices, int64_t dim,
                               bool keepdim);

}  // namespace flodl::kernels
