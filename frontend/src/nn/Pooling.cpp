// Pooling.
#include "nn/Check.h"

namespace flodl {
using namespace detail;

/// What poolings with windows of a fixed size ask of their arguments.
template <class Size, class Options>
static void check(const char *module, Size kernel, const Options &options, SourceLoc loc) {
  requirePositive(module, "a kernel of 1 or more", kernel, loc);
  requirePositive(module, "a stride of 1 or more", options.stride.value_or(kernel), loc);
  std::vector<int64_t> extents = list(kernel), padding = list(options.padding);
  for (size_t i = 0; i < padding.size(); ++i)
    require(padding[i] >= 0 && padding[i] <= extents[i] / 2, module, "a padding from 0 to half the kernel", double(padding[i]),
            loc);
}

template <int Rank>
MaxPool<Rank>::MaxPool(SizeOf<Rank> kernel, MaxPoolOptions<Rank> options, SourceLoc loc) : kernel_(kernel), options_(options) {
  const char *module = named(Rank, {"MaxPool1d", "MaxPool2d", "MaxPool3d"});
  check(module, kernel, options, loc);
  requirePositive(module, "a dilation of 1 or more", options.dilation, loc);
}
template <int Rank>
std::string MaxPool<Rank>::name() const {
  return named(Rank, {"maxpool1d", "maxpool2d", "maxpool3d"});
}
template <int Rank>
Tensor MaxPool<Rank>::forward(const Tensor &x) {
  constexpr auto pool = Rank == 1 ? &max_pool1d : Rank == 2 ? &max_pool2d : &max_pool3d;
  return pool(TensorArg(x, here()), list(kernel_), list(options_.stride.value_or(kernel_)), list(options_.padding),
              list(options_.dilation), options_.ceil_mode);
}

template <int Rank>
AvgPool<Rank>::AvgPool(SizeOf<Rank> kernel, AvgPoolOptions<Rank> options, SourceLoc loc) : kernel_(kernel), options_(options) {
  check(named(Rank, {"AvgPool1d", "AvgPool2d", "AvgPool3d"}), kernel, options, loc);
}
template <int Rank>
std::string AvgPool<Rank>::name() const {
  return named(Rank, {"avgpool1d", "avgpool2d", "avgpool3d"});
}
template <int Rank>
Tensor AvgPool<Rank>::forward(const Tensor &x) {
  constexpr auto pool = Rank == 1 ? &avg_pool1d : Rank == 2 ? &avg_pool2d : &avg_pool3d;
  return pool(TensorArg(x, here()), list(kernel_), list(options_.stride.value_or(kernel_)), list(options_.padding),
              options_.ceil_mode, options_.count_include_pad);
}

template <int Rank>
AdaptiveAvgPool<Rank>::AdaptiveAvgPool(SizeOf<Rank> size, SourceLoc loc) : size_(size) {
  requirePositive(named(Rank, {"AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d"}), "a size of 1 or more", size, loc);
}
template <int Rank>
std::string AdaptiveAvgPool<Rank>::name() const {
  return named(Rank, {"adaptive_avgpool1d", "adaptive_avgpool2d", "adaptive_avgpool3d"});
}
template <int Rank>
Tensor AdaptiveAvgPool<Rank>::forward(const Tensor &x) {
  constexpr auto pool = Rank == 1 ? &adaptive_avg_pool1d : Rank == 2 ? &adaptive_avg_pool2d : &adaptive_avg_pool3d;
  return pool(TensorArg(x, here()), list(size_));
}

template <int Rank>
AdaptiveMaxPool<Rank>::AdaptiveMaxPool(SizeOf<Rank> size, SourceLoc loc) : size_(size) {
  requirePositive(named(Rank, {"AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d"}), "a size of 1 or more", size, loc);
}
template <int Rank>
std::string AdaptiveMaxPool<Rank>::name() const {
  return named(Rank, {"adaptive_maxpool1d", "adaptive_maxpool2d", "adaptive_maxpool3d"});
}
template <int Rank>
Tensor AdaptiveMaxPool<Rank>::forward(const Tensor &x) {
  constexpr auto pool = Rank == 1 ? &adaptive_max_pool1d : Rank == 2 ? &adaptive_max_pool2d : &adaptive_max_pool3d;
  return pool(TensorArg(x, here()), list(size_));
}

template class MaxPool<1>;
template class MaxPool<2>;
template class MaxPool<3>;
template class AvgPool<1>;
template class AvgPool<2>;
template class AvgPool<3>;
template class AdaptiveAvgPool<1>;
template class AdaptiveAvgPool<2>;
template class AdaptiveAvgPool<3>;
template class AdaptiveMaxPool<1>;
template class AdaptiveMaxPool<2>;
template class AdaptiveMaxPool<3>;

}  // namespace flodl
