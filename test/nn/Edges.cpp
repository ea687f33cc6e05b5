// Edge cases of every family of operations in eager execution, against libtorch: empty tensors, size-1 broadcasting,
// operands that do not lie row by row, infinite and undefined values, the ends of integers, and mistakes that must be
// errors. test/e2e/Inputs/edges.cpp has the compiled side.
#include "test/nn/Reference.h"

namespace nn_test {
namespace {

using flodl::Tensor;
using Tensors = std::vector<at::Tensor>;

/// An operation of one matrix, here and in libtorch.
struct Pair {
  const char *name;
  std::function<Tensor(const Tensor &)> ours;
  std::function<at::Tensor(const at::Tensor &)> theirs;
  /// Runs without rows, and with elements that are no numbers.
  bool ofNothing = true, undefined = true;
};

/// Matrices of six columns, by what is special about them.
std::vector<std::pair<std::string, at::Tensor>> matrices() {
  at::Tensor usual = at::randn({5, 6}, at::kDouble), special = usual.clone();
  special[0][1] = std::numeric_limits<double>::quiet_NaN();
  special[1][0] = std::numeric_limits<double>::infinity();
  special[2] = -std::numeric_limits<double>::infinity();
  special[3][5] = 0;
  return {{"usual", usual},
          {"empty", usual.narrow(0, 0, 0)},
          {"one row", usual.narrow(0, 2, 1)},
          {"transposed", at::randn({6, 4}, at::kDouble).t()},
          {"strided", at::randn({8, 12}, at::kDouble).slice(0, 1, 8, 2).slice(1, 0, 12, 2)},
          {"expanded", at::randn({1, 6}, at::kDouble).expand({3, 6})},
          {"undefined", special}};
}

/// Results and gradients agree, both with NaN at the same places. The operations are libtorch's own or compositions that
/// round each element fewer than 64 times.
void expectAgreement(const Pair &pair) {
  auto agree = [](const at::Tensor &a, const at::Tensor &b) {
    return a.sizes() == b.sizes() && a.scalar_type() == b.scalar_type() && a.allclose(b, 64 * 0x1p-52, 64 * 0x1p-52, /*equal_nan=*/true);
  };
  for (auto &[what, x] : matrices()) {
    if ((!pair.ofNothing && what == "empty") || (!pair.undefined && what == "undefined"))
      continue;
    SCOPED_TRACE(std::string(pair.name) + " of a matrix that is " + what);
    at::Tensor left = x.detach().requires_grad_(), right = x.detach().requires_grad_();
    at::Tensor theirs = pair.theirs(right), ours = flodl::to_torch(pair.ours(flodl::from_torch(left)));
    EXPECT_TRUE(agree(ours, theirs)) << ours << "\nbut libtorch has\n" << theirs;
    EXPECT_EQ(ours.requires_grad(), theirs.requires_grad());
    if (!ours.requires_grad() || !theirs.requires_grad())
      continue;
    at::Tensor form = at::randn(theirs.sizes(), theirs.options());
    ours.backward(form);
    theirs.backward(form);
    auto gradient = [](const at::Tensor &t) { return t.grad().defined() ? t.grad() : at::zeros_like(t); };
    EXPECT_TRUE(agree(gradient(left), gradient(right))) << gradient(left) << "\nbut libtorch has\n" << gradient(right);
  }
}

/// A tensor of the test as an operand of both sides.
Tensor ours(const at::Tensor &t) { return flodl::from_torch(t); }

#define SAME(call) #call, [=](const Tensor &x) { using namespace flodl; return call; }, [=](const at::Tensor &x) { using namespace at; return call; }

TEST(Edges, Elementwise) {
  at::Tensor row = at::randn({6}, at::kDouble), one = at::randn({1, 1}, at::kDouble);
  Tensor ourRow = ours(row), ourOne = ours(one);
  for (const Pair &pair : std::vector<Pair>{
           {SAME(exp(x))}, {SAME(log(x))}, {SAME(sqrt(x))}, {SAME(tanh(x))}, {SAME(sigmoid(x))}, {SAME(relu(x))}, {SAME(gelu(x))},
           {SAME(abs(x))}, {SAME(sign(x))}, {SAME(floor(x))}, {SAME(reciprocal(x))}, {SAME(pow(x, 2))}, {SAME(pow(x, 0.5))},
           {SAME(clamp(x, -0.5, 0.5))}, {SAME(x / 0)}, {SAME(x * x - x)}, {SAME(fmod(x, 0.3))}, {SAME(remainder(x, -0.3))},
           {SAME(isnan(x))}, {SAME(isinf(x))}, {SAME(x > 0)}, {SAME(x == x)}, {SAME(erf(x))}, {SAME(log1p(x))}, {SAME(atan(x))},
           {"row", [=](const Tensor &x) { return x * ourRow + ourOne; }, [=](const at::Tensor &x) { return x * row + one; }},
           {"maximum", [=](const Tensor &x) { return flodl::maximum(x, ourRow); }, [=](const at::Tensor &x) { return at::maximum(x, row); }},
           {"where", [=](const Tensor &x) { return flodl::where(x > 0, ourOne, x); }, [=](const at::Tensor &x) { return at::where(x > 0, one, x); }},
       })
    expectAgreement(pair);
}

TEST(Edges, Reductions) {
  for (const Pair &pair : std::vector<Pair>{
           {SAME(sum(x))}, {SAME(sum(x, {-1}))}, {"kept", [](const Tensor &x) { return flodl::sum(x, {0, 1}, true); }, [](const at::Tensor &x) { return at::sum(x, at::IntArrayRef({0, 1}), true); }}, {SAME(mean(x, {0}))}, {SAME(mean(x))}, {SAME(prod(x, -1))},
           {SAME(prod(x, 0))}, {SAME(amax(x, {-1}))}, {SAME(amin(x, {1}, true))}, {SAME(amax(x, {0})), /*ofNothing=*/false},
           {SAME(logsumexp(x, {0}))}, {SAME(logsumexp(x, {-1}))}, {SAME(argmax(x, -1))}, {SAME(argmin(x, 0)), false},
           {"any", [](const Tensor &x) { return flodl::any(x, {0}); }, [](const at::Tensor &x) { return at::any(x, 0); }},
           {"all", [](const Tensor &x) { return flodl::all(x, {-1}); }, [](const at::Tensor &x) { return at::all(x, -1); }}, {SAME(max(x)), false}, {SAME(median(x)), false, false}, {SAME(count_nonzero(x))},
           {"var", [](const Tensor &x) { return flodl::var(x, {1}); }, [](const at::Tensor &x) { return at::var(x, {1}); }},
           {"var of columns", [](const Tensor &x) { return flodl::var(x, {0}); }, [](const at::Tensor &x) { return at::var(x, {0}); }},
           {"deviation", [](const Tensor &x) { return flodl::stddev(x, {-1}); }, [](const at::Tensor &x) { return at::std(x, {-1}); }},
           {"norm", [](const Tensor &x) { return flodl::norm(x, 2, {-1}); }, [](const at::Tensor &x) { return at::norm(x, 2, {-1}); }},
       })
    expectAgreement(pair);
}

TEST(Edges, Scans) {
  for (const Pair &pair : std::vector<Pair>{{SAME(cumsum(x, 0))}, {SAME(cumsum(x, -1))}, {SAME(cumprod(x, 0))}, {SAME(cumprod(x, -2))},
                                            {SAME(flip(x, {0, -1}))}})
    expectAgreement(pair);
}

TEST(Edges, Shapes) {
  for (const Pair &pair : std::vector<Pair>{
           {SAME(transpose(x, -1, -2))}, {SAME(cat({x, x}, 0))}, {SAME(cat({x, x}, -1))}, {SAME(stack({x, x}, -1))}, {SAME(x.select(-1, -2))},
           {SAME(roll(x, {2}, {0}))}, {SAME(x.unsqueeze(-1).squeeze(-1))}, {SAME(triu(x, -1))}, {SAME(tril(x, 2))}, {SAME(diagonal(x, 1, 0, 1))},
           {SAME(x.narrow(1, 2, 3))}, {SAME(x.repeat({2, 3}))}, {SAME(x.expand({2, -1, -1}))}, {SAME(flatten(x, 0, -1))},
           {SAME(x.permute({1, 0}))}, {SAME(movedim(x, 0, -1))},
           {"pad", [](const Tensor &x) { return flodl::pad(x, {1, -2, 0, 1}); }, [](const at::Tensor &x) { return at::constant_pad_nd(x, {1, -2, 0, 1}); }},
           {"chunks", [](const Tensor &x) { return flodl::chunk(x, 4, 1)[2]; }, [](const at::Tensor &x) { return at::chunk(x, 4, 1)[2]; }},
           {"pieces", [](const Tensor &x) { return flodl::split(x, 4, -1)[1]; }, [](const at::Tensor &x) { return at::split(x, 4, -1)[1]; }},
       })
    expectAgreement(pair);
}

TEST(Edges, IndexingAndScatter) {
  at::Tensor columns = at::tensor({5, 0, 5, 2}, at::kLong), none = at::empty({0}, at::kLong);
  Tensor ourColumns = ours(columns), ourNone = ours(none);
  auto places = [](const at::Tensor &x) { return x.detach().nan_to_num(0, 1, -1).abs().to(at::kLong).remainder(6); };
  auto ourPlaces = [=](const Tensor &x) { return ours(places(flodl::to_torch(x))); };
  for (const Pair &pair : std::vector<Pair>{
           {"index_select", [=](const Tensor &x) { return x.index_select(-1, ourColumns); }, [=](const at::Tensor &x) { return x.index_select(-1, columns); }},
           {"no index", [=](const Tensor &x) { return x.index_select(1, ourNone); }, [=](const at::Tensor &x) { return x.index_select(1, none); }},
           {"gather", [=](const Tensor &x) { return x.gather(-1, ourPlaces(x)); }, [=](const at::Tensor &x) { return x.gather(-1, places(x)); }},
           {"scatter_add", [=](const Tensor &x) { return flodl::scatter_add(x, 1, ourPlaces(x), x); }, [=](const at::Tensor &x) { return at::scatter_add(x, 1, places(x), x); }},
           {"index_add", [=](const Tensor &x) { return flodl::index_add(x, 1, ourColumns, x.narrow(1, 0, 4)); }, [=](const at::Tensor &x) { return at::index_add(x, 1, columns, x.narrow(1, 0, 4)); }},
           {"masked_fill", [](const Tensor &x) { return flodl::masked_fill(x, x > 0, -2); }, [](const at::Tensor &x) { return at::masked_fill(x, x > 0, -2); }},
           {"one_hot", [=](const Tensor &x) { return flodl::one_hot(ourPlaces(x), 6); }, [=](const at::Tensor &x) { return (places(x).unsqueeze(-1) == at::arange(6)).to(at::kLong); }},
       })
    expectAgreement(pair);
}

TEST(Edges, Sorting) {
  at::Tensor line = std::get<0>(at::sort(at::randn({6}, at::kDouble)));
  Tensor ourLine = ours(line);
  for (const Pair &pair : std::vector<Pair>{
           {"sort", [](const Tensor &x) { return flodl::sort(x, -1, true)[0]; }, [](const at::Tensor &x) { return std::get<0>(at::sort(x, std::optional<bool>(true) /*stable*/, -1, true)); }},
           {"positions", [](const Tensor &x) { return flodl::argsort(x, 0); }, [](const at::Tensor &x) { return std::get<1>(at::sort(x, std::optional<bool>(true) /*stable*/, 0)); }},
           {"topk", [](const Tensor &x) { return flodl::topk(x, 2, 1)[0]; }, [](const at::Tensor &x) { return std::get<0>(at::topk(x, 2, 1)); }},
           {"searchsorted", [=](const Tensor &x) { return flodl::searchsorted(ourLine, x); }, [=](const at::Tensor &x) { return at::searchsorted(line, x); }, true, false},
           {"median", [](const Tensor &x) { return flodl::median(x, 1)[0]; }, [](const at::Tensor &x) { return std::get<0>(at::median(x, 1)); }},
           {"values", [](const Tensor &x) { return flodl::unique(x.detach())[0]; }, [](const at::Tensor &x) { return std::get<0>(at::_unique2(x.detach())); }, true, false},
       })
    expectAgreement(pair);
}

TEST(Edges, UniqueValuesAreCounted) {
  at::Tensor x = at::randint(5, {40});
  auto [values, inverse, counts] = flodl::unique(ours(x), false);
  EXPECT_TRUE(flodl::to_torch(values).index_select(0, flodl::to_torch(inverse)).equal(x));
  for (int64_t i = 0; i < int64_t(values.size(0)); ++i)
    EXPECT_EQ(flodl::to_torch(counts)[i].item<int64_t>(), (x == flodl::to_torch(values)[i]).sum().item<int64_t>());
}

TEST(Edges, ProductsAndDistances) {
  at::Tensor weight = at::randn({3, 6}, at::kDouble), bias = at::randn({3}, at::kDouble), other = at::randn({6, 2}, at::kDouble);
  Tensor ourWeight = ours(weight), ourBias = ours(bias), ourOther = ours(other);
  for (const Pair &pair : std::vector<Pair>{
           {"linear", [=](const Tensor &x) { return flodl::linear(x, ourWeight, ourBias); }, [=](const at::Tensor &x) { return at::linear(x, weight, bias); }},
           {"matmul", [=](const Tensor &x) { return flodl::matmul(x, ourOther); }, [=](const at::Tensor &x) { return at::matmul(x, other); }},
           {"of columns", [=](const Tensor &x) { return flodl::matmul(x.transpose(0, 1), x); }, [=](const at::Tensor &x) { return at::matmul(x.t(), x); }},
           {"batches", [=](const Tensor &x) { return flodl::matmul(x.unsqueeze(1), ourOther); }, [=](const at::Tensor &x) { return at::matmul(x.unsqueeze(1), other); }},
           {"cdist", [=](const Tensor &x) { return flodl::cdist(x, ourWeight); },
            [=](const at::Tensor &x) { return at::cdist(x, weight, 2, /*compute_mode=*/2); }, true, false},
       })
    expectAgreement(pair);
}

/// Rows as images `[N, 1, 2, 3]`, sequences `[N, 1, 6]`.
TEST(Edges, NetworkKernels) {
  at::Tensor kernel = at::randn({2, 1, 2, 2}, at::kDouble), up = at::randn({1, 2, 2, 2}, at::kDouble), scale = at::randn({6}, at::kDouble);
  Tensor ourKernel = ours(kernel), ourUp = ours(up), ourScale = ours(scale), nothing;
  auto image = [](const auto &x) { return x.reshape({x.size(0), 1, 2, 3}); };
  auto line = [](const auto &x) { return x.unsqueeze(1); };
  for (const Pair &pair : std::vector<Pair>{
           {"conv2d", [=](const Tensor &x) { return flodl::conv2d(image(x), ourKernel, nothing, {1, 1}, {1, 0}, {1, 1}, 1); },
            [=](const at::Tensor &x) { return at::conv2d(image(x), kernel, {}, {1, 1}, {1, 0}); }, true, false},
           {"conv_transpose2d", [=](const Tensor &x) { return flodl::conv_transpose2d(image(x), ourUp); },
            [=](const at::Tensor &x) { return at::conv_transpose2d(image(x), up); }, true, false},
           {"max_pool1d", [=](const Tensor &x) { return flodl::max_pool1d(line(x), {2}); }, [=](const at::Tensor &x) { return at::max_pool1d(line(x), 2); }},
           {"avg_pool1d", [=](const Tensor &x) { return flodl::avg_pool1d(line(x), {4}, {2}); }, [=](const at::Tensor &x) { return at::avg_pool1d(line(x), 4, 2); }},
           {"adaptive", [=](const Tensor &x) { return flodl::adaptive_avg_pool2d(image(x), {2, 2}); },
            [=](const at::Tensor &x) { return at::adaptive_avg_pool2d(image(x), {2, 2}); }},
           {"layer_norm", [=](const Tensor &x) { return flodl::layer_norm(x, ourScale, nothing, 1e-5, {6}); },
            [=](const at::Tensor &x) { return at::layer_norm(x, {6}, scale, {}, 1e-5); }},
           {"group_norm", [=](const Tensor &x) { return flodl::group_norm(x, ourScale, nothing, 1e-5, 2); },
            [=](const at::Tensor &x) { return at::group_norm(x, 2, scale); }},
           {"softmax", [](const Tensor &x) { return flodl::softmax(x, -1); }, [](const at::Tensor &x) { return at::softmax(x, -1); }},
           {"of columns", [](const Tensor &x) { return flodl::log_softmax(x, 0); }, [](const at::Tensor &x) { return at::log_softmax(x, 0); }},
           {"nearest-exact", [=](const Tensor &x) { return flodl::interpolate(image(x), {3, 4}, "nearest-exact"); },
            [=](const at::Tensor &x) { return at::_upsample_nearest_exact2d(image(x), {3, 4}); }},
           {"bilinear", [=](const Tensor &x) { return flodl::interpolate(image(x), {3, 4}, "bilinear"); },
            [=](const at::Tensor &x) { return at::upsample_bilinear2d(image(x), {3, 4}, false); }, true, false},
           {"attention", [=](const Tensor &x) { return flodl::scaled_dot_product_attention(line(x), line(x), line(x)); },
            [=](const at::Tensor &x) { return at::scaled_dot_product_attention(line(x), line(x), line(x)); }, true, false},
       })
    expectAgreement(pair);
}

TEST(Edges, RecurrentAndEmbedding) {
  at::Tensor inWeight = at::randn({12, 6}, at::kDouble), weight = at::randn({12, 4}, at::kDouble), bias = at::randn({12}, at::kDouble);
  Tensor ourInWeight = ours(inWeight), ourWeight = ours(weight), ourBias = ours(bias);
  auto state = [](const at::Tensor &x) { return at::zeros({1, 1, 4}, x.options()); };
  auto rows = [](const at::Tensor &x) { return at::zeros({x.size(0), 4}, x.options()); };
  at::Tensor table = at::randn({6, 3}, at::kDouble);
  auto places = [](const at::Tensor &x) { return x.detach().abs().to(at::kLong).remainder(6); };
  for (const Pair &pair : std::vector<Pair>{
           {"gru_cell", [=](const Tensor &x) { return flodl::gru_cell(x, ours(rows(flodl::to_torch(x))), ourInWeight, ourWeight, ourBias, ourBias); },
            [=](const at::Tensor &x) { return at::gru_cell(x, rows(x), inWeight, weight, bias, bias); }},
           {"gru", [=](const Tensor &x) { return flodl::gru(x.unsqueeze(1), ours(state(flodl::to_torch(x))), {{ourInWeight, ourWeight, ourBias, ourBias}})[0]; },
            [=](const at::Tensor &x) { return std::get<0>(at::gru(x.unsqueeze(1), state(x), {inWeight, weight, bias, bias}, true, 1, 0, true, false, false)); },
            /*ofNothing=*/false},
           {"embedding", [=](const Tensor &x) { return flodl::embedding(ours(table), ours(places(flodl::to_torch(x))), -1); },
            [=](const at::Tensor &x) { return at::embedding(table, places(x)); }, true, false},
       })
    expectAgreement(pair);
}

TEST(Edges, Losses) {
  at::Tensor target = at::rand({6}, at::kDouble);
  Tensor ourTarget = ours(target);
  auto labels = [](const at::Tensor &x) { return at::arange(x.size(0)).remainder(6); };
  auto ourLabels = [=](const Tensor &x) { return ours(labels(flodl::to_torch(x))); };
  auto spread = [=](const at::Tensor &x) { return target.expand_as(x); };
  auto ourSpread = [=](const Tensor &x) { return ours(spread(flodl::to_torch(x))); };
  for (const Pair &pair : std::vector<Pair>{
           {"mse", [=](const Tensor &x) { return flodl::mse_loss(x, ourSpread(x)); }, [=](const at::Tensor &x) { return at::mse_loss(x, spread(x)); }},
           {"l1", [=](const Tensor &x) { return flodl::l1_loss(x, ourSpread(x)); }, [=](const at::Tensor &x) { return at::l1_loss(x, spread(x)); }},
           {"cross_entropy", [=](const Tensor &x) { return flodl::cross_entropy_loss(x, ourLabels(x)); },
            [=](const at::Tensor &x) { return at::cross_entropy_loss(x, labels(x)); }},
           {"bce_with_logits", [=](const Tensor &x) { return flodl::bce_with_logits_loss(x, ourSpread(x)); },
            [=](const at::Tensor &x) { return at::binary_cross_entropy_with_logits(x, spread(x)); }},
       })
    expectAgreement(pair);
}

TEST(Edges, RandomNumbersOfNothing) {
  using namespace flodl;
  EXPECT_EQ(str(randn({0, 3}).shape()) + str(rand({2, 0}).shape()) + str(randperm(0).shape()) + str(arange(0).shape()),
            "[0, 3][2, 0][0][0]");
  EXPECT_EQ(str(dropout(zeros({0, 3}), 0.5, true).shape()), "[0, 3]");
  EXPECT_EQ(int64_t(randint(0, 5, {0}).numel()), 0);
  EXPECT_EQ(str(eye(0, 3).shape()), "[0, 3]");
}

TEST(Edges, IntegersWrapAround) {
  using namespace flodl;
  int64_t most = std::numeric_limits<int64_t>::max(), least = std::numeric_limits<int64_t>::min();
  Tensor ends = from_vector<int64_t>({most, least}, {2});
  EXPECT_EQ((ends + 1).to_vector<int64_t>(), (std::vector<int64_t>{least, least + 1}));
  EXPECT_EQ((-ends).to_vector<int64_t>(), (std::vector<int64_t>{-most, least}));
  EXPECT_EQ((ends * 2).to_vector<int64_t>(), (std::vector<int64_t>{-2, 0}));
  EXPECT_EQ(abs(ends).to_vector<int64_t>(), (std::vector<int64_t>{most, least}));
  Tensor large = from_vector<int32_t>({std::numeric_limits<int32_t>::max()}, {1});
  EXPECT_EQ((large + 1).to_vector<int32_t>()[0], std::numeric_limits<int32_t>::min());
  EXPECT_EQ(sum(cat({large, large}, 0)).item<int64_t>(), 2 * int64_t(large.item<int32_t>())) << "sums are int64";
  EXPECT_EQ(cumsum(ends, 0).to_vector<int64_t>(), (std::vector<int64_t>{most, -1}));
}

/// What an operation must refuse, without harm to the process.
TEST(Edges, MistakesAreErrors) {
  using namespace flodl;
  Tensor x = randn({3, 4}), y = randn({5, 4}), image = randn({1, 2, 4, 4}), index = from_vector<int64_t>({0, 4}, {2});
  Tensor below = from_vector<int64_t>({-1}, {1}), none = zeros({0, 4});
  EXPECT_THROW(x + y, Error);
  EXPECT_THROW(sum(x, {2}), Error);
  EXPECT_THROW(sum(x, {-3}), Error);
  EXPECT_THROW(amax(none, {0}), Error);
  EXPECT_THROW(argmax(none, 0), Error);
  EXPECT_THROW(max(zeros({0})), Error);
  EXPECT_THROW(cumsum(x, 2), Error);
  EXPECT_THROW(softmax(x, -3), Error);
  EXPECT_THROW(reshape(x, {5, 2}), Error);
  EXPECT_THROW(transpose(x, 0, 2), Error);
  EXPECT_THROW(x.narrow(0, 2, 2), Error);
  EXPECT_THROW(x.select(1, 4), Error);
  EXPECT_THROW(cat({x, randn({3, 5})}, 0), Error);
  EXPECT_THROW(x.index_select(0, index), Error);
  EXPECT_THROW(x.index_select(0, below), Error);
  EXPECT_THROW(x.gather(0, zeros({3, 4}, {kInt64}) + 3), Error);
  EXPECT_THROW(scatter_add(x, 1, zeros({3, 4}, {kInt64}) - 1, x), Error);
  EXPECT_THROW(index_add(x, 0, index, y.narrow(0, 0, 2)), Error);
  EXPECT_THROW(one_hot(index, 4), Error);
  EXPECT_THROW(topk(x, 5, 1), Error);
  EXPECT_THROW(sort(x, 2), Error);
  EXPECT_THROW(matmul(x, y), Error);
  EXPECT_THROW(linear(x, randn({2, 3})), Error);
  EXPECT_THROW(cdist(x, randn({2, 3})), Error);
  EXPECT_THROW(conv2d(image, randn({2, 2, 5, 5})), Error);
  EXPECT_THROW(conv2d(image, randn({2, 3, 1, 1})), Error);
  EXPECT_THROW(max_pool2d(image, {5, 5}), Error);
  EXPECT_THROW(avg_pool2d(image, {2, 2}, {}, {2, 2}), Error);
  EXPECT_THROW(group_norm(image, {}, {}, 1e-5, 3), Error);
  EXPECT_THROW(layer_norm(x, {}, {}, 1e-5, {3}), Error);
  EXPECT_THROW(interpolate(image, {3}, "bilinear"), Error);
  EXPECT_THROW(interpolate(image, {3, 3}, "cubic"), Error);
  EXPECT_THROW(interpolate(image, {3, 3, 3}, "nearest"), Error);
  EXPECT_THROW(pad(image, {4, 0}, "reflect"), Error);
  EXPECT_THROW(pixel_shuffle(image, 2), Error);
  EXPECT_THROW(mse_loss(x, y), Error);
  EXPECT_THROW(cross_entropy_loss(x, from_vector<int64_t>({0, 1, 4}, {3})), Error);
  EXPECT_THROW(nll_loss(x, from_vector<int64_t>({0, -1, 2}, {3})), Error);
  EXPECT_THROW(Embedding(4, 2)(index), Error);
  EXPECT_THROW(EmbeddingBag(4, 2)(index.reshape({1, 2})), Error);
  EXPECT_THROW(GRU(4, 2)(randn({3, 2, 5})), Error);
  EXPECT_THROW(LSTM(4, 2).forward_seq(randn({3, 2, 4}), zeros({2, 2, 2})), Error);
  EXPECT_THROW(MultiheadAttention(4, 2)(randn({2, 3, 6})), Error);
  EXPECT_THROW(multinomial(x, 2), Error) << "negative weights";
  EXPECT_THROW(bernoulli(x * 10 + 20), Error);
  EXPECT_THROW(randint(3, 3, {2}), Error);
  EXPECT_THROW(arange(0, 5, 0), Error);
  EXPECT_THROW(zeros({-1}), Error);
  EXPECT_THROW(from_vector<float>({1, 2}, {3}), Error);
}

}  // namespace
}  // namespace nn_test
