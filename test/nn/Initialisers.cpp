// Initial parameters of floDl's modules are drawn from the distributions of torch::nn's.
#include "test/nn/Reference.h"

namespace nn_test {
namespace {

namespace nn = torch::nn;

std::vector<double> sorted(const at::Tensor &tensor) {
  at::Tensor flat = std::get<0>(tensor.detach().to(at::kDouble).flatten().sort());
  return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

/// Largest difference of the two empirical distribution functions (Kolmogorov and Smirnov).
double distance(const std::vector<double> &a, const std::vector<double> &b) {
  double largest = 0;
  for (size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    double value = std::min(a[i], b[k]);
    while (i < a.size() && a[i] <= value)
      ++i;
    while (k < b.size() && b[k] <= value)
      ++k;
    largest = std::max(largest, std::abs(double(i) / double(a.size()) - double(k) / double(b.size())));
  }
  return largest;
}

/// Samples of one distribution differ by more than `2.7 * sqrt(1/n + 1/m)` once in a million times: the
/// probability is 2 exp(-2 * 2.7^2).
void expectSameDistribution(const char *what, const at::Tensor &ours, const at::Tensor &theirs) {
  ASSERT_EQ(ours.sizes(), theirs.sizes()) << what;
  std::vector<double> a = sorted(ours), b = sorted(theirs);
  EXPECT_LE(distance(a, b), 2.7 * std::sqrt(1.0 / double(a.size()) + 1.0 / double(b.size()))) << what;
}

/// The same for U(-bound, bound), where the bound shows more sharply: of n values the largest is nearer to
/// it than 16/n of the range but for one time in e^16, about nine million.
void expectUniform(const char *what, const at::Tensor &ours, const at::Tensor &theirs, double bound) {
  expectSameDistribution(what, ours, theirs);
  for (const at::Tensor &tensor : {ours, theirs}) {
    std::vector<double> values = sorted(tensor);
    double margin = 16 * 2 * bound / double(values.size());
    for (double end : {values.back(), -values.front()}) {
      EXPECT_LE(end, bound * (1 + 0x1p-22)) << what;
      EXPECT_GE(end, bound - margin) << what;
    }
  }
}

TEST(Initialisers, Linear) {
  flodl::Linear ours(300, 200);
  nn::Linear theirs(300, 200);
  double bound = 1 / std::sqrt(300.0);
  expectUniform("weight", flodl::to_torch(ours.weight), theirs->weight, bound);
  expectUniform("bias", flodl::to_torch(ours.bias), theirs->bias, bound);
}

TEST(Initialisers, Conv2d) {
  flodl::Conv2d ours(32, 64, {3, 2}, {.groups = 4});
  nn::Conv2d theirs(nn::Conv2dOptions(32, 64, {3, 2}).groups(4));
  double bound = 1 / std::sqrt(8 * 3 * 2.0);
  expectUniform("weight", flodl::to_torch(ours.weight), theirs->weight, bound);
  expectUniform("bias", flodl::to_torch(ours.bias), theirs->bias, bound);
}

TEST(Initialisers, ConvTranspose2d) {
  flodl::ConvTranspose2d ours(32, 64, {3, 2}, {.groups = 4});
  nn::ConvTranspose2d theirs(nn::ConvTranspose2dOptions(32, 64, {3, 2}).groups(4));
  double bound = 1 / std::sqrt(16 * 3 * 2.0);
  expectUniform("weight", flodl::to_torch(ours.weight), theirs->weight, bound);
  expectUniform("bias", flodl::to_torch(ours.bias), theirs->bias, bound);
}

TEST(Initialisers, GruCell) {
  flodl::GRUCell ours(40, 100);
  nn::GRUCell theirs(40, 100);
  expectUniform("weight_ih", flodl::to_torch(ours.weight_ih), theirs->weight_ih, 0.1);
  expectUniform("weight_hh", flodl::to_torch(ours.weight_hh), theirs->weight_hh, 0.1);
  expectUniform("bias_ih", flodl::to_torch(ours.bias_ih), theirs->bias_ih, 0.1);
  expectUniform("bias_hh", flodl::to_torch(ours.bias_hh), theirs->bias_hh, 0.1);
}

TEST(Initialisers, MultiheadAttention) {
  flodl::MultiheadAttention ours(96, 4);
  nn::MultiheadAttention theirs(96, 4);
  at::Tensor weights = at::cat({flodl::to_torch(ours.q_proj->weight), flodl::to_torch(ours.k_proj->weight),
                                flodl::to_torch(ours.v_proj->weight)});
  expectUniform("projections", weights, theirs->in_proj_weight, std::sqrt(6.0 / (4 * 96)));
  expectUniform("output", flodl::to_torch(ours.out_proj->weight), theirs->out_proj->weight, 1 / std::sqrt(96.0));
  for (const flodl::Linear *part : {&*ours.q_proj, &*ours.k_proj, &*ours.v_proj, &*ours.out_proj})
    EXPECT_TRUE(flodl::to_torch(part->bias).equal(at::zeros({96})));
  EXPECT_TRUE(theirs->in_proj_bias.equal(at::zeros({3 * 96})) && theirs->out_proj->bias.equal(at::zeros({96})));
}

TEST(Initialisers, Embedding) {
  flodl::Embedding ours(200, 300, {.padding_idx = 7});
  nn::Embedding theirs(nn::EmbeddingOptions(200, 300).padding_idx(7));
  at::Tensor weight = flodl::to_torch(ours.weight);
  expectSameDistribution("weight", weight, theirs->weight);
  EXPECT_EQ(weight[7].abs().max().item<double>(), theirs->weight[7].abs().max().item<double>());
  EXPECT_TRUE(ours.weight.requires_grad());
}

TEST(Initialisers, Normalisation) {
  flodl::LayerNorm ours(5);
  flodl::BatchNorm norm(6);
  nn::LayerNorm theirs(nn::LayerNormOptions({5}));
  nn::BatchNorm1d reference(6);
  EXPECT_TRUE(flodl::to_torch(ours.weight).equal(theirs->weight) && flodl::to_torch(ours.bias).equal(theirs->bias));
  EXPECT_TRUE(flodl::to_torch(norm.weight).equal(reference->weight) && flodl::to_torch(norm.bias).equal(reference->bias));
  EXPECT_TRUE(flodl::to_torch(norm.running_mean).equal(reference->running_mean) &&
              flodl::to_torch(norm.running_var).equal(reference->running_var));
}

/// Moments of a sample: those of n values lie within 6 standard errors of the distribution's but for two times in a
/// thousand million. The error of the mean is s/sqrt(n); that of the deviation at most s/sqrt(n), as no distribution
/// here has a kurtosis above 3.
void expectMoments(const char *what, const flodl::Tensor &sample, double mean, double deviation) {
  at::Tensor values = flodl::to_torch(sample).to(at::kDouble);
  double margin = 6 * deviation / std::sqrt(double(values.numel()));
  EXPECT_NEAR(values.mean().item<double>(), mean, margin) << what;
  EXPECT_NEAR(values.std().item<double>(), deviation, margin) << what;
}

TEST(Initialisers, Moments) {
  flodl::Shape shape{200, 300};
  auto uniform = [](double bound) { return bound / std::sqrt(3.0); };
  expectMoments("kaiming_uniform", flodl::kaiming_uniform(shape, 50, 0.5), 0, uniform(std::sqrt(6.0 / 1.25 / 50)));
  expectMoments("kaiming_normal", flodl::kaiming_normal(shape, 50, 0.5), 0, std::sqrt(2 / 1.25 / 50));
  expectMoments("xavier_uniform", flodl::xavier_uniform(shape, 50, 70), 0, uniform(std::sqrt(6.0 / 120)));
  expectMoments("xavier_normal", flodl::xavier_normal(shape, 50, 70), 0, std::sqrt(2.0 / 120));
  expectMoments("uniform_bias", flodl::uniform_bias(50, shape), 0, uniform(1 / std::sqrt(50.0)));
  expectMoments("uniform", flodl::uniform(shape, -1, 3), 1, uniform(2));
  expectMoments("normal", flodl::normal(shape, -2, 0.3), -2, 0.3);
  expectMoments("orthogonal", flodl::orthogonal(shape, 2), 0, 2 / std::sqrt(300.0));
}

/// Between absolute bounds; its distribution is that of libtorch's values within them.
TEST(Initialisers, TruncatedNormal) {
  for (auto [a, b] : {std::pair(-2.0, 2.0), std::pair(0.5, 1.0), std::pair(-4.0, -0.2)}) {
    at::Tensor ours = flodl::to_torch(flodl::trunc_normal({100, 100}, 0.3, 0.8, a, b));
    at::Tensor normal = at::normal(0.3, 0.8, {400, 1000});
    at::Tensor theirs = normal.masked_select((normal >= a).logical_and(normal <= b)).narrow(0, 0, 10000);
    expectSameDistribution("trunc_normal", ours.flatten(), theirs);
    EXPECT_TRUE((ours >= a).logical_and(ours <= b).all().item<bool>());
  }
  // Far out in a tail, where probabilities are near 1.
  at::Tensor tail = flodl::to_torch(flodl::trunc_normal({1000}, 0, 1, 10, 11, {flodl::kFloat64}));
  EXPECT_TRUE((tail >= 10).logical_and(tail <= 11).all().item<bool>());
  // The mean of a normal variable above 10 is 10.098.
  EXPECT_NEAR(tail.mean().item<double>(), 10.098, 6 * 0.097 / std::sqrt(1000.0));
}

TEST(Initialisers, Orthogonal) {
  for (auto [rows, columns] : {std::pair<int64_t, int64_t>(4, 4), {6, 3}, {3, 6}}) {
    at::Tensor q = flodl::to_torch(flodl::orthogonal({rows, columns}, 1.5, {flodl::kFloat64}));
    at::Tensor product = rows <= columns ? q.matmul(q.t()) : q.t().matmul(q);
    at::Tensor identity = at::eye(std::min(rows, columns), at::kDouble) * 2.25;
    // Sums of at most six products of vectors that are orthonormal within a few roundings.
    EXPECT_LE((product - identity).abs().max().item<double>(), 64 * 0x1p-53);
  }
  EXPECT_EQ(flodl::to_torch(flodl::orthogonal({4, 2, 3})).sizes(), at::IntArrayRef({4, 2, 3}));
}

TEST(Initialisers, FollowTheSeed) {
  auto draw = [] {
    flodl::manual_seed(7);
    return std::vector{flodl::to_torch(flodl::orthogonal({3, 5})), flodl::to_torch(flodl::trunc_normal({9}))};
  };
  std::vector<at::Tensor> first = draw(), second = draw();
  EXPECT_TRUE(first[0].equal(second[0]) && first[1].equal(second[1]));
}

TEST(Initialisers, Errors) {
  EXPECT_THROW(flodl::orthogonal({5}), flodl::Error);
  EXPECT_THROW(flodl::trunc_normal({5}, 0, 0), flodl::Error);
  EXPECT_THROW(flodl::trunc_normal({5}, 0, 1, 2, 1), flodl::Error);
  EXPECT_THROW(flodl::uniform({5}, 2, 1), flodl::Error);
  EXPECT_THROW(flodl::normal({5}, 0, -1), flodl::Error);
  EXPECT_THROW(flodl::kaiming_normal({5}, 0), flodl::Error);
  EXPECT_THROW(flodl::xavier_uniform({5}, 3, 0), flodl::Error);
}

}  // namespace
}  // namespace nn_test
