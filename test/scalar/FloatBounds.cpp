// Error bounds of the single-precision functions against the C library in double precision, over a
// dense sweep of all floats.
#include "flodl/rt/scalar.h"
#include <algorithm>
#include <gtest/gtest.h>

using namespace flodl::rt;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan_ = std::numeric_limits<float>::quiet_NaN();

bool canRun() {
#ifdef FLODL_TEST_FMA
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return true;
#endif
}

/// Distance of two neighbouring floats around `value`.
double ulp(double value) {
  int exponent;
  std::frexp(value, &exponent);
  return std::ldexp(1.0, std::max(exponent - 24, -149));
}

struct Worst {
  double error = 0;
  float at = 0;
};

/// Largest error in ulp over every 509th float between `low` and `high`, subnormals included.
template <class Function, class Reference>
Worst worstUlp(Function function, Reference reference, float low, float high) {
  Worst worst;
  for (uint64_t i = 0; i <= 0xFFFFFFFFu; i += 509) {
    float x = __builtin_bit_cast(float, static_cast<uint32_t>(i));
    if (!(x >= low && x <= high))
      continue;
    double expected = reference(static_cast<double>(x)), got = function(x);
    if (std::fabs(expected) > std::numeric_limits<float>::max())  // rounds to infinity, or just below
      expected = std::copysign(std::numeric_limits<float>::max(), expected),
      got = std::isinf(got) ? expected : got;
    double error = std::fabs(got - expected) / ulp(expected);
    if (!(error <= worst.error))
      worst = {error, x};
  }
  return worst;
}

template <class Function, class Reference>
void expectUlp(double bound, Function function, Reference reference, float low = -infinity, float high = infinity) {
  if (!canRun())
    GTEST_SKIP() << "needs AVX2 and FMA";
  Worst worst = worstUlp(function, reference, low, high);
  EXPECT_LT(worst.error, bound) << "at " << std::hexfloat << worst.at;
  testing::Test::RecordProperty("worst_ulp", std::to_string(worst.error));
}

TEST(FloatBounds, Exp) {
  expectUlp(1.2, [](float x) { return math::exp(x); }, [](double x) { return std::exp(x); }, -104, 88.7f);
}
TEST(FloatBounds, Log) {
  expectUlp(1.0, [](float x) { return math::log(x); }, [](double x) { return std::log(x); },
            std::numeric_limits<float>::denorm_min(), std::numeric_limits<float>::max());
}
TEST(FloatBounds, Tanh) {
  expectUlp(1.7, [](float x) { return math::tanh(x); }, [](double x) { return std::tanh(x); });
}
TEST(FloatBounds, Erf) {
  expectUlp(1.6, [](float x) { return math::erf(x); }, [](double x) { return std::erf(x); });
}
TEST(FloatBounds, Sigmoid) {
  expectUlp(3.0, [](float x) { return math::sigmoid(x); }, [](double x) { return 1 / (1 + std::exp(-x)); }, -87, infinity);
}

TEST(FloatBounds, Exp2) {
  expectUlp(1.2, [](float x) { return math::exp2(x); }, [](double x) { return std::exp2(x); }, -150, 128);
}
TEST(FloatBounds, Expm1) {
  expectUlp(2.0, [](float x) { return math::expm1(x); }, [](double x) { return std::expm1(x); }, -infinity, 88.7f);
}
TEST(FloatBounds, Log1p) {
  expectUlp(2.0, [](float x) { return math::log1p(x); }, [](double x) { return std::log1p(x); }, -0.99999994f,
            std::numeric_limits<float>::max());
}
TEST(FloatBounds, Log2) {
  expectUlp(2.0, [](float x) { return math::log2(x); }, [](double x) { return std::log2(x); },
            std::numeric_limits<float>::denorm_min(), std::numeric_limits<float>::max());
}
TEST(FloatBounds, Log10) {
  expectUlp(2.0, [](float x) { return math::log10(x); }, [](double x) { return std::log10(x); },
            std::numeric_limits<float>::denorm_min(), std::numeric_limits<float>::max());
}
TEST(FloatBounds, Softplus) {
  auto reference = [](double x) { return x > 20 ? x : std::log1p(std::exp(x)); };
  expectUlp(4.0, [](float x) { return math::softplus(x, 1.0f, 20.0f); }, reference, -87, infinity);
}
TEST(FloatBounds, Mish) {
  auto reference = [](double x) { return x > 20 ? x : x * std::tanh(std::log1p(std::exp(x))); };
  expectUlp(5.0, [](float x) { return math::mish(x); }, reference, -80, infinity);
}

/// Largest value of `error(got, expected, x)` between -40 and 40.
template <class Function, class Reference, class Error>
double worstOf(Function function, Reference reference, Error error) {
  double worst = 0;
  for (float x = -40; x <= 40; x += 1.0f / 16384)
    worst = std::max(worst, error(static_cast<double>(function(x)), reference(static_cast<double>(x)), x));
  return worst;
}

double normalCdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }
double density(double x) { return std::exp(-0.5 * x * x) / std::sqrt(2 * M_PI); }

TEST(FloatBounds, NormalCdf) {
  if (!canRun())
    GTEST_SKIP() << "needs AVX2 and FMA";
  auto ours = [](float x) { return math::normalCdf(x); };
  EXPECT_LT(worstOf(ours, normalCdf, [](double got, double want, float) { return std::fabs(got - want); }), 2.5e-7);
  auto relative = [](double got, double want, float) { return want < 1e-37 ? 0 : std::fabs(got - want) / want; };
  EXPECT_LT(worstOf(ours, normalCdf, relative), 1e-5);
}

// The bound is absolute up to |x| = 1 and relative to |x| beyond.
TEST(FloatBounds, Gelu) {
  if (!canRun())
    GTEST_SKIP() << "needs AVX2 and FMA";
  auto error = [](double got, double want, float x) { return std::fabs(got - want) / std::max(1.0f, std::fabs(x)); };
  EXPECT_LT(worstOf([](float x) { return math::gelu(x); }, [](double x) { return x * normalCdf(x); }, error), 2e-7);
  EXPECT_LT(worstOf([](float x) { return math::geluBackward(1.0f, x); },
                    [](double x) { return normalCdf(x) + x * density(x); }, error),
            3e-7);
  auto tanhForm = [](double x) { return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x))); };
  EXPECT_LT(worstOf([](float x) { return math::geluTanh(x); }, tanhForm, error), 2e-7);
}

TEST(FloatBounds, Limits) {
  if (!canRun())
    GTEST_SKIP() << "needs AVX2 and FMA";
  EXPECT_EQ(math::exp(infinity), infinity);
  EXPECT_EQ(math::exp(-infinity), 0.0f);
  EXPECT_EQ(math::exp(88.73f), infinity);
  EXPECT_EQ(math::exp(0.0f), 1.0f);
  EXPECT_EQ(math::log(infinity), infinity);
  EXPECT_EQ(math::log(0.0f), -infinity);
  EXPECT_EQ(math::log(-0.0f), -infinity);
  EXPECT_EQ(math::log(1.0f), 0.0f);
  EXPECT_TRUE(std::isnan(math::log(-1.0f)));
  EXPECT_TRUE(std::isnan(math::log(-infinity)));
  EXPECT_EQ(math::exp2(infinity), infinity);
  EXPECT_EQ(math::exp2(-infinity), 0.0f);
  EXPECT_EQ(math::exp2(10.0f), 1024.0f);
  EXPECT_EQ(math::exp2(-149.0f), std::numeric_limits<float>::denorm_min());
  EXPECT_EQ(math::expm1(infinity), infinity);
  EXPECT_EQ(math::expm1(-infinity), -1.0f);
  EXPECT_EQ(math::expm1(0.0f), 0.0f);
  EXPECT_EQ(math::log1p(infinity), infinity);
  EXPECT_EQ(math::log1p(-1.0f), -infinity);
  EXPECT_EQ(math::log1p(0.0f), 0.0f);
  EXPECT_TRUE(std::isnan(math::log1p(-1.5f)));
  for (int k = -149; k < 128; ++k)
    EXPECT_EQ(math::log2(std::ldexp(1.0f, k)), float(k));
  EXPECT_EQ(math::log2(0.0f), -infinity);
  EXPECT_EQ(math::log10(infinity), infinity);
  EXPECT_EQ(math::log10(1.0f), 0.0f);
  EXPECT_EQ(math::tanh(infinity), 1.0f);
  EXPECT_EQ(math::tanh(-infinity), -1.0f);
  EXPECT_TRUE(std::signbit(math::tanh(-0.0f)));
  EXPECT_EQ(math::erf(infinity), 1.0f);
  EXPECT_EQ(math::erf(-infinity), -1.0f);
  EXPECT_EQ(math::sigmoid(-infinity), 0.0f);
  EXPECT_EQ(math::normalCdf(infinity), 1.0f);
  EXPECT_EQ(math::normalCdf(-infinity), 0.0f);
  for (float x : {nan_, -nan_}) {
    EXPECT_TRUE(std::isnan(math::exp(x)));
    EXPECT_TRUE(std::isnan(math::exp2(x)));
    EXPECT_TRUE(std::isnan(math::expm1(x)));
    EXPECT_TRUE(std::isnan(math::log(x)));
    EXPECT_TRUE(std::isnan(math::log1p(x)));
    EXPECT_TRUE(std::isnan(math::log2(x)));
    EXPECT_TRUE(std::isnan(math::mish(x)));
    EXPECT_TRUE(std::isnan(math::softplus(x, 1.0f, 20.0f)));
    EXPECT_TRUE(std::isnan(math::tanh(x)));
    EXPECT_TRUE(std::isnan(math::erf(x)));
    EXPECT_TRUE(std::isnan(math::gelu(x)));
  }
}

}  // namespace
