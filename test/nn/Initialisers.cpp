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
  expectUniform("w_ih", flodl::to_torch(ours.w_ih), theirs->weight_ih, 0.1);
  expectUniform("w_hh", flodl::to_torch(ours.w_hh), theirs->weight_hh, 0.1);
  expectUniform("b_ih", flodl::to_torch(ours.b_ih), theirs->bias_ih, 0.1);
  expectUniform("b_hh", flodl::to_torch(ours.b_hh), theirs->bias_hh, 0.1);
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

}  // namespace
}  // namespace nn_test
