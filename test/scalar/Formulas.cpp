// The formulas in the operations' records, at the values where their definitions have edges.
#include "flodl/rt/scalar_ops.h"
#include <gtest/gtest.h>
#include <limits>

using namespace flodl::rt;

namespace {

template <class T>
class Formulas : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Formulas, Types);

TYPED_TEST(Formulas, NanPassesThroughMaximaAndLimits) {
  using T = TypeParam;
  T nan = std::numeric_limits<T>::quiet_NaN();
  EXPECT_TRUE(std::isnan(scalar::relu<T>(nan)));
  EXPECT_TRUE(std::isnan(scalar::maximum<T>(nan, 1)));
  EXPECT_TRUE(std::isnan(scalar::maximum<T>(1, nan)));
  EXPECT_TRUE(std::isnan(scalar::minimum<T>(nan, 1)));
  EXPECT_TRUE(std::isnan(scalar::minimum<T>(1, nan)));
  EXPECT_TRUE(std::isnan(scalar::clamp<T>(nan, 0, 1)));
}

TYPED_TEST(Formulas, GradientsAtTheEdges) {
  using T = TypeParam;
  EXPECT_EQ(scalar::threshold_backward<T>(3, 0), T(0));
  EXPECT_EQ(scalar::clamp_backward<T>(3, 1, 0, 1), T(3));
  EXPECT_EQ(scalar::clamp_backward<T>(3, 0, 0, 1), T(3));
  EXPECT_EQ(scalar::clamp_backward<T>(3, 2, 0, 1), T(0));
  EXPECT_EQ(scalar::maximum_backward<T>(3, 2, 2), T(1.5));
  EXPECT_EQ(scalar::maximum_backward<T>(3, 1, 2), T(0));
  EXPECT_EQ(scalar::minimum_backward<T>(3, 1, 2), T(3));
  EXPECT_EQ(scalar::sign<T>(-0.5), T(-1));
  EXPECT_EQ(scalar::sign<T>(0), T(0));
}

TYPED_TEST(Formulas, PowersFoldToProducts) {
  using T = TypeParam;
  EXPECT_EQ(scalar::pow<T>(3, 2), T(9));
  EXPECT_EQ(scalar::pow<T>(-2, 3), T(-8));
  EXPECT_EQ(scalar::pow<T>(4, 0.5), T(2));
  EXPECT_EQ(scalar::pow<T>(4, -0.5), T(0.5));
  EXPECT_EQ(scalar::pow<T>(4, -1), T(0.25));
  EXPECT_EQ(scalar::pow<T>(0, 0), T(1));
  EXPECT_NEAR(scalar::pow<T>(2, 1.5), 2.8284271, 1e-6);
}

// The numbers of the modules' reference: spec values of activations at 1, -1 and 2.
TYPED_TEST(Formulas, Activations) {
  using T = TypeParam;
  EXPECT_NEAR(scalar::gelu<T>(1), 0.8413447, 1e-7);
  EXPECT_NEAR(scalar::gelu<T>(-1), -0.1586553, 1e-7);
  EXPECT_NEAR(scalar::gelu_tanh<T>(1), 0.8411920, 1e-7);
  EXPECT_NEAR(scalar::silu<T>(2), 1.7615942, 2e-7);
  EXPECT_NEAR(scalar::sigmoid<T>(0), 0.5, 0);
}

TYPED_TEST(Formulas, DropoutKeepsAndScales) {
  using T = TypeParam;
  EXPECT_EQ(scalar::dropout<T>(3, 0.5, true, 0.5f), T(6));
  EXPECT_EQ(scalar::dropout<T>(3, 0.5, true, 0.25f), T(0));
  EXPECT_EQ(scalar::dropout<T>(3, 0.5, false, 0.25f), T(3));
  EXPECT_EQ(scalar::dropout<T>(3, 1, true, 0.99f), T(0));
  EXPECT_EQ(scalar::dropout<T>(3, 0, true, 0.0f), T(3));
}

TYPED_TEST(Formulas, GradientsEqualDifferences) {
  // In double, where differences mean something.
  auto difference = [](auto f, double x) { return (f(x + 1e-6) - f(x - 1e-6)) / 2e-6; };
  for (double x : {-3.0, -0.7, 0.1, 1.3, 4.0}) {
    EXPECT_NEAR(scalar::gelu_backward<double>(1, x), difference(scalar::gelu<double>, x), 1e-8);
    EXPECT_NEAR(scalar::gelu_tanh_backward<double>(1, x), difference(scalar::gelu_tanh<double>, x), 1e-8);
    EXPECT_NEAR(scalar::silu_backward<double>(1, x), difference(scalar::silu<double>, x), 1e-8);
    EXPECT_NEAR(scalar::tanh_backward<double>(1, scalar::tanh(x)), difference(scalar::tanh<double>, x), 1e-8);
    EXPECT_NEAR(scalar::sigmoid_backward<double>(1, scalar::sigmoid(x)), difference(scalar::sigmoid<double>, x), 1e-8);
  }
}

}  // namespace
