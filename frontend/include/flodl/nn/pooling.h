// Pooling over one, two and three dimensions.
#pragma once
#include "flodl/module.h"
#include "flodl/nn/sizes.h"

namespace flodl {

template <int Rank>
struct MaxPoolOptions {
  /// Without one: the kernel.
  OptionalSize<Rank> stride = {};
  SizeOf<Rank> padding = 0, dilation = 1;
  bool ceil_mode = false;
};
using MaxPool1dOptions = MaxPoolOptions<1>;
using MaxPool2dOptions = MaxPoolOptions<2>;
using MaxPool3dOptions = MaxPoolOptions<3>;

/// Largest value of each window over the last `Rank` dimensions; padded cells count as -infinity. `MaxPool1d`,
/// `MaxPool2d` and `MaxPool3d` are its names.
///
/// Shapes: `[N, C, *]` to `[N, C, *']`, size' = floor((size + 2p - d(k-1) - 1) / s) + 1, rounded up with `ceil_mode`.
template <int Rank>
class MaxPool : public Module {
 public:
  explicit MaxPool(SizeOf<Rank> kernel, MaxPoolOptions<Rank> options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override;
  Tensor forward(const Tensor &x) override;

 private:
  SizeOf<Rank> kernel_;
  MaxPoolOptions<Rank> options_;
};
extern template class MaxPool<1>;
extern template class MaxPool<2>;
extern template class MaxPool<3>;
using MaxPool1d = MaxPool<1>;
using MaxPool2d = MaxPool<2>;
using MaxPool3d = MaxPool<3>;

template <int Rank>
struct AvgPoolOptions {
  /// Without one: the kernel.
  OptionalSize<Rank> stride = {};
  SizeOf<Rank> padding = 0;
  bool ceil_mode = false;
  /// Padded cells count in the mean's number of elements.
  bool count_include_pad = true;
};
using AvgPool1dOptions = AvgPoolOptions<1>;
using AvgPool2dOptions = AvgPoolOptions<2>;
using AvgPool3dOptions = AvgPoolOptions<3>;

/// Mean of each window over the last `Rank` dimensions. `AvgPool1d`, `AvgPool2d` and `AvgPool3d` are its names.
///
/// Shapes: `[N, C, *]` to `[N, C, *']`, size' = floor((size + 2p - k) / s) + 1, rounded up with `ceil_mode`.
template <int Rank>
class AvgPool : public Module {
 public:
  explicit AvgPool(SizeOf<Rank> kernel, AvgPoolOptions<Rank> options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override;
  Tensor forward(const Tensor &x) override;

 private:
  SizeOf<Rank> kernel_;
  AvgPoolOptions<Rank> options_;
};
extern template class AvgPool<1>;
extern template class AvgPool<2>;
extern template class AvgPool<3>;
using AvgPool1d = AvgPool<1>;
using AvgPool2d = AvgPool<2>;
using AvgPool3d = AvgPool<3>;

/// Means over windows chosen so that the result is `[N, C, size]`. `AdaptiveAvgPool1d`, `AdaptiveAvgPool2d` and
/// `AdaptiveAvgPool3d` are its names.
template <int Rank>
class AdaptiveAvgPool : public Module {
 public:
  explicit AdaptiveAvgPool(SizeOf<Rank> size, SourceLoc loc = SourceLoc::current());
  std::string name() const override;
  Tensor forward(const Tensor &x) override;

 private:
  SizeOf<Rank> size_;
};
extern template class AdaptiveAvgPool<1>;
extern template class AdaptiveAvgPool<2>;
extern template class AdaptiveAvgPool<3>;
using AdaptiveAvgPool1d = AdaptiveAvgPool<1>;
using AdaptiveAvgPool2d = AdaptiveAvgPool<2>;
using AdaptiveAvgPool3d = AdaptiveAvgPool<3>;

/// Maxima over windows chosen so that the result is `[N, C, size]`. `AdaptiveMaxPool1d`, `AdaptiveMaxPool2d` and
/// `AdaptiveMaxPool3d` are its names.
template <int Rank>
class AdaptiveMaxPool : public Module {
 public:
  explicit AdaptiveMaxPool(SizeOf<Rank> size, SourceLoc loc = SourceLoc::current());
  std::string name() const override;
  Tensor forward(const Tensor &x) override;

 private:
  SizeOf<Rank> size_;
};
extern template class AdaptiveMaxPool<1>;
extern template class AdaptiveMaxPool<2>;
extern template class AdaptiveMaxPool<3>;
using AdaptiveMaxPool1d = AdaptiveMaxPool<1>;
using AdaptiveMaxPool2d = AdaptiveMaxPool<2>;
using AdaptiveMaxPool3d = AdaptiveMaxPool<3>;

}  // namespace flodl
