// Sampling of images at given places through libtorch, and its gradient.
#pragma once
#include <ATen/ATen.h>
#include <string_view>

namespace flodl::kernels {

/// How grid_sample reads its input; the names are PyTorch's.
struct SamplingOptions {
  std::string_view mode, paddingMode;
  bool alignCorners;
};

/// Differentiable; images or volumes.
at::Tensor gridSample(const at::Tensor &input, const at::Tensor &grid, std::string_view mode, std::string_view paddingMode,
                      bool alignCorners);
/// Gradients towards input and grid.
std::tuple<at::Tensor, at::Tensor> gridSampleBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &grid,
                                                      std::string_view mode, std::string_view paddingMode, bool alignCorners);

/// The gradient towards an input of `sizes` as rows of channels, `[*, C]`, and the pixels that they belong to, counted over
/// all images. libtorch's CUDA kernel adds them with atomic operations.
std::pair<at::Tensor, at::Tensor> sampledRows(const at::Tensor &grad, at::IntArrayRef sizes, const at::Tensor &grid,
                                              const SamplingOptions &options);

}  // namespace flodl::kernels
