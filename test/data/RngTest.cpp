// The published numbers of the host generator.
#include "flodl/base/error.h"
#include "flodl/rng.h"
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

using namespace flodl;

static std::vector<int> shuffled(uint64_t seed) {
  std::vector<int> order(10);
  std::iota(order.begin(), order.end(), 0);
  Rng::seed(seed).shuffle(order);
  return order;
}

TEST(Rng, raw_draws) {
  Rng zero = Rng::seed(0), fortyTwo = Rng::seed(42);
  for (uint64_t draw : {0x53175d61490b23dfu, 0x61da6f3dc380d507u, 0x5c0fdf91ec9a7bfcu})
    EXPECT_EQ(zero.next(), draw);
  for (uint64_t draw : {0xd0764d4f4476689fu, 0x519e4174576f3791u, 0xfbe07cfb0c24ed8cu})
    EXPECT_EQ(fortyTwo.next(), draw);
}

TEST(Rng, integers) {
  Rng zero = Rng::seed(0), fortyTwo = Rng::seed(42);
  for (uint64_t value : {32, 38, 35, 1, 49, 2, 85, 84})
    EXPECT_EQ(zero.below(100), value);
  for (uint64_t value : {81, 31, 98, 70, 79, 58, 12, 60})
    EXPECT_EQ(fortyTwo.below(100), value);
  for (int i = 0; i < 1000; ++i) {
    int64_t value = zero.range(-3, 4);
    EXPECT_TRUE(value >= -3 && value < 4);
  }
  EXPECT_EQ(zero.below(1), 0u);
  EXPECT_THROW(zero.below(0), Error);
  EXPECT_THROW(zero.range(2, 2), Error);
}

TEST(Rng, reals) {
  Rng zero = Rng::seed(0), fortyTwo = Rng::seed(42);
  for (double value : {0.3245752680314067, 0.38223929651167343, 0.3596172076473553})
    EXPECT_EQ(zero.f64(), value);
  for (double value : {0.8143051451229099, 0.3188210400616611, 0.9838941681774888})
    EXPECT_EQ(fortyTwo.f64(), value);
  for (int i = 0; i < 1000; ++i) {
    float value = zero.f32();
    EXPECT_TRUE(value >= 0 && value < 1);
    EXPECT_FALSE(zero.bernoulli(0));
    EXPECT_TRUE(zero.bernoulli(1));
  }
}

TEST(Rng, normal_has_the_asked_moments) {
  Rng rng = Rng::seed(7);
  double sum = 0, squares = 0;
  constexpr int n = 100000;
  for (int i = 0; i < n; ++i) {
    double value = rng.normal(3, 2);
    sum += value;
    squares += (value - 3) * (value - 3);
  }
  // Three standard errors: 3 * 2 / sqrt(n) and 3 * 4 * sqrt(2 / n).
  EXPECT_NEAR(sum / n, 3, 0.019);
  EXPECT_NEAR(squares / n, 4, 0.054);
}

TEST(Rng, permutations) {
  EXPECT_EQ(shuffled(0), (std::vector<int>{1, 4, 5, 8, 6, 7, 0, 2, 9, 3}));
  EXPECT_EQ(shuffled(42), (std::vector<int>{5, 3, 1, 0, 9, 6, 4, 7, 2, 8}));
  EXPECT_EQ(shuffled(43), (std::vector<int>{8, 4, 3, 0, 9, 2, 6, 7, 5, 1}));
}

TEST(Rng, a_copy_continues_on_its_own) {
  Rng a = Rng::seed(1);
  a.next();
  Rng b = a;
  EXPECT_EQ(a.next(), b.next());
  a.next();
  EXPECT_NE(a.next(), b.next());
}
