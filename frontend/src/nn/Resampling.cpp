// Modules that rearrange and resize images, and the Gaussian blur.
#include "nn/Check.h"
#include "Recorder.h"
#include <algorithm>
#include <cmath>

namespace flodl {
using namespace detail;

PixelShuffle::PixelShuffle(int64_t factor, SourceLoc loc) : factor_(factor) {
  require(factor >= 1, "PixelShuffle", "an upscale_factor of 1 or more", double(factor), loc);
}
Tensor PixelShuffle::forward(const Tensor &x) { return pixel_shuffle(TensorArg(x, here()), factor_); }

PixelUnshuffle::PixelUnshuffle(int64_t factor, SourceLoc loc) : factor_(factor) {
  require(factor >= 1, "PixelUnshuffle", "a downscale_factor of 1 or more", double(factor), loc);
}
Tensor PixelUnshuffle::forward(const Tensor &x) { return pixel_unshuffle(TensorArg(x, here()), factor_); }

static const char *modeName(Interpolation mode) {
  static constexpr const char *names[] = {"nearest", "bilinear", "bicubic", "trilinear", "linear", "nearest-exact"};
  return names[static_cast<size_t>(mode)];
}

Upsample::Upsample(UpsampleOptions options, SourceLoc loc) : options_(std::move(options)) {
  require(options_.size.empty() == options_.scale_factor.has_value(), "Upsample", "either a size or a scale_factor",
          double(options_.size.size()), loc);
  require(options_.mode <= Interpolation::NearestExact, "Upsample", "a mode from 0 to 5", double(options_.mode), loc);
  if (options_.scale_factor)
    require(*options_.scale_factor >= 1, "Upsample", "a scale_factor of 1 or more", double(*options_.scale_factor), loc);
  for (const Dim &size : options_.size)
    require(size.constant().value_or(1) >= 1, "Upsample", "a size of 1 or more", double(size.constant().value_or(1)), loc);
  // The mode says how many sizes there are, but for the nearest ones, which take one to three.
  static constexpr size_t ranks[] = {0, 2, 2, 3, 1, 0};
  if (size_t rank = ranks[static_cast<size_t>(options_.mode)]; rank && !options_.size.empty())
    require(options_.size.size() == rank, "Upsample",
            (std::string(modeName(options_.mode)) + " interpolation with " + std::to_string(rank) + " sizes").c_str(),
            double(options_.size.size()), loc);
  require(options_.size.size() <= 3, "Upsample", "at most three sizes", double(options_.size.size()), loc);
}
Upsample::Upsample(Shape size, Interpolation mode, bool align_corners, SourceLoc loc)
    : Upsample(UpsampleOptions{.size = std::move(size), .mode = mode, .align_corners = align_corners}, loc) {}

Tensor Upsample::forward(const Tensor &x) {
  Shape size = options_.size;
  if (options_.scale_factor)
    for (int64_t i = 2; i < x.ndim(); ++i)
      size.push_back(x.size(i, here()) * *options_.scale_factor);
  return interpolate(TensorArg(x, here()), size, modeName(options_.mode), options_.align_corners);
}

/// What Unfold and Fold ask of their arguments.
static void check(const char *module, Size2 kernel, const UnfoldOptions &options, SourceLoc loc) {
  requirePositive(module, "a kernel of 1 or more", kernel, loc);
  requirePositive(module, "a dilation of 1 or more", options.dilation, loc);
  requireLeast(0, module, "a padding of 0 or more", options.padding, loc);
  requirePositive(module, "a stride of 1 or more", options.stride, loc);
}

Unfold::Unfold(Size2 kernel, UnfoldOptions options, SourceLoc loc) : kernel_(kernel), options_(options) {
  check("Unfold", kernel, options, loc);
}
Tensor Unfold::forward(const Tensor &x) {
  return im2col(TensorArg(x, here()), list(kernel_), list(options_.dilation), list(options_.padding), list(options_.stride));
}

Fold::Fold(Size2 output_size, Size2 kernel, FoldOptions options, SourceLoc loc)
    : size_(output_size), kernel_(kernel), options_(options) {
  requirePositive("Fold", "an output_size of 1 or more", output_size, loc);
  check("Fold", kernel, options, loc);
}
Tensor Fold::forward(const Tensor &x) {
  return col2im(TensorArg(x, here()), {size_.h, size_.w}, list(kernel_), list(options_.dilation), list(options_.padding),
                list(options_.stride));
}

static void requireSigma(double sigma, SourceLoc loc) { require(sigma > 0, "GaussianBlur", "a sigma above 0", sigma, loc); }

Tensor gaussian_blur_2d(const TensorArg &input, double sigma) {
  SourceLoc at = input.loc;
  requireSigma(sigma, at);
  Shape shape = input.tensor.shape(at);
  std::optional<int64_t> channels = shape.size() == 4 ? shape[1].constant() : std::nullopt;
  if (!channels)
    throw Error(ErrorCode::ShapeMismatch,
                "gaussian_blur: expects images of shape [N, C, H, W] with a known number of channels, but got " + str(shape), at);
  int64_t radius = static_cast<int64_t>(std::ceil(3 * sigma)), width = 2 * radius + 1;
  // e^(-i^2 / (2 sigma^2)), the same for every channel.
  Tensor places = arange(-radius, radius + 1, {.dtype = input.tensor.dtype(), .device = input.tensor.device()}, at);
  Tensor bell = exp(TensorArg(Operand(Operand(places, at) * Operand(places, at), at) * Operand(-0.5 / (sigma * sigma), at), at));
  Tensor weight = Operand(bell, at) / Operand(sum(TensorArg(bell, at), {}, false), at);
  auto filters = [&](Shape kernel) {
    Tensor one = reshape(TensorArg(weight, at), {1, 1, kernel[0], kernel[1]});
    return contiguous(TensorArg(expand(TensorArg(one, at), {*channels, 1, kernel[0], kernel[1]}), at));
  };
  if (Recorder *recorder = currentRecorder())
    recorder->warnIfTrained(input.tensor,
                            "gaussian_blur passes no gradient: what comes before it is not trained through it, such as the "
                            "parameter",
                            at);
  Tensor image = input.tensor.detach(at);
  Tensor along = conv2d(TensorArg(image, at), filters({1, width}), {}, {1, 1}, {0, radius}, {1, 1}, *channels);
  return conv2d(TensorArg(along, at), filters({width, 1}), {}, {1, 1}, {radius, 0}, {1, 1}, *channels);
}

GaussianBlur::GaussianBlur(double sigma, SourceLoc loc) : sigma_(sigma) { requireSigma(sigma, loc); }
Tensor GaussianBlur::forward(const Tensor &x) { return gaussian_blur_2d(TensorArg(x, here()), sigma_); }

}  // namespace flodl
