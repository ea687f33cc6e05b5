// Convolutions.
#include "nn/Check.h"
#include <cmath>
#include <numeric>

namespace flodl {
using namespace detail;

/// What both kinds of convolution ask of their arguments.
template <class Size, class Options>
static void check(const char *module, int64_t in, int64_t out, Size kernel, const Options &options, SourceLoc loc) {
  require(in >= 1, module, "in_channels of 1 or more", double(in), loc);
  require(out >= 1, module, "out_channels of 1 or more", double(out), loc);
  requirePositive(module, "a kernel of 1 or more", kernel, loc);
  requirePositive(module, "a stride of 1 or more", options.stride, loc);
  requirePositive(module, "a dilation of 1 or more", options.dilation, loc);
  requireLeast(0, module, "a padding of 0 or more", options.padding, loc);
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

template <int Rank>
Conv<Rank>::Conv(int64_t in, int64_t out, SizeOf<Rank> kernel, ConvOptions<Rank> options, SourceLoc loc)
    : in_(in), options_(options) {
  check(named(Rank, {"Conv1d", "Conv2d", "Conv3d"}), in, out, kernel, options, loc);
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
  return convolve(TensorArg(x, here()), weight, bias, list(options_.stride), list(options_.padding), list(options_.dilation),
                  options_.groups);
}

template <int Rank>
ConvTranspose<Rank>::ConvTranspose(int64_t in, int64_t out, SizeOf<Rank> kernel, ConvTransposeOptions<Rank> options,
                                   SourceLoc loc)
    : in_(in), options_(options) {
  const char *module = named(Rank, {"ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"});
  check(module, in, out, kernel, options, loc);
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
