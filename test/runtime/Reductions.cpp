// Reductions, scans, scatters and paddings at the edges of what libtorch allows, and the kernels that stand in
// for libtorch's on other devices.
#include "runtime/kernels/Kernels.h"
#include "test/runtime/Eager.h"
#include <limits>

namespace flodl::test {
namespace {

using Ints = std::vector<int64_t>;
constexpr int64_t one = 1, zero = 0;

/// Random numbers of which about a third are 0.
at::Tensor withZeros(at::IntArrayRef sizes) { return at::randn(sizes, at::kDouble) * at::rand(sizes).gt(0.33); }

TEST(Reductions, OfNothing) {
  at::Tensor none = at::empty({3, 0});
  EXPECT_TRUE(bitwise(apply(OpCode::sum, {none}, {Ints{1}, false}), at::zeros({3})));
  EXPECT_TRUE(bitwise(apply(OpCode::prod, {none}), at::ones({})));
  EXPECT_TRUE(bitwise(apply(OpCode::prod_dim, {none}, {one, false}), at::ones({3})));
  EXPECT_TRUE(apply(OpCode::mean, {none}, {Ints{}, false}).isnan().item<bool>());
  EXPECT_TRUE(apply(OpCode::median, {none}).isnan().item<bool>());
  EXPECT_FALSE(apply(OpCode::any, {none}, {Ints{}, false}).item<bool>());
  EXPECT_TRUE(apply(OpCode::all, {none}, {Ints{}, false}).item<bool>());
  EXPECT_EQ(apply(OpCode::count_nonzero, {none}, {Ints{}}).item<int64_t>(), 0);
  EXPECT_EQ(apply(OpCode::cumsum, {none}, {one}).sizes(), none.sizes());
  EXPECT_EQ(apply(OpCode::norm, {none}, {2.0, Ints{}, false}).item<float>(), 0);
  EXPECT_CONTAINS(errorOf([&] { apply(OpCode::max, {none}); }), "max");
  EXPECT_CONTAINS(errorOf([&] { apply(OpCode::amin, {none}, {Ints{1}, false}); }), "amin");
}

TEST(Reductions, TakeEveryElementType) {
  at::Tensor values = at::tensor({3.0, 1.0, 2.0, 0.0, 2.0, 3.0}).view({2, 3});
  for (at::ScalarType type : {at::kBool, at::kInt, at::kLong, at::kHalf, at::kBFloat16, at::kFloat, at::kDouble}) {
    at::Tensor x = values.to(type);
    EXPECT_TRUE(bitwise(apply(OpCode::max, {x}), at::max(x))) << type;
    EXPECT_TRUE(bitwise(apply(OpCode::amin, {x}, {Ints{1}, false}), at::amin(x, 1))) << type;
    EXPECT_TRUE(bitwise(apply(OpCode::prod, {x}), at::prod(x))) << type;
    EXPECT_TRUE(bitwise(apply(OpCode::cumsum, {x}, {zero}), at::cumsum(x, 0))) << type;
    EXPECT_TRUE(bitwise(apply(OpCode::any, {x}, {Ints{0}, false}), at::any(x, 0))) << type;
    EXPECT_TRUE(bitwise(applyAll(OpCode::sort, {x}, {one, false})[1], std::get<1>(at::sort(x, true, 1, false)))) << type;
    EXPECT_TRUE(bitwise(apply(OpCode::flip, {x}, {Ints{1}}), at::flip(x, 1))) << type;
    EXPECT_TRUE(bitwise(apply(OpCode::triu, {x}, {one}), at::triu(x, 1))) << type;
    EXPECT_TRUE(bitwise(apply(OpCode::repeat, {x}, {Shape{2, 1}}), x.repeat({2, 1}))) << type;
  }
  // Products leave the range of 64 bits as in libtorch.
  at::Tensor large = at::full({3}, std::numeric_limits<int64_t>::max(), at::kLong);
  EXPECT_TRUE(bitwise(apply(OpCode::prod, {large}), at::prod(large)));
}

TEST(Reductions, NanWins) {
  at::Tensor x = at::tensor({1.0, std::nan(""), -INFINITY, 5.0});
  for (OpCode op : {OpCode::max, OpCode::min, OpCode::median})
    EXPECT_TRUE(apply(op, {x}).isnan().item<bool>());
  EXPECT_EQ(applyAll(OpCode::max_dim, {x}, {zero, false})[1].item<int64_t>(), 1);
  EXPECT_EQ(apply(OpCode::argmin, {x}, {zero, false}).item<int64_t>(), 1);
}

TEST(Reductions, OfViews) {
  at::Tensor x = at::randn({4, 6, 5}).transpose(0, 2).slice(1, 0, 6, 2);
  EXPECT_TRUE(bitwise(apply(OpCode::cumprod, {x}, {one}), at::cumprod(x, 1)));
  EXPECT_TRUE(bitwise(apply(OpCode::roll, {x}, {Ints{2, -1}, Ints{0, 2}}), at::roll(x, {2, -1}, {0, 2})));
  EXPECT_TRUE(bitwise(apply(OpCode::norm, {x}, {1.5, Ints{0, 1}, false}), at::linalg_vector_norm(x, 1.5, at::IntArrayRef({0, 1}))));
  EXPECT_TRUE(bitwise(applyAll(OpCode::topk, {x}, {int64_t(2), zero, false, true})[0], std::get<0>(at::topk(x, 2, 0, false))));
}

TEST(Scatter, OutOfRangeIsAnError) {
  at::Tensor x = at::zeros({3, 2}), index = at::tensor({3L, 0L}).view({1, 2}), src = at::ones({1, 2});
  EXPECT_CONTAINS(errorOf([&] { apply(OpCode::scatter, {x, index, src}, {zero}); }), "scatter index");
  EXPECT_CONTAINS(errorOf([&] { apply(OpCode::scatter_add, {x, index, src}, {zero}); }), "scatter_add index");
  EXPECT_CONTAINS(errorOf([&] { apply(OpCode::index_add, {x, at::tensor({-1L}), src}, {zero}); }), "index_add index");
}

TEST(Scatter, NothingToDo) {
  at::Tensor x = at::randn({3, 2}), index = at::empty({0, 2}, at::kLong), src = at::empty({0, 2});
  EXPECT_TRUE(bitwise(apply(OpCode::scatter_add, {x, index, src}, {zero}), x));
  EXPECT_TRUE(bitwise(apply(OpCode::index_add, {x, at::empty({0}, at::kLong), src}, {zero}), x));
}

TEST(DataDependent, ShapesFollowTheElements) {
  at::Tensor x = at::tensor({3.0, 0.0, 2.0, 3.0, 0.0, 7.0}).view({2, 3});
  EXPECT_TRUE(bitwise(apply(OpCode::nonzero, {x}), at::nonzero(x)));
  EXPECT_TRUE(bitwise(apply(OpCode::masked_select, {x, x.gt(1)}), at::masked_select(x, x.gt(1))));
  std::vector<at::Tensor> sorted = applyAll(OpCode::unique, {x}, {true}), seen = applyAll(OpCode::unique, {x}, {false});
  EXPECT_TRUE(bitwise(sorted[0], at::tensor({0.0, 2.0, 3.0, 7.0})));
  EXPECT_TRUE(bitwise(seen[0], at::tensor({3.0, 0.0, 2.0, 7.0})));
  for (auto &result : {sorted, seen})
    EXPECT_TRUE(bitwise(result[0].index_select(0, result[1].reshape(-1)).view_as(x), x));
  EXPECT_EQ(applyAll(OpCode::unique, {at::empty({0})}, {false})[0].numel(), 0);
}

// The variants for devices give what the CPU gives.

TEST(OnDevice, GradientsOfProducts) {
  for (int zeros = 0; zeros < 3; ++zeros) {
    at::Tensor x = at::randn({4, 5}, at::kDouble), g = at::randn({}, at::kDouble);
    for (int i = 0; i < zeros; ++i)
      x[i][2 * i] = 0;
    at::Tensor y = at::prod(x);
    EXPECT_TRUE(bitwise(kernels::prodBackwardOnDevice(g, x, y), kernels::prodBackward(g, x, y))) << zeros;
    at::Tensor rows = at::prod(x, 1, true), gRows = at::randn({4, 1}, at::kDouble);
    EXPECT_TRUE(bitwise(kernels::prodDimBackwardOnDevice(gRows, x, rows, 1), kernels::prodDimBackward(gRows, x, rows, 1, true)))
        << zeros;
  }
}

TEST(OnDevice, GradientOfRunningProducts) {
  for (int round = 0; round < 20; ++round) {
    at::Tensor x = withZeros({5, 7}), g = at::randn({5, 7}, at::kDouble), y = at::cumprod(x, 1);
    // Up to seven products of up to seven factors, multiplied in another order; they are no larger than 16.
    EXPECT_TRUE(close(kernels::cumprodBackwardOnDevice(g, x, y, 1), at::cumprod_backward(g, x, 1, y), 49 * 16 * 0x1p-53));
  }
}

TEST(OnDevice, Medians) {
  for (int64_t length : {1, 2, 5, 8}) {
    at::Tensor x = at::randint(0, 4, {6, length}, at::kDouble);
    if (length == 5)
      x[2][3] = std::nan("");
    auto [values, indices] = kernels::medianOnDevice(x, 1, true);
    at::Tensor expected = std::get<0>(at::median(x, 1, true));
    EXPECT_TRUE(at::equal(values.nan_to_num(-1), expected.nan_to_num(-1)));
    EXPECT_TRUE(at::equal(x.gather(1, indices).nan_to_num(-1), values.nan_to_num(-1)));
  }
}

TEST(OnDevice, GradientsOfPaddings) {
  at::Tensor g = at::randn({2, 3, 9, 8}, at::kDouble);
  const int64_t shape[] = {2, 3, 5, 4}, amounts[] = {3, 1, 2, 2};
  // Up to nine terms in another order.
  for (const char *mode : {"reflect", "replicate"})
    EXPECT_TRUE(close(kernels::foldPadding(g, shape, amounts, std::string(mode) == "reflect"),
                      kernels::padBackward(g, shape, amounts, mode), 9 * 0x1p-52));
}

}  // namespace
}  // namespace flodl::test
