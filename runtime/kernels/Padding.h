// Padding, and copies beside each other, into memory of ours.
#pragma once
#include <ATen/ATen.h>
#include <string>

namespace flodl::kernels {

/// torch.nn.functional.pad.
at::Tensor pad(const at::Tensor &input, at::IntArrayRef amounts, std::string_view mode, double value);
void padOut(at::Tensor &result, const at::Tensor &input, at::IntArrayRef amounts, std::string_view mode, double value);
/// Gradient towards an input of this shape, for the modes that copy elements. Sums have an order of their own on every
/// device.
at::Tensor padBackward(const at::Tensor &grad, at::IntArrayRef shape, at::IntArrayRef amounts, std::string_view mode);
/// The same for `reflect` and `replicate` on a device other than the CPU: one dimension is folded after another.
at::Tensor foldPadding(const at::Tensor &grad, at::IntArrayRef shape, at::IntArrayRef amounts, bool reflect);

/// `input.repeat(counts)`.
void repeatOut(at::Tensor &result, const at::Tensor &input, at::IntArrayRef counts);
/// Zeros with `grad` on the diagonal.
void diagonalBackwardOut(at::Tensor &result, const at::Tensor &grad, int64_t offset, int64_t dim1, int64_t dim2);

}  // namespace flodl::kernels
