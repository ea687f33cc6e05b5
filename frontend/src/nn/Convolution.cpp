// Convolutions.
#include "nn/Check.h"
#include <cmath>
#include <numeric>

namespace flodl {
using namespace detail;

/// What both kinds of convolution ask of their arguments.
template <int Rank, class Options>
static void check(const char *module, int64_t in, int64_t out, SizeOf<Rank> kernel, const Options &options, SourceLoc loc) {
  require(in >= 1, module, "in_channels of 1 or more", double(in), loc);
  require(out >= 1, module, "out_channels of 1 or more", double(out), loc);
  requirePositive(module, "a kernel of 1 or more", kernel, loc);
  requirePositive(module, "a stride of 1 or more", options.stride, loc);
  requirePositive(module, "a dilation of 1 or more", options.dilation, loc);
  requireLeast(0, module, "a padding of 0 or more", SizeOf<Rank>(options.padding), loc);
  require(options.groups >= 1, module, "groups of 1 or more", double(options.groups), loc);
  require(in % options.groups == 0, module, "in_channels that groups divides", double(in), loc);
  require(out % options.groups == 0, module, "out_channels that groups divides", double(out), loc);
}

/// `[first, second, kernel]`, and the number of elements behind the first.
static std::pair<Shape, int64_t> weightShape(int64_t first, int64_t second, const std::vector<int64_t> &kernel) {
  Shape shape = {first, second};
  shape.insert(shape.end(), kernel.begin(), kernel.end());
  return {shape, std::accumulate(kernel.begin(), kernel.end(), second, std::multiplies<>())};
}

/// `[batch, channels, sizes]`
static std::vector<InputSpec> imageInput(int64_t channels, int rank) {
  static const Shape sizes[] = {{"length"}, {"height", "width"}, {"depth", "height", "width"}};
  Shape shape = {"batch", channels};
  const Shape &spatial = sizes[rank - 1];
  shape.insert(shape.end(), spatial.begin(), spatial.end());
  return {{"input", shape}};
}

namespace {
/// The numbers of a padding: what the convolution adds itself, and what it cannot add since it is not the same on both
/// sides or no zeros, as `pad` takes it.
struct ResolvedPadding {
  std::vector<int64_t> own, added;
};
}  // namespace

template <int Rank>
static ResolvedPadding resolvePadding(const char *module, const std::vector<int64_t> &kernel, const ConvOptions<Rank> &options,
                                      SourceLoc loc) {
  std::vector<int64_t> dilation = list(options.dilation), before = list(options.padding), after = before;
  const std::string &word = options.padding.word;
  if (!word.empty() && word != "same" && word != "valid")
    throw Error(ErrorCode::InvalidArgument, std::string(module) + ": expects a padding of numbers, \"same\" or \"valid\", but got \"" +
                                                word + "\"",
                loc);
  if (word == "same")
    for (size_t i = 0; i < before.size(); ++i) {
      require(list(options.stride)[i] == 1, module, "a stride of 1 with padding \"same\"", double(list(options.stride)[i]), loc);
      int64_t total = dilation[i] * (kernel[i] - 1);
      before[i] = total / 2;
      after[i] = total - before[i];
    }
  ResolvedPadding resolved;
  if (before != after || options.padding_mode != PaddingMode::Zeros) {
    for (size_t i = before.size(); i-- > 0;)
      resolved.added.insert(resolved.added.end(), {before[i], after[i]});
    before.assign(before.size(), 0);
  }
  resolved.own = before;
  return resolved;
}

template <int Rank>
Conv<Rank>::Conv(int64_t in, int64_t out, SizeOf<Rank> kernel, ConvOptions<Rank> options, SourceLoc loc)
    : in_(in), options_(options) {
  const char *module = named(Rank, {"Conv1d", "Conv2d", "Conv3d"});
  check<Rank>(module, in, out, kernel, options, loc);
  ResolvedPadding padding = resolvePadding(module, list(kernel), options, loc);
  padding_ = padding.own;
  added_ = padding.added;
  auto [shape, fan] = weightShape(out, in / options.groups, list(kernel));
  weight = Param(*this, "weight", kaiming_uniform(shape, fan, std::sqrt(5.0)), loc);
  if (options.bias)
    bias = Param(*this, "bias", uniform_bias(fan, {out}), loc);
}

template <int Rank>
std::string Conv<Rank>::name() const {
  return named(Rank, {"conv1d", "conv2d", "conv3d"});
}
template <int Rank>
std::vector<InputSpec> Conv<Rank>::default_inputs() const {
  return imageInput(in_, Rank);
}
template <int Rank>
Tensor Conv<Rank>::forward(const Tensor &x) {
  constexpr auto convolve = Rank == 1 ? &conv1d : Rank == 2 ? &conv2d : &conv3d;
  static constexpr const char *modes[] = {"constant", "reflect", "replicate", "circular"};
  SourceLoc at = here();
  Tensor input = added_.empty() ? x : pad(TensorArg(x, at), added_, modes[static_cast<size_t>(options_.padding_mode)], 0);
  return convolve(TensorArg(input, at), weight, bias, list(options_.stride), padding_, list(options_.dilation), options_.groups);
}

template <int Rank>
ConvTranspose<Rank>::ConvTranspose(int64_t in, int64_t out, SizeOf<Rank> kernel, ConvTransposeOptions<Rank> options,
                                   SourceLoc loc)
    : in_(in), options_(options) {
  const char *module = named(Rank, {"ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"});
  check<Rank>(module, in, out, kernel, options, loc);
  std::vector<int64_t> extra = list(options.output_padding), stride = list(options.stride), dilation = list(options.dilation);
  for (size_t i = 0; i < extra.size(); ++i)
    require(extra[i] >= 0 && extra[i] < std::max(stride[i], dilation[i]), module,
            "an output_padding of 0 or more, smaller than stride or dilation", double(extra[i]), loc);
  auto [shape, fan] = weightShape(in, out / options.groups, list(kernel));
  weight = Param(*this, "weight", kaiming_uniform(shape, fan, std::sqrt(5.0)), loc);
  if (options.bias)
    bias = Param(*this, "bias", uniform_bias(fan, {out}), loc);
}

template <int Rank>
std::string ConvTranspose<Rank>::name() const {
  return named(Rank, {"conv_t1d", "conv_t2d", "conv_transpose3d"});
}
template <int Rank>
std::vector<InputSpec> ConvTranspose<Rank>::default_inputs() const {
  return imageInput(in_, Rank);
}
template <int Rank>
Tensor ConvTranspose<Rank>::forward(const Tensor &x) {
  constexpr auto convolve = Rank == 1 ? &conv_transpose1d : Rank == 2 ? &conv_transpose2d : &conv_transpose3d;
  return convolve(TensorArg(x, here()), weight, bias, list(options_.stride), list(options_.padding),
                  list(options_.output_padding), list(options_.dilation), options_.groups);
}

template class Conv<1>;
template class Conv<2>;
template class Conv<3>;
template class ConvTranspose<1>;
template class ConvTranspose<2>;
template class ConvTranspose<3>;

}  // namespace flodl
