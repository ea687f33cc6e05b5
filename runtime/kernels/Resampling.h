// Pixel shuffling and interpolation through libtorch. What its CUDA kernels add with atomics goes to kernels
// of our own.
#pragma once
#include <ATen/ATen.h>
#include <string_view>

namespace flodl::kernels {

/// libtorch's derivatives of these refuse images of nothing.
at::Tensor pixelShuffle(const at::Tensor &input, int64_t factor);
at::Tensor pixelUnshuffle(const at::Tensor &input, int64_t factor);
void pixelShuffleOut(at::Tensor &result, const at::Tensor &input, int64_t factor);
void pixelUnshuffleOut(at::Tensor &result, const at::Tensor &input, int64_t factor);

/// Differentiable; `mode` is one of PyTorch's names.
at::Tensor interpolate(const at::Tensor &input, at::IntArrayRef size, std::string_view mode, bool alignCorners);
void interpolateOut(at::Tensor &result, const at::Tensor &input, std::string_view mode, bool alignCorners);
at::Tensor interpolateBackward(const at::Tensor &grad, at::IntArrayRef shape, std::string_view mode, bool alignCorners);
void interpolateBackwardOut(at::Tensor &result, const at::Tensor &grad, std::string_view mode, bool alignCorners);

}  // namespace flodl::kernels
