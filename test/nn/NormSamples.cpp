// Samples of normalisations.
#include "test/nn/Sampler.h"

namespace nn_test {
namespace {

namespace nn = torch::nn;
using List = std::vector<int64_t>;

/// `[N, C, *]` of `rank` dimensions with more than one value for each channel.
List batchOf(Sampler &d, int64_t channels, int64_t rank) {
  List sizes = d.sizes(rank - 1, rank - 1);
  sizes.insert(sizes.begin() + 1, channels);
  int64_t values = 1;
  for (int64_t size : sizes)
    values *= size;
  if (values == channels)
    sizes[0] = d.integer("", 2, 5);
  return sizes;
}

template <class M>
Sample batchNorm(Sampler &d, int64_t minRank, int64_t maxRank) {
  int64_t channels = d.integer("features", 1, 5), rank = d.integer("", minRank, maxRank);
  double eps = d.flag("", 0.5) ? 1e-5 : d.real("eps", 1e-4, 0.1), momentum = d.real("momentum", 0, 1);
  bool affine = d.flag("affine", 0.7), tracked = d.flag("track_running_stats", 0.7);
  Sample s;
  s.training = d.flag("", 0.6);
  s.of(M(channels, {.eps = eps, .momentum = momentum, .affine = affine, .track_running_stats = tracked}));
  auto options = nn::BatchNormOptions(channels).eps(eps).momentum(momentum).affine(affine).track_running_stats(tracked);
  s.on(d.normal(batchOf(d, channels, rank)) + d.real("", -1, 1));
  if (rank <= 3)
    return s.against(nn::BatchNorm1d(options));
  return rank == 4 ? s.against(nn::BatchNorm2d(options)) : s.against(nn::BatchNorm3d(options));
}

Sample instanceNorm(Sampler &d, int64_t minRank, int64_t maxRank) {
  int64_t channels = d.integer("features", 1, 5), rank = d.integer("", minRank, maxRank);
  double eps = d.flag("", 0.5) ? 1e-5 : d.real("eps", 1e-4, 0.1);
  bool affine = d.flag("affine");
  Sample s;
  s.training = d.flag("", 0.5);
  s.of(flodl::InstanceNorm(channels, {.eps = eps, .affine = affine}));
  auto options = nn::InstanceNormOptions(channels).eps(eps).affine(affine);
  List sizes = batchOf(d, channels, rank);
  sizes.back() += 1;  // an instance of one element has no deviation, and libtorch refuses it
  s.on(d.normal(sizes));
  if (rank == 3)
    return s.against(nn::InstanceNorm1d(options));
  return rank == 4 ? s.against(nn::InstanceNorm2d(options)) : s.against(nn::InstanceNorm3d(options));
}

Sample groupNorm(Sampler &d) {
  int64_t groups = d.integer("groups", 1, 3), channels = groups * d.integer("", 1, 3);
  d.note("channels", channels);
  double eps = d.flag("", 0.5) ? 1e-5 : d.real("eps", 1e-4, 0.1);
  bool affine = d.flag("affine");
  return Sample().of(flodl::GroupNorm(groups, channels, {.eps = eps, .affine = affine}))
      .against(nn::GroupNorm(nn::GroupNormOptions(groups, channels).eps(eps).affine(affine)))
      .on(d.normal(batchOf(d, channels, d.integer("", 2, 5))));
}

Sample layerNorm(Sampler &d) {
  List shape = d.sizes(1, 3);
  d.note("shape", shape);
  double eps = d.flag("", 0.5) ? 1e-5 : d.real("eps", 1e-12, 0.1);
  bool affine = d.flag("elementwise_affine", 0.7), bias = d.flag("bias", 0.7);
  Sample s;
  s.of(flodl::LayerNorm(shape, {.eps = eps, .elementwise_affine = affine, .bias = bias})).on(d.normal(d.sizes(0, 2, shape)));
  if (affine && !bias)
    return s.against(ScaledNorm(shape, eps));
  return s.against(nn::LayerNorm(nn::LayerNormOptions(shape).eps(eps).elementwise_affine(affine)));
}

Sample rmsNorm(Sampler &d) {
  List shape = d.sizes(1, 3);
  d.note("shape", shape);
  std::optional<double> eps;
  if (d.flag("", 0.5))
    eps = d.real("eps", 1e-6, 0.1);
  bool affine = d.flag("elementwise_affine");
  return Sample().of(flodl::RMSNorm(shape, {.eps = eps, .elementwise_affine = affine})).against(RmsNorm(shape, eps, affine))
      .on(d.normal(d.sizes(0, 2, shape)));
}

const bool table[] = {
    sampled("BatchNorm", [](Sampler &d) { return batchNorm<flodl::BatchNorm>(d, 2, 5); }),
    sampled("BatchNorm1d", [](Sampler &d) { return batchNorm<flodl::BatchNorm1d>(d, 2, 3); }),
    sampled("BatchNorm2d", [](Sampler &d) { return batchNorm<flodl::BatchNorm2d>(d, 4, 4); }),
    sampled("BatchNorm3d", [](Sampler &d) { return batchNorm<flodl::BatchNorm3d>(d, 5, 5); }),
    sampled("InstanceNorm", [](Sampler &d) { return instanceNorm(d, 3, 5); }),
    sampled("InstanceNorm1d", [](Sampler &d) { return instanceNorm(d, 3, 3); }),
    sampled("InstanceNorm2d", [](Sampler &d) { return instanceNorm(d, 4, 4); }),
    sampled("InstanceNorm3d", [](Sampler &d) { return instanceNorm(d, 5, 5); }),
    sampled("GroupNorm", groupNorm), sampled("LayerNorm", layerNorm), sampled("RMSNorm", rmsNorm),
};

}  // namespace
}  // namespace nn_test
