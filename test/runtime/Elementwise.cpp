// Eager element-wise operations where definitions have edges: against values that follow from the definition, on
// empty and strided tensors, and gradients at ties and ends.
#include "test/runtime/Eager.h"
#include <cmath>

namespace flodl::test {
namespace {

at::Tensor list(std::initializer_list<double> values) { return at::tensor(std::vector<double>(values), at::kDouble); }

/// The gradient towards `x` of the sum of `f(x)`.
template <class F>
at::Tensor gradient(at::Tensor x, F f) {
  x = x.clone().set_requires_grad(true);
  detail::runtime().backward(handle(f(x).sum()), nullptr, false);
  return tensor(detail::runtime().grad(handle(x)));
}

TEST(Elementwise, RemaindersTakeTheirSigns) {
  at::Tensor a = list({-5, 5, -5, 5}), b = list({3, 3, -3, -3});
  EXPECT_TRUE(bitwise(apply(OpCode::fmod, {a, b}), list({-2, 2, -2, 2})));
  EXPECT_TRUE(bitwise(apply(OpCode::remainder, {a, b}), list({1, 2, -2, -1})));
  EXPECT_TRUE(bitwise(apply(OpCode::floor_divide, {a, b}), list({-2, 1, 1, -2})));
  EXPECT_TRUE(bitwise(apply(OpCode::div_trunc, {a, b}), list({-1, 1, 1, -1})));
  at::Tensor i = at::tensor({-5L, 5L}), three = at::tensor({3L, -3L});
  EXPECT_TRUE(bitwise(apply(OpCode::fmod, {i, three}), at::tensor({-2L, 2L})));
  EXPECT_TRUE(bitwise(apply(OpCode::remainder, {i, three}), at::tensor({1L, -1L})));
  EXPECT_TRUE(bitwise(apply(OpCode::remainder, {i, 3}), at::tensor({1L, 2L})));
  for (OpCode op : {OpCode::fmod, OpCode::remainder, OpCode::floor_divide, OpCode::div_trunc})
    EXPECT_CONTAINS(errorOf([&] { apply(op, {i, 0}); }), "ZeroDivisionError");
}

TEST(Elementwise, Rounding) {
  EXPECT_TRUE(bitwise(apply(OpCode::round, {list({0.5, 1.5, 2.5, -0.5, -1.5})}), list({0, 2, 2, -0.0, -2})));
  EXPECT_TRUE(close(apply(OpCode::frac, {list({-1.3, 2.25})}), list({-0.3, 0.25}), 1e-15));
  EXPECT_TRUE(bitwise(apply(OpCode::trunc, {list({-1.7, 1.7})}), list({-1, 1})));
}

TEST(Elementwise, GradientsAtTiesAndEnds) {
  at::Tensor x = list({-1, 0, 1, 2});
  EXPECT_TRUE(bitwise(gradient(x, [](at::Tensor v) { return apply(OpCode::clamp, {v}, {0.0, 1.0}); }), list({0, 1, 1, 0})));
  EXPECT_TRUE(bitwise(gradient(x, [](at::Tensor v) { return apply(OpCode::hardtanh, {v, 0.0, 1.0}); }), list({0, 0, 0, 0})));
  EXPECT_TRUE(bitwise(gradient(x, [](at::Tensor v) { return apply(OpCode::maximum, {v, 1.0}); }), list({0, 0, 0.5, 1})));
  EXPECT_TRUE(bitwise(gradient(x, [](at::Tensor v) { return apply(OpCode::minimum, {v, 1.0}); }), list({1, 1, 0.5, 0})));
  EXPECT_TRUE(bitwise(gradient(x, [](at::Tensor v) { return apply(OpCode::abs, {v}); }), list({-1, 0, 1, 1})));
  EXPECT_TRUE(bitwise(gradient(x, [](at::Tensor v) { return apply(OpCode::pow, {v}, {0.0}); }), list({0, 0, 0, 0})));
  EXPECT_TRUE(bitwise(gradient(list({0, 0, 2}), [](at::Tensor v) { return apply(OpCode::pow_tensor, {0.0, v}); }), list({0, 0, 0})));
}

TEST(Elementwise, EmptyAndStridedTensors) {
  at::Tensor empty = at::empty({0, 3}), strided = at::rand({4, 6}).t().slice(0, 1, 6, 2);
  for (const OpInfo &op : allOps()) {
    if (!op.isPublic || op.opClass != "E" || op.operands.size() != 1 || !op.attrs.empty())
      continue;
    EXPECT_EQ(apply(op.code, {empty}).sizes(), empty.sizes()) << op.name;
    EXPECT_TRUE(at::allclose(apply(op.code, {strided}), apply(op.code, {strided.contiguous()}), 1e-6, 1e-6, /*equal_nan=*/true)) << op.name;
  }
  for (OpCode op : {OpCode::fmod, OpCode::atan2, OpCode::pow_tensor, OpCode::maximum, OpCode::lt})
    EXPECT_EQ(apply(op, {empty, at::ones({1, 3})}).sizes(), empty.sizes());
  EXPECT_EQ(apply(OpCode::addcmul, {empty, at::ones({3}), 2.0}, {1.0}).sizes(), empty.sizes());
}

TEST(Elementwise, IntegersOverflowByWrapping) {
  at::Tensor largest = at::tensor({std::numeric_limits<int64_t>::max()}), smallest = at::tensor({std::numeric_limits<int64_t>::min()});
  EXPECT_TRUE(bitwise(apply(OpCode::add, {largest, 1}), smallest));
  EXPECT_TRUE(bitwise(apply(OpCode::neg, {smallest}), smallest));
  EXPECT_TRUE(bitwise(apply(OpCode::square, {at::tensor({1L << 40})}), at::tensor({0L})));
}

TEST(Elementwise, NumbersOfInterpolationTakeTheTensorsType) {
  at::Tensor half = at::ones({3}, at::kHalf), end = half * 3;
  at::Tensor result = apply(OpCode::lerp, {half, end, 0.25});
  EXPECT_EQ(result.scalar_type(), at::kHalf);
  EXPECT_TRUE(bitwise(result, at::lerp(half, end, 0.25)));
  EXPECT_TRUE(bitwise(apply(OpCode::isclose, {at::tensor({1L, 2L}), 1.5}, {0.0, 0.6, false}), at::tensor({1L, 1L}) == 1));
}

}  // namespace
}  // namespace flodl::test
