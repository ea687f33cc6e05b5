// Samples of convolutions, pooling and resampling.
#include "test/nn/Sampler.h"

namespace nn_test {
namespace {

namespace nn = torch::nn;
using List = std::vector<int64_t>;

/// One number a dimension as floDl's size.
template <size_t Rank>
flodl::SizeOf<Rank> size(const List &list) {
  if constexpr (Rank == 1)
    return list[0];
  else if constexpr (Rank == 2)
    return {list[0], list[1]};
  else
    return {list[0], list[1], list[2]};
}
template <size_t Rank>
torch::ExpandingArray<Rank> array(const List &list) {
  return at::IntArrayRef(list);
}

/// Numbers that are not above those of `most`.
List below(Sampler &d, const char *name, const List &most) {
  List list;
  for (int64_t limit : most)
    list.push_back(d.integer("", 0, limit));
  d.note(name, list);
  return list;
}

/// Batch, channels and `rank` sizes up to `most`.
List image(Sampler &d, int64_t channels, size_t rank, int64_t most) {
  List sizes = {d.integer("", 1, 3), channels};
  for (size_t i = 0; i < rank; ++i)
    sizes.push_back(d.integer("", 1, most));
  return sizes;
}

/// Batch, channels and a size of at least `least` for each dimension, in which the window fits at least once.
List imageFor(Sampler &d, int64_t channels, const List &kernel, const List &padding, const List &dilation, const List &least) {
  List sizes = {d.integer("", 1, 3), channels};
  for (size_t i = 0; i < kernel.size(); ++i)
    sizes.push_back(std::max(least[i], dilation[i] * (kernel[i] - 1) + 1 - 2 * padding[i]) + d.integer("", 0, 4));
  return sizes;
}

template <size_t Rank, class Theirs>
Sample convolution(Sampler &d) {
  int64_t groups = d.integer("groups", 1, 3), in = groups * d.integer("", 1, 2), out = groups * d.integer("", 1, 3);
  d.note("in", in), d.note("out", out);
  List kernel = d.integers("kernel", Rank, 1, 3), stride = d.integers("stride", Rank, 1, 3);
  List padding = d.integers("padding", Rank, 0, 2), dilation = d.integers("dilation", Rank, 1, 2);
  bool bias = d.flag("bias");
  auto options = nn::ConvOptions<Rank>(in, out, array<Rank>(kernel)).stride(array<Rank>(stride)).padding(array<Rank>(padding))
                     .dilation(array<Rank>(dilation)).groups(groups).bias(bias);
  return Sample()
      .of(flodl::Conv<Rank>(in, out, size<Rank>(kernel),
                            {.stride = size<Rank>(stride), .padding = size<Rank>(padding), .dilation = size<Rank>(dilation),
                             .groups = groups, .bias = bias}))
      .against(Theirs(options)).on(d.normal(imageFor(d, in, kernel, padding, dilation, List(Rank, 1))));
}

template <size_t Rank, class Theirs>
Sample transposed(Sampler &d) {
  int64_t groups = d.integer("groups", 1, 3), in = groups * d.integer("", 1, 2), out = groups * d.integer("", 1, 3);
  d.note("in", in), d.note("out", out);
  List kernel = d.integers("kernel", Rank, 1, 3), stride = d.integers("stride", Rank, 1, 3);
  List dilation = d.integers("dilation", Rank, 1, 2), most, reach;
  for (size_t i = 0; i < Rank; ++i)
    most.push_back(std::max(stride[i], dilation[i]) - 1), reach.push_back(dilation[i] * (kernel[i] - 1) / 2);
  List output = below(d, "output_padding", most), padding = below(d, "padding", reach);
  bool bias = d.flag("bias");
  auto options = nn::ConvTransposeOptions<Rank>(in, out, array<Rank>(kernel)).stride(array<Rank>(stride))
                     .padding(array<Rank>(padding)).output_padding(array<Rank>(output)).dilation(array<Rank>(dilation))
                     .groups(groups).bias(bias);
  return Sample()
      .of(flodl::ConvTranspose<Rank>(in, out, size<Rank>(kernel),
                                     {.stride = size<Rank>(stride), .padding = size<Rank>(padding),
                                      .output_padding = size<Rank>(output), .dilation = size<Rank>(dilation),
                                      .groups = groups, .bias = bias}))
      .against(Theirs(options)).on(d.normal(image(d, in, Rank, 4)));
}

/// What pooling windows share: kernel, stride or none, padding of at most half the kernel.
struct Pool {
  List kernel, stride, padding;
  bool strided, ceil;
  Pool(Sampler &d, size_t rank) : kernel(d.integers("kernel", rank, 1, 4)), strided(d.flag("strided")) {
    stride = strided ? d.integers("stride", rank, 1, 3) : kernel;
    List half;
    for (int64_t k : kernel)
      half.push_back(k / 2);
    padding = below(d, "padding", half);
    ceil = d.flag("ceil_mode");
  }
};

template <size_t Rank, class Theirs>
Sample maximum(Sampler &d) {
  Pool pool(d, Rank);
  List dilation = d.integers("dilation", Rank, 1, 2);
  flodl::MaxPoolOptions<Rank> options{.padding = size<Rank>(pool.padding), .dilation = size<Rank>(dilation), .ceil_mode = pool.ceil};
  if (pool.strided)
    options.stride = flodl::OptionalSize<Rank>(size<Rank>(pool.stride));
  auto theirs = nn::MaxPoolOptions<Rank>(array<Rank>(pool.kernel)).stride(array<Rank>(pool.stride))
                    .padding(array<Rank>(pool.padding)).dilation(array<Rank>(dilation)).ceil_mode(pool.ceil);
  return Sample().of(flodl::MaxPool<Rank>(size<Rank>(pool.kernel), options)).against(Theirs(theirs))
      .on(d.normal(imageFor(d, d.integer("", 1, 3), pool.kernel, pool.padding, dilation, dilation)));
}

template <size_t Rank, class Theirs>
Sample mean(Sampler &d) {
  Pool pool(d, Rank);
  bool counted = d.flag("count_include_pad");
  flodl::AvgPoolOptions<Rank> options{.padding = size<Rank>(pool.padding), .ceil_mode = pool.ceil, .count_include_pad = counted};
  if (pool.strided)
    options.stride = flodl::OptionalSize<Rank>(size<Rank>(pool.stride));
  auto theirs = nn::AvgPoolOptions<Rank>(array<Rank>(pool.kernel)).stride(array<Rank>(pool.stride))
                    .padding(array<Rank>(pool.padding)).ceil_mode(pool.ceil).count_include_pad(counted);
  // libtorch wants volumes of at least the kernel.
  return Sample().of(flodl::AvgPool<Rank>(size<Rank>(pool.kernel), options)).against(Theirs(theirs))
      .on(d.normal(imageFor(d, d.integer("", 1, 3), pool.kernel, pool.padding, List(Rank, 1), Rank == 3 ? pool.kernel : List(Rank, 1))));
}

template <size_t Rank, class M>
Sample adaptive(Sampler &d, at::Tensor (*theirs)(const at::Tensor &, const List &)) {
  List sizes = d.integers("size", Rank, 1, 4);
  return Sample().of(M(size<Rank>(sizes))).againstFunction([=](const at::Tensor &x) { return theirs(x, sizes); })
      .on(d.normal(image(d, d.integer("", 1, 3), Rank, 7)));
}

Sample upsample(Sampler &d) {
  size_t mode = d.choice("mode", {"nearest", "bilinear", "bicubic", "trilinear", "linear"});
  constexpr size_t ranks[] = {0, 2, 2, 3, 1};
  size_t rank = mode == 0 ? size_t(d.integer("", 1, 3)) : ranks[mode];
  bool corners = mode != 0 && d.flag("align_corners");
  flodl::UpsampleOptions options{.mode = flodl::Interpolation(mode), .align_corners = corners};
  nn::UpsampleOptions theirs;
  if (d.flag("by a factor")) {
    options.scale_factor = d.integer("scale_factor", 1, 3);
    theirs.scale_factor(std::vector<double>(rank, double(*options.scale_factor)));
  } else {
    List sizes = d.integers("size", rank, 1, 8);
    options.size = flodl::Shape(sizes.begin(), sizes.end());
    theirs.size(sizes);
  }
  switch (mode) {
    case 0: theirs.mode(torch::kNearest); break;
    case 1: theirs.mode(torch::kBilinear); break;
    case 2: theirs.mode(torch::kBicubic); break;
    case 3: theirs.mode(torch::kTrilinear); break;
    default: theirs.mode(torch::kLinear);
  }
  if (mode != 0)
    theirs.align_corners(corners);
  return Sample().of(flodl::Upsample(options)).against(nn::Upsample(theirs)).on(d.normal(image(d, d.integer("", 1, 3), rank, 5)));
}

/// Options that Unfold and Fold share.
struct Patches {
  List kernel, dilation, padding, stride;
  explicit Patches(Sampler &d)
      : kernel(d.integers("kernel", 2, 1, 3)), dilation(d.integers("dilation", 2, 1, 2)), padding(d.integers("padding", 2, 0, 2)),
        stride(d.integers("stride", 2, 1, 3)) {}
  flodl::UnfoldOptions ours() const { return {.dilation = size<2>(dilation), .padding = size<2>(padding), .stride = size<2>(stride)}; }
  template <class Options>
  Options theirs(Options options) const {
    return options.dilation(array<2>(dilation)).padding(array<2>(padding)).stride(array<2>(stride));
  }
};

Sample unfold(Sampler &d) {
  Patches p(d);
  return Sample().of(flodl::Unfold(size<2>(p.kernel), p.ours())).against(nn::Unfold(p.theirs(nn::UnfoldOptions(array<2>(p.kernel)))))
      .on(d.normal(imageFor(d, d.integer("", 1, 3), p.kernel, p.padding, p.dilation, {1, 1})));
}

Sample fold(Sampler &d) {
  Patches p(d);
  int64_t channels = d.integer("", 1, 3), positions = 1;
  List image = imageFor(d, channels, p.kernel, p.padding, p.dilation, {1, 1}), output = {image[2], image[3]};
  d.note("output_size", output);
  for (size_t i = 0; i < 2; ++i)
    positions *= (output[i] + 2 * p.padding[i] - p.dilation[i] * (p.kernel[i] - 1) - 1) / p.stride[i] + 1;
  return Sample().of(flodl::Fold(size<2>(output), size<2>(p.kernel), p.ours()))
      .against(nn::Fold(p.theirs(nn::FoldOptions(array<2>(output), array<2>(p.kernel)))))
      .on(d.normal({image[0], channels * p.kernel[0] * p.kernel[1], positions}));
}

/// floDl's definition: 2*ceil(3 sigma)+1 weights, columns and then rows, zeros outside.
Sample blur(Sampler &d) {
  double sigma = d.real("sigma", 0.2, 1.5);
  return Sample().of(flodl::GaussianBlur(sigma)).againstFunction([=](const at::Tensor &x) {
    at::NoGradGuard noGrad;
    int64_t radius = int64_t(std::ceil(3 * sigma)), channels = x.size(1);
    at::Tensor weights = at::arange(-radius, radius + 1, x.options()).square().mul(-0.5 / (sigma * sigma)).exp();
    weights = weights / weights.sum();
    auto filters = [&](int64_t h, int64_t w) { return weights.reshape({1, 1, h, w}).repeat({channels, 1, 1, 1}); };
    List one = {1, 1}, across = {0, radius}, down = {radius, 0};
    at::Tensor along = at::conv2d(x, filters(1, 2 * radius + 1), {}, one, across, one, channels);
    return at::conv2d(along, filters(2 * radius + 1, 1), {}, one, down, one, channels);
  }).on(d.normal(d.sizes(4, 4)));
}

const bool table[] = {
    sampled("Conv1d", convolution<1, nn::Conv1d>), sampled("Conv2d", convolution<2, nn::Conv2d>),
    sampled("Conv3d", convolution<3, nn::Conv3d>), sampled("ConvTranspose1d", transposed<1, nn::ConvTranspose1d>),
    sampled("ConvTranspose2d", transposed<2, nn::ConvTranspose2d>), sampled("ConvTranspose3d", transposed<3, nn::ConvTranspose3d>),
    sampled("MaxPool1d", maximum<1, nn::MaxPool1d>), sampled("MaxPool2d", maximum<2, nn::MaxPool2d>),
    sampled("MaxPool3d", maximum<3, nn::MaxPool3d>), sampled("AvgPool1d", mean<1, nn::AvgPool1d>),
    sampled("AvgPool2d", mean<2, nn::AvgPool2d>), sampled("AvgPool3d", mean<3, nn::AvgPool3d>),
    sampled("AdaptiveAvgPool1d", [](Sampler &d) {
      return adaptive<1, flodl::AdaptiveAvgPool1d>(d, [](auto &x, auto &s) { return at::adaptive_avg_pool1d(x, s); });
    }),
    sampled("AdaptiveAvgPool2d", [](Sampler &d) {
      return adaptive<2, flodl::AdaptiveAvgPool2d>(d, [](auto &x, auto &s) { return at::adaptive_avg_pool2d(x, s); });
    }),
    sampled("AdaptiveAvgPool3d", [](Sampler &d) {
      return adaptive<3, flodl::AdaptiveAvgPool3d>(d, [](auto &x, auto &s) { return at::adaptive_avg_pool3d(x, s); });
    }),
    sampled("AdaptiveMaxPool1d", [](Sampler &d) {
      return adaptive<1, flodl::AdaptiveMaxPool1d>(d, [](auto &x, auto &s) { return std::get<0>(at::adaptive_max_pool1d(x, s)); });
    }),
    sampled("AdaptiveMaxPool2d", [](Sampler &d) {
      return adaptive<2, flodl::AdaptiveMaxPool2d>(d, [](auto &x, auto &s) { return std::get<0>(at::adaptive_max_pool2d(x, s)); });
    }),
    sampled("AdaptiveMaxPool3d", [](Sampler &d) {
      return adaptive<3, flodl::AdaptiveMaxPool3d>(d, [](auto &x, auto &s) { return std::get<0>(at::adaptive_max_pool3d(x, s)); });
    }),
    sampled("PixelShuffle", [](Sampler &d) {
      int64_t r = d.integer("factor", 1, 3), channels = r * r * d.integer("", 1, 3);
      return Sample().of(flodl::PixelShuffle(r)).against(nn::PixelShuffle(nn::PixelShuffleOptions(r)))
          .on(d.normal(d.sizes(0, 2, {channels, d.integer("", 1, 4), d.integer("", 1, 4)})));
    }),
    sampled("PixelUnshuffle", [](Sampler &d) {
      int64_t r = d.integer("factor", 1, 3);
      return Sample().of(flodl::PixelUnshuffle(r)).against(nn::PixelUnshuffle(nn::PixelUnshuffleOptions(r)))
          .on(d.normal(d.sizes(1, 3, {r * d.integer("", 1, 3), r * d.integer("", 1, 3)})));
    }),
    sampled("Upsample", upsample), sampled("Unfold", unfold), sampled("Fold", fold), sampled("GaussianBlur", blur),
};

}  // namespace
}  // namespace nn_test
