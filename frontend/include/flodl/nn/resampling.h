// Modules that rearrange and resize images.
#pragma once
#include "flodl/module.h"
#include "flodl/nn/sizes.h"
#include "flodl/ops.h"

namespace flodl {

/// `[*, C*r*r, H, W]` to `[*, C, H*r, W*r]`. Errors: r*r does not divide the channels.
class PixelShuffle : public Module {
 public:
  explicit PixelShuffle(int64_t upscale_factor, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "pixel_shuffle"; }
  Tensor forward(const Tensor &x) override;

 private:
  int64_t factor_;
};

/// `[*, C, H*r, W*r]` to `[*, C*r*r, H, W]`, the inverse of `PixelShuffle`. Errors: r does not divide H and W.
class PixelUnshuffle : public Module {
 public:
  explicit PixelUnshuffle(int64_t downscale_factor, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "pixel_unshuffle"; }
  Tensor forward(const Tensor &x) override;

 private:
  int64_t factor_;
};

/// How a size is changed. `Linear` is for sequences, `Bilinear` and `Bicubic` for images, `Trilinear` for volumes.
/// `NearestExact` takes the element around the centre of the new one, `Nearest` the one around its edge.
enum class Interpolation : uint8_t { Nearest = 0, Bilinear = 1, Bicubic = 2, Trilinear = 3, Linear = 4, NearestExact = 5 };

struct UpsampleOptions {
  /// Sizes of the spatial dimensions, which may be symbolic; or
  Shape size = {};
  /// the factor by which each of them grows.
  std::optional<int64_t> scale_factor = {};
  Interpolation mode = Interpolation::Nearest;
  /// The centres of the corners stay where they are, else their outer edges; `Nearest` and `NearestExact` ignore it.
  bool align_corners = false;
};
/// Resizes the spatial dimensions of `[N, C, *]`: `Upsample({6, 8}, Interpolation::Bilinear)` or
/// `Upsample({.scale_factor = 2})`.
class Upsample : public Module {
 public:
  explicit Upsample(UpsampleOptions options, SourceLoc loc = SourceLoc::current());
  Upsample(Shape size, Interpolation mode, bool align_corners = false, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "upsample"; }
  Tensor forward(const Tensor &x) override;

 private:
  UpsampleOptions options_;
};

struct UnfoldOptions {
  Size2 dilation = 1, padding = 0, stride = 1;
};
/// The patches of images as columns: `[N, C, H, W]` to `[N, C*kh*kw, positions]`.
class Unfold : public Module {
 public:
  explicit Unfold(Size2 kernel, UnfoldOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "unfold"; }
  Tensor forward(const Tensor &x) override;

 private:
  Size2 kernel_;
  UnfoldOptions options_;
};

using FoldOptions = UnfoldOptions;
/// Images from their patches, which are summed where they overlap: `[N, C*kh*kw, positions]` to `[N, C, H, W]`.
class Fold : public Module {
 public:
  Fold(Size2 output_size, Size2 kernel, FoldOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "fold"; }
  Tensor forward(const Tensor &x) override;

 private:
  Size2 size_, kernel_;
  FoldOptions options_;
};

/// Blurs images `[N, C, H, W]` with a Gaussian of standard deviation `sigma`: columns, then rows, over 2*ceil(3 sigma)+1
/// pixels whose weights sum to 1. Pixels outside of the image are zeros, so borders darken. No gradient
/// passes, and the compiler warns where that leaves a parameter untrained.
Tensor gaussian_blur_2d(const TensorArg &input, double sigma);

/// `gaussian_blur_2d` as a module.
class GaussianBlur : public Module {
 public:
  explicit GaussianBlur(double sigma, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "gaussian_blur"; }
  Tensor forward(const Tensor &x) override;

 private:
  double sigma_;
};

}  // namespace flodl
