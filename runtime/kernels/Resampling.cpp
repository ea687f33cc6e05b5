#include "runtime/kernels/Resampling.h"
#include "runtime/kernels/Device.h"

namespace flodl::kernels {

// ---- pixels

/// `[*, C, H r, W r]` as `[*, C, r, r, H, W]`.
static at::Tensor withPixelPhases(const at::Tensor &image, int64_t r) {
  int64_t rank = image.dim();
  at::Tensor split = image.unflatten(rank - 1, {image.size(-1) / r, r}).unflatten(rank - 2, {image.size(-2) / r, r});
  return split.movedim({rank - 1, rank + 1}, {rank - 2, rank - 1});
}

at::Tensor pixelShuffle(const at::Tensor &input, int64_t factor) {
  if (input.numel() || input.dim() < 3)
    return at::pixel_shuffle(input, factor);
  std::vector<int64_t> sizes = input.sizes().vec();
  auto image = sizes.end() - 3;
  image[0] /= factor * factor;
  image[1] *= factor;
  image[2] *= factor;
  return input.reshape(sizes);
}

at::Tensor pixelUnshuffle(const at::Tensor &input, int64_t factor) {
  if (input.numel() || input.dim() < 3)
    return at::pixel_unshuffle(input, factor);
  std::vector<int64_t> sizes = input.sizes().vec();
  auto image = sizes.end() - 3;
  image[0] *= factor * factor;
  image[1] /= factor;
  image[2] /= factor;
  return input.reshape(sizes);
}

void pixelShuffleOut(at::Tensor &result, const at::Tensor &input, int64_t factor) {
  at::Tensor phases = withPixelPhases(result, factor);
  phases.copy_(input.unflatten(input.dim() - 3, {result.size(-3), factor, factor}));
}

void pixelUnshuffleOut(at::Tensor &result, const at::Tensor &input, int64_t factor) {
  at::Tensor channels = result.unflatten(result.dim() - 3, {input.size(-3), factor, factor});
  channels.copy_(withPixelPhases(input, factor));
}

// ---- interpolation

at::Tensor interpolate(const at::Tensor &input, at::IntArrayRef size, std::string_view mode, bool alignCorners) {
  bool nearest = mode == "nearest" || mode == "nearest-exact";
  size_t rank = mode == "linear" ? 1 : mode == "bilinear" || mode == "bicubic" ? 2 : mode == "trilinear" ? 3 : 0;
  TORCH_CHECK(nearest ? size.size() >= 1 && size.size() <= 3 : rank && size.size() == rank,
              "expects 'mode' to be nearest, nearest-exact, linear (one size), bilinear or bicubic (two) or trilinear (three), but got ",
              mode, " with ", size.size(), " sizes");
  if (mode == "linear")
    return at::upsample_linear1d(input, size, alignCorners);
  if (mode == "bilinear")
    return at::upsample_bilinear2d(input, size, alignCorners);
  if (mode == "bicubic")
    return at::upsample_bicubic2d(input, size, alignCorners);
  if (mode == "trilinear")
    return at::upsample_trilinear3d(input, size, alignCorners);
  if (mode == "nearest-exact")
    return size.size() == 1   ? at::_upsample_nearest_exact1d(input, size)
           : size.size() == 2 ? at::_upsample_nearest_exact2d(input, size)
                              : at::_upsample_nearest_exact3d(input, size);
  return size.size() == 1   ? at::upsample_nearest1d(input, size)
         : size.size() == 2 ? at::upsample_nearest2d(input, size)
                            : at::upsample_nearest3d(input, size);
}

void interpolateOut(at::Tensor &result, const at::Tensor &input, std::string_view mode, bool alignCorners) {
  at::IntArrayRef size = result.sizes().slice(2);
  if (mode == "linear")
    at::upsample_linear1d_out(result, input, size, alignCorners);
  else if (mode == "bilinear")
    at::upsample_bilinear2d_out(result, input, size, alignCorners);
  else if (mode == "bicubic")
    at::upsample_bicubic2d_out(result, input, size, alignCorners);
  else if (mode == "trilinear")
    at::upsample_trilinear3d_out(result, input, size, alignCorners);
  else if (mode == "nearest-exact" && size.size() == 1)
    at::_upsample_nearest_exact1d_out(result, input, size);
  else if (mode == "nearest-exact" && size.size() == 2)
    at::_upsample_nearest_exact2d_out(result, input, size);
  else if (mode == "nearest-exact")
    at::_upsample_nearest_exact3d_out(result, input, size);
  else if (size.size() == 1)
    at::upsample_nearest1d_out(result, input, size);
  else if (size.size() == 2)
    at::upsample_nearest2d_out(result, input, size);
  else
    at::upsample_nearest3d_out(result, input, size);
}

/// Where libtorch's CUDA kernel would add with atomics.
static bool spread(at::Tensor &result, const at::Tensor &grad, std::string_view mode, bool alignCorners) {
  DeviceKernels *device = deviceKernels(result.device().type());
  if (!device || mode == "nearest" || mode == "nearest-exact")
    return false;
  return device->spreadGradient(
      result, grad, interpolationAxes(result, grad, mode == "bicubic" ? Axis::Cubic : Axis::Linear, alignCorners));
}

void interpolateBackwardOut(at::Tensor &result, const at::Tensor &grad, std::string_view mode, bool alignCorners) {
  if (spread(result, grad, mode, alignCorners))
    return;
  at::IntArrayRef output = grad.sizes().slice(2), input = result.sizes();
  if (mode == "linear")
    at::upsample_linear1d_backward_out(result, grad, output, input, alignCorners);
  else if (mode == "bilinear")
    at::upsample_bilinear2d_backward_out(result, grad, output, input, alignCorners);
  else if (mode == "bicubic")
    at::upsample_bicubic2d_backward_out(result, grad, output, input, alignCorners);
  else if (mode == "trilinear")
    at::upsample_trilinear3d_backward_out(result, grad, output, input, alignCorners);
  else if (mode == "nearest-exact" && output.size() == 1)
    at::_upsample_nearest_exact1d_backward_out(result, grad, output, input);
  else if (mode == "nearest-exact" && output.size() == 2)
    at::_upsample_nearest_exact2d_backward_out(result, grad, output, input);
  else if (mode == "nearest-exact")
    at::_upsample_nearest_exact3d_backward_out(result, grad, output, input);
  else if (output.size() == 1)
    at::upsample_nearest1d_backward_out(result, grad, output, input);
  else if (output.size() == 2)
    at::upsample_nearest2d_backward_out(result, grad, output, input);
  else
    at::upsample_nearest3d_backward_out(result, grad, output, input);
}

at::Tensor interpolateBackward(const at::Tensor &grad, at::IntArrayRef shape, std::string_view mode, bool alignCorners) {
  at::Tensor result = at::empty(shape, grad.options());
  interpolateBackwardOut(result, grad, mode, alignCorners);
  return result;
}

}  // namespace flodl::kernels
