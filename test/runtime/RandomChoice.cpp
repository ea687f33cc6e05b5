// Random choices by the project's generator: what is drawn, how often, and that draws repeat.
#include "runtime/kernels/RandomChoice.h"
#include "test/runtime/Eager.h"

namespace flodl::test {
namespace {

const std::string path = "node";

at::Tensor integers(int64_t count, int64_t low, int64_t high, DType dtype = kInt64) {
  return apply(OpCode::randint, {}, {Shape{count}, dtype, low, high, path, int64_t{0}});
}

TEST(RandomChoice, IntegersAreUniform) {
  at::Tensor drawn = integers(60000, -2, 4);
  EXPECT_EQ(drawn.min().item<int64_t>(), -2);
  EXPECT_EQ(drawn.max().item<int64_t>(), 3);
  // Six standard deviations around 10000 of each.
  at::Tensor counts = at::bincount(drawn + 2);
  EXPECT_LT((counts - 10000).abs().max().item<int64_t>(), 6 * 92);
  EXPECT_TRUE(bitwise(integers(60000, -2, 4), drawn));
  EXPECT_TRUE(bitwise(integers(100, -2, 4, kFloat32).to(at::kLong), drawn.slice(0, 0, 100)));
  EXPECT_GT(integers(1000, 0, int64_t{1} << 32).max().item<int64_t>(), int64_t{1} << 31);
}

TEST(RandomChoice, PermutationsHoldEveryNumberOnce) {
  for (int64_t count : {0, 1, 7, 1000}) {
    at::Tensor order = apply(OpCode::randperm, {}, {Shape{count}, kInt64, path, int64_t{0}});
    EXPECT_TRUE(bitwise(std::get<0>(order.sort()), at::arange(count)));
  }
  at::Tensor first = apply(OpCode::randperm, {}, {Shape{50}, kInt64, path, int64_t{0}});
  EXPECT_TRUE(bitwise(apply(OpCode::randperm, {}, {Shape{50}, kInt64, path, int64_t{0}}), first));
  EXPECT_FALSE(at::equal(apply(OpCode::randperm, {}, {Shape{50}, kInt64, path, int64_t{1}}), first));
  // Each number is in front equally often: six standard deviations around 500.
  at::Tensor front = at::empty({2000}, at::kLong);
  for (int64_t draw = 0; draw < 2000; ++draw)
    front[draw] = apply(OpCode::randperm, {}, {Shape{4}, kInt64, path, draw})[0];
  EXPECT_LT((at::bincount(front) - 500).abs().max().item<int64_t>(), 6 * 20);
}

TEST(RandomChoice, CoinsFallAsOftenAsTheirProbability) {
  at::Tensor p = at::tensor({0.0, 0.25, 1.0}).expand({20000, 3}).contiguous();
  at::Tensor coins = apply(OpCode::bernoulli, {p}, {path, int64_t{0}}), share = coins.mean(0);
  EXPECT_EQ(share[0].item<double>(), 0);
  EXPECT_EQ(share[2].item<double>(), 1);
  EXPECT_NEAR(share[1].item<double>(), 0.25, 6 * 0.0031);
  EXPECT_CONTAINS(errorOf([] { apply(OpCode::bernoulli, {at::tensor({1.5})}, {path, int64_t{0}}); }), "expects probabilities in [0, 1]");
  at::Tensor x = at::full({5}, 0.5).set_requires_grad(true);
  detail::runtime().backward(handle(apply(OpCode::bernoulli, {x}, {path, int64_t{0}}).sum()), nullptr, false);
  EXPECT_TRUE(bitwise(tensor(detail::runtime().grad(handle(x))), at::zeros({5})));
}

at::Tensor choose(const at::Tensor &weights, int64_t samples, bool replacement, int64_t draw = 0) {
  return apply(OpCode::multinomial, {weights}, {samples, replacement, path, draw});
}

TEST(RandomChoice, IndicesFollowTheirWeights) {
  at::Tensor weights = at::tensor({0.0, 3.0, 0.0, 1.0, 0.0});
  at::Tensor counts = at::bincount(choose(weights, 20000, true), {}, 5);
  EXPECT_EQ(counts[0].item<int64_t>() + counts[2].item<int64_t>() + counts[4].item<int64_t>(), 0);
  EXPECT_NEAR(counts[1].item<double>(), 15000, 6 * 62);
  at::Tensor first = at::empty({4000}, at::kLong);
  for (int64_t draw = 0; draw < 4000; ++draw) {
    at::Tensor both = choose(weights, 2, false, draw);
    EXPECT_NE(both[0].item<int64_t>(), both[1].item<int64_t>());
    first[draw] = both[0];
  }
  EXPECT_NEAR(at::bincount(first, {}, 5)[1].item<double>(), 3000, 6 * 28);
  EXPECT_EQ(choose(at::ones({3, 4}), 2, false).sizes(), (at::IntArrayRef{3, 2}));
}

TEST(RandomChoice, WeightsThatCannotBeDrawnFrom) {
  EXPECT_CONTAINS(errorOf([] { choose(at::tensor({1.0, -1.0}), 1, true); }), "finite and not negative");
  EXPECT_CONTAINS(errorOf([] { choose(at::tensor({1.0, NAN}), 1, true); }), "finite and not negative");
  EXPECT_CONTAINS(errorOf([] { choose(at::zeros({2, 2}), 1, true); }), "a weight above 0 in every row");
  EXPECT_CONTAINS(errorOf([] { choose(at::tensor({1.0, 0.0, 1.0}), 3, false); }), "as many weights above 0 as samples");
}

// Bare operations take their key from libtorch's generator: new numbers each time, the same after a seed.
TEST(RandomChoice, OutsideOfGraphs) {
  at::Tensor x = at::ones({100});
  auto drop = [&] { return apply(OpCode::dropout, {x, 0.5, true}, {std::string(), int64_t{0}}); };
  detail::runtime().manualSeed(3);
  at::Tensor first = drop(), second = drop();
  EXPECT_FALSE(at::equal(first, second));
  detail::runtime().manualSeed(3);
  EXPECT_TRUE(bitwise(drop(), first));
}

}  // namespace
}  // namespace flodl::test
