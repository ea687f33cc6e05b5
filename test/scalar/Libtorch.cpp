// The formulas in the records against the libtorch functions that they stand for: at random numbers, and
// at zeros, infinities, NaN and the places where formulas change.
#include "flodl/rt/scalar_ops.h"
#include <ATen/ATen.h>
#include <gtest/gtest.h>

using namespace flodl::rt;

namespace {

template <class T>
constexpr at::ScalarType torchType = std::is_same_v<T, float> ? at::kFloat : at::kDouble;

template <class T>
const T *elements(const at::Tensor &tensor) { return static_cast<const T *>(tensor.const_data_ptr()); }

/// 512 numbers: those at which formulas of the records change, and random ones up to `limit`. libtorch's vector code
/// takes them all; what it does with the rest of other lengths differs in a few gradients at NaN.
template <class T>
at::Tensor numbers(T limit = 5) {
  constexpr T infinity = std::numeric_limits<T>::infinity();
  std::vector<T> edges = {0,  -T(0), 1,  -1,   T(0.5), T(-0.5), T(1.5), T(2.5), 3,        -3,
                          6,  20,    21, -20,  T(1e-8), T(-1e-8), 50,   -50,   infinity, -infinity,
                          std::numeric_limits<T>::quiet_NaN()};
  at::Tensor list = at::cat({at::tensor(edges, torchType<T>), (at::rand({512 - int64_t(edges.size())}, torchType<T>) * 2 - 1) * limit});
  return list.index_select(0, at::randperm(list.numel()));
}

/// Elements are equal, both NaN, or apart by at most `ulps` roundings of the expected one. Intermediate
/// results of libtorch and of a formula differ by a rounding or two each.
template <class T>
void expectClose(const char *what, const std::vector<T> &got, const at::Tensor &expected, double ulps) {
  at::Tensor want = expected.to(torchType<T>).contiguous();
  ASSERT_EQ(want.numel(), int64_t(got.size())) << what;
  constexpr double epsilon = std::numeric_limits<T>::epsilon();
  for (size_t i = 0; i < got.size(); ++i) {
    double a = got[i], b = elements<T>(want)[i];
    if (a == b || (std::isnan(a) && std::isnan(b)))
      continue;
    EXPECT_LE(std::fabs(a - b), ulps * epsilon * std::max(std::fabs(b), double(std::numeric_limits<T>::min())))
        << what << ", element " << i << ": got " << a << ", expected " << b;
  }
}

template <class T, class Formula>
std::vector<T> each(const Formula &formula, const at::Tensor &a) {
  std::vector<T> out;
  for (int64_t i = 0; i < a.numel(); ++i)
    out.push_back(T(formula(elements<T>(a)[i])));
  return out;
}
template <class T, class Formula>
std::vector<T> each(const Formula &formula, const at::Tensor &a, const at::Tensor &b) {
  std::vector<T> out;
  for (int64_t i = 0; i < a.numel(); ++i)
    out.push_back(T(formula(elements<T>(a)[i], elements<T>(b)[i])));
  return out;
}

template <class T>
class Libtorch : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Libtorch, Types);

#define UNARY(name, ulps) \
  expectClose<T>(#name, each<T>([](T x) { return scalar::name<T>(x); }, x), at::name(x), ulps)
#define BINARY(name, ulps) \
  expectClose<T>(#name, each<T>([](T x, T y) { return scalar::name<T>(x, y); }, x, y), at::name(x, y), ulps)

// Without an operation that rounds more than once.
TYPED_TEST(Libtorch, ExactFunctions) {
  using T = TypeParam;
  at::Tensor x = numbers<T>(), y = numbers<T>();
  UNARY(floor, 0);
  UNARY(ceil, 0);
  UNARY(trunc, 0);
  UNARY(round, 0);
  UNARY(frac, 0);
  UNARY(abs, 0);
  UNARY(neg, 0);
  UNARY(reciprocal, 0);
  UNARY(square, 0);
  UNARY(isnan, 0);
  UNARY(isinf, 0);
  UNARY(isfinite, 0);
  UNARY(logical_not, 0);
  BINARY(maximum, 0);
  BINARY(minimum, 0);
  BINARY(fmod, 0);
  BINARY(remainder, 0);
  BINARY(logical_xor, 0);
  expectClose<T>("floor_divide", each<T>([](T a, T b) { return scalar::floor_divide<T>(a, b); }, x, y), at::div(x, y, "floor"), 0);
  expectClose<T>("div_trunc", each<T>([](T a, T b) { return scalar::div_trunc<T>(a, b); }, x, y), at::div(x, y, "trunc"), 0);
  for (bool equalNan : {false, true}) {
    at::Tensor near = x * (1 + at::randn_like(x) * 1e-5);
    expectClose<T>("isclose", each<T>([&](T a, T b) { return scalar::isclose<T>(a, b, 1e-5, 1e-6, equalNan); }, x, near),
                   at::isclose(x, near, 1e-5, 1e-6, equalNan), 0);
  }
}

// The C library's functions and libtorch's vector ones are within 1 ulp of the true value each, ours within 2.
TYPED_TEST(Libtorch, ElementaryFunctions) {
  using T = TypeParam;
  at::Tensor x = numbers<T>(), y = numbers<T>();
  UNARY(exp, 4);
  UNARY(exp2, 4);
  UNARY(expm1, 4);
  UNARY(log, 4);
  UNARY(log2, 4);
  UNARY(log10, 4);
  UNARY(log1p, 4);
  UNARY(sqrt, 1);
  UNARY(rsqrt, 3);
  UNARY(erf, 4);
  UNARY(erfc, 4);
  UNARY(sin, 4);
  UNARY(cos, 4);
  UNARY(tan, 4);
  UNARY(asin, 4);
  UNARY(acos, 4);
  UNARY(atan, 4);
  UNARY(sinh, 4);
  UNARY(cosh, 4);
  UNARY(asinh, 4);
  UNARY(acosh, 4);
  UNARY(atanh, 4);
  BINARY(atan2, 4);
  expectClose<T>("pow_tensor", each<T>([](T a, T b) { return scalar::pow_tensor<T>(a, b); }, x, y), at::pow(x, y), 4);
}

/// `value` with an error of `ulps` roundings of what it was computed from, `scale`: sums lose digits.
template <class T>
void expectWithin(const char *what, const std::vector<T> &got, const at::Tensor &expected, const at::Tensor &scale,
                  double ulps) {
  at::Tensor ours = at::tensor(got, torchType<T>), bound = scale.abs() * (ulps * std::numeric_limits<T>::epsilon());
  at::Tensor fits = at::logical_or((ours - expected).abs() <= bound, at::logical_or(ours == expected, at::logical_and(ours.isnan(), expected.isnan())));
  EXPECT_TRUE(fits.all().template item<bool>()) << what << "\n" << at::stack({scale, ours, expected}, 1).index({at::logical_not(fits)});
}

// Each formula has a few roundings, and so has libtorch's.
TYPED_TEST(Libtorch, Activations) {
  using T = TypeParam;
  at::Tensor x = numbers<T>(25), g = at::randn_like(x), finite = at::where(x.isfinite(), x, 1) ;
  at::Tensor scale = finite.abs() + 1, slope = g.abs() * scale;
#define ACTIVATION(name, ...) \
  expectWithin<T>(#name, each<T>([](T v) { return scalar::name<T>(v __VA_OPT__(, ) __VA_ARGS__); }, x), at::name(x __VA_OPT__(, ) __VA_ARGS__), scale, 4)
#define BACKWARD(name, theirs, ...) \
  expectWithin<T>(#name, each<T>([](T grad, T v) { return scalar::name<T>(grad, v __VA_OPT__(, ) __VA_ARGS__); }, g, x), theirs, slope, 8)
  ACTIVATION(leaky_relu, 0.3);
  ACTIVATION(elu, 0.7);
  ACTIVATION(celu, 0.7);
  ACTIVATION(selu);
  ACTIVATION(softplus, 2.0, 15.0);
  ACTIVATION(hardtanh, -0.5, 3.0);
  ACTIVATION(threshold, 0.5, -2.0);
  ACTIVATION(mish);
  ACTIVATION(hardswish);
  ACTIVATION(hardsigmoid);
  ACTIVATION(sigmoid);
  expectWithin<T>("logsigmoid", each<T>([](T v) { return scalar::logsigmoid<T>(v); }, x), at::log_sigmoid(x), scale, 4);
  BACKWARD(leaky_relu_backward, at::leaky_relu_backward(g, x, 0.3, false), 0.3);
  BACKWARD(elu_backward, at::elu_backward(g, 0.7, 1, 1, false, x), 0.7);
  BACKWARD(celu_backward, at::elu_backward(g, 0.7, 1.0, 1.0 / 0.7f, false, x), 0.7);
  BACKWARD(selu_backward, at::elu_backward(g, math::seluAlpha, math::seluScale, 1, false, x));
  BACKWARD(softplus_backward, at::softplus_backward(g, x, 2, 15), 2.0, 15.0);
  BACKWARD(hardtanh_backward, at::hardtanh_backward(g, x, -0.5, 3), -0.5, 3.0);
  BACKWARD(above_backward, at::threshold_backward(g, x, 0.5), 0.5);
  BACKWARD(mish_backward, at::mish_backward(g, x));
  BACKWARD(hardswish_backward, at::hardswish_backward(g, x));
  BACKWARD(hardsigmoid_backward, at::hardsigmoid_backward(g, x));
  BACKWARD(logsigmoid_backward, at::log_sigmoid_backward(g, x, at::exp(-x.abs())));
  at::Tensor w = at::randn_like(x);
  expectClose<T>("prelu", each<T>([](T v, T s) { return scalar::prelu<T>(v, s); }, x, w), at::_prelu_kernel(x, w), 0);
  expectClose<T>("prelu_weight_backward", each<T>([](T grad, T v) { return scalar::prelu_weight_backward<T>(grad, v); }, g, x),
                 std::get<1>(at::_prelu_kernel_backward(g, x, w)), 0);
}

TYPED_TEST(Libtorch, ProductsAndInterpolation) {
  using T = TypeParam;
  at::Tensor a = at::randn({500}, torchType<T>), b = at::randn_like(a), w = at::randn_like(a);
  std::vector<T> lerp, addcmul, addcdiv;
  for (int64_t i = 0; i < a.numel(); ++i) {
    T x = elements<T>(a)[i], y = elements<T>(b)[i], z = elements<T>(w)[i];
    lerp.push_back(scalar::lerp<T>(x, y, z));
    addcmul.push_back(scalar::addcmul<T>(x, y, z, 0.3));
    addcdiv.push_back(scalar::addcdiv<T>(x, y, z, 0.3));
  }
  expectWithin<T>("lerp", lerp, at::lerp(a, b, w), (a.abs() + b.abs()) * (1 + w.abs()), 4);
  expectWithin<T>("addcmul", addcmul, at::addcmul(a, b, w, 0.3), a.abs() + (b * w).abs(), 4);
  expectWithin<T>("addcdiv", addcdiv, at::addcdiv(a, b, w, 0.3), a.abs() + (b / w).abs(), 4);
}

TEST(Formulas, IntegersStayIntegers) {
  EXPECT_EQ(scalar::floor<int64_t>(-7), -7);
  EXPECT_EQ(scalar::round<int32_t>(5), 5);
  EXPECT_EQ(scalar::square<int64_t>(-3), 9);
  EXPECT_FALSE(scalar::isnan<int64_t>(3));
  EXPECT_FALSE(scalar::isinf<int32_t>(3));
  EXPECT_TRUE(scalar::isfinite<bool>(true));
  EXPECT_EQ(scalar::addcmul<int64_t>(1, 2, 3, 2.0), 13);
}

}  // namespace
