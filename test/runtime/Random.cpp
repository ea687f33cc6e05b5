// The counter-based generator and dropout by it.
#include "flodl/rt/philox.h"
#include "test/runtime/Eager.h"

namespace flodl::test {
namespace {

void expectWords(rt::PhiloxWords words, std::array<uint32_t, 4> expected) {
  for (size_t i = 0; i < 4; ++i)
    EXPECT_EQ(words.word[i], expected[i]);
}

// Known answers published with the generator (Random123, kat_vectors).
TEST(Philox, KnownAnswers) {
  expectWords(rt::philox(0, 0, 0, 0, 0), {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  expectWords(rt::philox(~0ull, ~0u, ~0u, ~0u, ~0u), {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  expectWords(rt::philox(0x299f31d0a4093822ull, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344),
              {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST(Philox, UniformIsBelowOne) {
  EXPECT_EQ(rt::philoxUniform(0), 0.f);
  EXPECT_LT(rt::philoxUniform(~0u), 1.f);
}

TEST(Philox, RandomTensorsFollowTheCounters) {
  detail::runtime().manualSeed(3);
  // Two sizes of one draw agree where both have an element; 1003 is no multiple of any batch.
  std::vector<AttrValue> attrs = {Shape{1003}, kFloat32, std::string("noise"), int64_t{0}};
  at::Tensor large = apply(OpCode::rand, {}, attrs);
  attrs[0] = Shape{5};
  EXPECT_TRUE(bitwise(apply(OpCode::rand, {}, attrs), large.slice(0, 0, 5)));
  EXPECT_EQ(std::get<0>(at::_unique(large)).numel(), large.numel());
  EXPECT_NEAR(large.mean().item().toDouble(), 0.5, 0.05);
}

at::Tensor drop(const at::Tensor &x, double p, bool training, uint64_t forward = 0, uint64_t instance = 0,
                const char *path = "dropout_1") {
  return apply(OpCode::dropout, {x, p, training}, {std::string(path), int64_t{0}}, {instance, forward});
}

TEST(Dropout, KeepsTheRightShareAndScales) {
  at::Tensor x = at::ones({1000, 100});
  at::Tensor y = drop(x, 0.3, true);
  double kept = y.ne(0).to(at::kFloat).mean().item().toDouble();
  EXPECT_NEAR(kept, 0.7, 0.01);
  EXPECT_TRUE(bitwise(at::where(y.ne(0), y, at::full_like(y, 1 / 0.7)), at::full_like(y, 1 / 0.7)));
}

TEST(Dropout, MaskDependsOnSeedInstancePathAndForwardOnly) {
  detail::runtime().manualSeed(7);
  at::Tensor x = at::ones({64});
  at::Tensor y = drop(x, 0.5, true);
  at::rand({10});  // libtorch's generator has no part in it
  EXPECT_TRUE(bitwise(drop(x, 0.5, true), y));
  EXPECT_FALSE(at::equal(drop(x, 0.5, true, 1), y));
  EXPECT_FALSE(at::equal(drop(x, 0.5, true, 0, 1), y));
  EXPECT_FALSE(at::equal(drop(x, 0.5, true, 0, 0, "dropout_2"), y));
  detail::runtime().manualSeed(8);
  EXPECT_FALSE(at::equal(drop(x, 0.5, true), y));
}

TEST(Dropout, EdgesOfTheProbability) {
  at::Tensor x = at::randn({40});
  EXPECT_TRUE(bitwise(drop(x, 0, true), x));
  EXPECT_TRUE(bitwise(drop(x, 1, true), at::zeros_like(x) * x));
  EXPECT_TRUE(bitwise(drop(x, 0.5, false), x));
}

TEST(Dropout, GradientUsesTheMask) {
  at::Tensor x = randn({30}, true);
  at::Tensor y = drop(x, 0.4, true);
  y.sum().backward();
  EXPECT_TRUE(bitwise(x.grad(), drop(at::ones({30}), 0.4, true)));
}

}  // namespace
}  // namespace flodl::test
