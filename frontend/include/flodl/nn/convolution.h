// Convolutions over one, two and three dimensions.
#pragma once
#include "flodl/model.h"
#include "flodl/module.h"
#include "flodl/nn/sizes.h"
#include <string>
#include <vector>

namespace flodl {

/// How far a convolution goes over the edges: numbers, "valid" (not at all), or "same", which adds what keeps the sizes,
/// the odd element behind.
template <int Rank>
struct ConvPadding : SizeOf<Rank> {
  using SizeOf<Rank>::SizeOf;
  ConvPadding(SizeOf<Rank> size) : SizeOf<Rank>(size) {}
  ConvPadding(const char *word) : SizeOf<Rank>(0), word(word) {}
  std::string word;
};

/// What a convolution finds beyond the edges: zeros, or elements of the input as `pad` adds them.
enum class PaddingMode : uint8_t { Zeros, Reflect, Replicate, Circular };

template <int Rank>
struct ConvOptions {
  SizeOf<Rank> stride = 1;
  ConvPadding<Rank> padding = 0;
  SizeOf<Rank> dilation = 1;
  int64_t groups = 1;
  bool bias = true;
  PaddingMode padding_mode = PaddingMode::Zeros;
};
using Conv1dOptions = ConvOptions<1>;
using Conv2dOptions = ConvOptions<2>;
using Conv3dOptions = ConvOptions<3>;

/// Convolution over the last `Rank` dimensions; `Conv1d`, `Conv2d` and `Conv3d` are its names.
///
/// Shapes: `[N, in, *]` to `[N, out, *']`, size' = floor((size + 2p - d(k-1) - 1) / s) + 1;
/// `weight` is `[out, in/groups, kernel]`, `bias` is `[out]`. Both start as U(±1/sqrt(fan_in)).
/// Errors: "same" with a stride other than 1.
template <int Rank>
class Conv : public Module {
 public:
  Conv(int64_t in_channels, int64_t out_channels, SizeOf<Rank> kernel, ConvOptions<Rank> options = {},
       SourceLoc loc = SourceLoc::current());
  std::string name() const override;
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  const ConvOptions<Rank> &options() const { return options_; }
  Param weight, bias;

 private:
  int64_t in_;
  ConvOptions<Rank> options_;
  /// What the convolution adds on both sides of each dimension, and `[before, after]` of the last dimension, then of the
  /// one before it, to add to its input; empty where there is nothing.
  std::vector<int64_t> padding_, added_;
};
extern template class Conv<1>;
extern template class Conv<2>;
extern template class Conv<3>;
using Conv1d = Conv<1>;
using Conv2d = Conv<2>;
using Conv3d = Conv<3>;

template <int Rank>
struct ConvTransposeOptions {
  SizeOf<Rank> stride = 1, padding = 0, output_padding = 0, dilation = 1;
  int64_t groups = 1;
  bool bias = true;
};
using ConvTranspose1dOptions = ConvTransposeOptions<1>;
using ConvTranspose2dOptions = ConvTransposeOptions<2>;
using ConvTranspose3dOptions = ConvTransposeOptions<3>;

/// Transposed convolution over the last `Rank` dimensions; `ConvTranspose1d`, `ConvTranspose2d` and
/// `ConvTranspose3d` are its names.
///
/// Shapes: `[N, in, *]` to `[N, out, *']`, size' = (size-1)s - 2p + d(k-1) + op + 1; `weight` is
/// `[in, out/groups, kernel]`, `bias` is `[out]`. Both start as U(±1/sqrt(fan_in)), where PyTorch's
/// fan_in is (out/groups) times the kernel's elements.
template <int Rank>
class ConvTranspose : public Module {
 public:
  ConvTranspose(int64_t in_channels, int64_t out_channels, SizeOf<Rank> kernel, ConvTransposeOptions<Rank> options = {},
                SourceLoc loc = SourceLoc::current());
  std::string name() const override;
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  const ConvTransposeOptions<Rank> &options() const { return options_; }
  Param weight, bias;

 private:
  int64_t in_;
  ConvTransposeOptions<Rank> options_;
};
extern template class ConvTranspose<1>;
extern template class ConvTranspose<2>;
extern template class ConvTranspose<3>;
using ConvTranspose1d = ConvTranspose<1>;
using ConvTranspose2d = ConvTranspose<2>;
using ConvTranspose3d = ConvTranspose<3>;

}  // namespace flodl
