// Convolutions and pooling.
#include "nn/Check.h"
#include <cmath>

namespace flodl {
using namespace detail;

/// What both kinds of convolution ask of their arguments.
template <class Options>
static void check(const char *module, int64_t in, int64_t out, Size2 kernel, const Options &options, SourceLoc loc) {
  require(in >= 1, module, "in_channels of 1 or more", double(in), loc);
  require(out >= 1, module, "out_channels of 1 or more", double(out), loc);
  requirePositive(module, "a kernel of 1 or more", kernel, loc);
  requirePositive(module, "a stride of 1 or more", options.stride, loc);
  requirePositive(module, "a dilation of 1 or more", options.dilation, loc);
  require(options.padding.h >= 0, module, "a padding of 0 or more", double(options.padding.h), loc);
  require(options.padding.w >= 0, module, "a padding of 0 or more", double(options.padding.w), loc);
  require(options.groups >= 1, module, "groups of 1 or more", double(options.groups), loc);
  require(in % options.groups == 0, module, "in_channels that groups divides", double(in), loc);
  require(out % options.groups == 0, module, "out_channels that groups divides", double(out), loc);
}

Conv2d::Conv2d(int64_t in, int64_t out, Size2 kernel, Conv2dOptions options, SourceLoc loc)
    : in_(in), options_(options) {
  check("Conv2d", in, out, kernel, options, loc);
  int64_t fan = in / options.groups * kernel.h * kernel.w;
  weight = Param(*this, "weight",
                 kaiming_uniform({out, in / options.groups, kernel.h, kernel.w}, fan, std::sqrt(5.0)), loc);
  if (options.bias)
    bias = Param(*this, "bias", uniform_bias(fan, {out}), loc);
}

std::vector<InputSpec> Conv2d::default_inputs() const { return {{"input", {"batch", in_, "height", "width"}}}; }
Tensor Conv2d::forward(const Tensor &x) {
  return conv2d(TensorArg(x, here()), weight, bias, list(options_.stride), list(options_.padding),
                list(options_.dilation), options_.groups);
}

ConvTranspose2d::ConvTranspose2d(int64_t in, int64_t out, Size2 kernel, ConvTranspose2dOptions options, SourceLoc loc)
    : in_(in), options_(options) {
  check("ConvTranspose2d", in, out, kernel, options, loc);
  auto fits = [&](int64_t padding, int64_t stride, int64_t dilation) {
    require(padding >= 0 && padding < std::max(stride, dilation), "ConvTranspose2d",
            "an output_padding of 0 or more, smaller than stride or dilation", double(padding), loc);
  };
  fits(options.output_padding.h, options.stride.h, options.dilation.h);
  fits(options.output_padding.w, options.stride.w, options.dilation.w);
  int64_t fan = out / options.groups * kernel.h * kernel.w;
  weight = Param(*this, "weight",
                 kaiming_uniform({in, out / options.groups, kernel.h, kernel.w}, fan, std::sqrt(5.0)), loc);
  if (options.bias)
    bias = Param(*this, "bias", uniform_bias(fan, {out}), loc);
}

std::vector<InputSpec> ConvTranspose2d::default_inputs() const {
  return {{"input", {"batch", in_, "height", "width"}}};
}
Tensor ConvTranspose2d::forward(const Tensor &x) {
  return conv_transpose2d(TensorArg(x, here()), weight, bias, list(options_.stride), list(options_.padding),
                          list(options_.output_padding), list(options_.dilation), options_.groups);
}

MaxPool2d::MaxPool2d(Size2 kernel, MaxPool2dOptions options, SourceLoc loc) : kernel_(kernel), options_(options) {
  requirePositive("MaxPool2d", "a kernel of 1 or more", kernel, loc);
  requirePositive("MaxPool2d", "a stride of 1 or more", options.stride.value_or(kernel), loc);
  requirePositive("MaxPool2d", "a dilation of 1 or more", options.dilation, loc);
  auto fits = [&](int64_t padding, int64_t extent) {
    require(padding >= 0 && padding <= extent / 2, "MaxPool2d", "a padding from 0 to half the kernel", double(padding),
            loc);
  };
  fits(options.padding.h, kernel.h);
  fits(options.padding.w, kernel.w);
}
Tensor MaxPool2d::forward(const Tensor &x) {
  return max_pool2d(TensorArg(x, here()), list(kernel_), list(options_.stride.value_or(kernel_)),
                    list(options_.padding), list(options_.dilation), options_.ceil_mode);
}

AdaptiveAvgPool2d::AdaptiveAvgPool2d(Size2 size, SourceLoc loc) : size_(size) {
  requirePositive("AdaptiveAvgPool2d", "a size of 1 or more", size, loc);
}
Tensor AdaptiveAvgPool2d::forward(const Tensor &x) { return adaptive_avg_pool2d(TensorArg(x, here()), list(size_)); }

}  // namespace flodl
