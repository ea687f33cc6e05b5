// Group, instance and root-mean-square normalisation: half precision, strided inputs, and what they refuse.
#include "runtime/kernels/GroupNorm.h"
#include "test/runtime/Support.h"

namespace flodl::test {
namespace {

const at::ScalarType halves[] = {at::kHalf, at::kBFloat16};
double roundoff(at::ScalarType type) { return type == at::kHalf ? 0x1p-11 : 0x1p-8; }

/// Values of order 1 that went through at most four roundings of `type`, and one of the statistics.
::testing::AssertionResult closeIn(at::ScalarType type, const at::Tensor &got, const at::Tensor &expected) {
  if (got.scalar_type() != type)
    return ::testing::AssertionFailure() << "the result is of type " << c10::toString(got.scalar_type());
  return close(got.to(at::kFloat), expected, 16 * roundoff(type));
}

TEST(GroupNorm, HalfPrecision) {
  for (at::ScalarType type : halves) {
    at::Tensor x = at::randn({3, 6, 5}).to(type), w = (1 + at::rand({6})).to(type), b = at::randn({6}).to(type), g = at::randn({3, 6, 5}).to(type);
    at::Tensor wideX = x.to(at::kFloat), wideW = w.to(at::kFloat), wideG = g.to(at::kFloat);
    auto [y, mean, rstd] = kernels::groupNorm(x, w, b, 1e-3, 2);
    auto [wideY, wideMean, wideRstd] = kernels::groupNorm(wideX, wideW, b.to(at::kFloat), 1e-3, 2);
    EXPECT_TRUE(closeIn(type, y, wideY));
    EXPECT_EQ(mean.scalar_type(), at::kFloat);
    EXPECT_EQ(rstd.scalar_type(), at::kFloat);

    at::Tensor out = at::empty_like(x), outMean = at::empty_like(mean), outRstd = at::empty_like(rstd);
    kernels::groupNormOut(out, outMean, outRstd, x, w, b, 1e-3, 2);
    EXPECT_TRUE(bitwise(out, y));
    EXPECT_TRUE(bitwise(outMean, mean));
    EXPECT_TRUE(closeIn(type, kernels::groupNormBackward(g, x, mean, rstd, w, 2),
                        kernels::groupNormBackward(wideG, wideX, wideMean, wideRstd, wideW, 2)));
    auto [dw, db] = kernels::groupNormWeightBackward(g, x, mean, rstd, 2);
    auto [wideDw, wideDb] = kernels::groupNormWeightBackward(wideG, wideX, wideMean, wideRstd, 2);
    // Sums of fifteen terms.
    EXPECT_TRUE(closeIn(type, dw / 4, wideDw / 4));
    EXPECT_TRUE(closeIn(type, db / 4, wideDb / 4));
  }
}

TEST(GroupNorm, StridedAndEmptyInputs) {
  at::Tensor x = at::randn({5, 6, 3}).transpose(0, 2), g = at::randn({5, 6, 3}).transpose(0, 2);
  auto [y, mean, rstd] = kernels::groupNorm(x, {}, {}, 1e-5, 3);
  auto [dense, denseMean, denseRstd] = kernels::groupNorm(x.contiguous(), {}, {}, 1e-5, 3);
  EXPECT_TRUE(bitwise(y, dense));
  EXPECT_TRUE(bitwise(kernels::groupNormBackward(g, x, mean, rstd, {}, 3),
                      kernels::groupNormBackward(g.contiguous(), x.contiguous(), denseMean, denseRstd, {}, 3)));

  at::Tensor none = at::empty({0, 6, 3}), out = at::empty_like(none), noMean = at::empty({0, 3}), noRstd = at::empty({0, 3});
  kernels::groupNormOut(out, noMean, noRstd, none, {}, {}, 1e-5, 3);
  auto [dw, db] = kernels::groupNormWeightBackward(none, none, noMean, noRstd, 3);
  EXPECT_TRUE(bitwise(dw, at::zeros({6})));
  EXPECT_TRUE(bitwise(db, at::zeros({6})));
}

TEST(InstanceNorm, OneElementForEachChannel) {
  EXPECT_CONTAINS(errorOf([] { kernels::instanceNorm(at::randn({4, 3, 1}), {}, {}, 1e-5); }),
                  "[instance_norm] expects more than one element in each channel, but got an input of [4, 3, 1]");
}

TEST(InstanceNorm, StridedInput) {
  at::Tensor x = at::randn({5, 6, 3}).transpose(0, 2), w = at::randn({6});
  EXPECT_TRUE(bitwise(std::get<0>(kernels::instanceNorm(x, w, {}, 1e-5)), at::instance_norm(x, w, {}, {}, {}, true, 0, 1e-5, false)));
}

TEST(RmsNorm, HalfPrecisionIsNormalisedInFloat32) {
  for (at::ScalarType type : halves) {
    at::Tensor x = at::randn({4, 7}).to(type), w = (1 + at::rand({7})).to(type), g = at::randn({4, 7}).to(type);
    auto [y, rstd] = kernels::rmsNorm(x, w, 1e-3, {7});
    EXPECT_EQ(rstd.scalar_type(), at::kFloat);
    EXPECT_TRUE(bitwise(y, at::rms_norm(x.to(at::kFloat), {7}, w.to(at::kFloat), 1e-3).to(type)));
    at::Tensor wideX = x.to(at::kFloat), wideW = w.to(at::kFloat), wideG = g.to(at::kFloat);
    EXPECT_TRUE(bitwise(kernels::rmsNormBackward(g, x, rstd, w, {7}), kernels::rmsNormBackward(wideG, wideX, rstd, wideW, {7}).to(type)));
    EXPECT_TRUE(bitwise(kernels::rmsNormWeightBackward(g, x, rstd, {7}), kernels::rmsNormWeightBackward(wideG, wideX, rstd, {7}).to(type)));
  }
}

}  // namespace
}  // namespace flodl::test
