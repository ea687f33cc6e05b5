// Inference rules on symbolic shapes, and their texts. The texts of verifiers are in test/ir/ops.
#include "flodl/base/op.h"
#include <gtest/gtest.h>

using namespace flodl;

namespace {

const Dim batch = "batch";

Inferred infer(OpCode code, std::vector<TensorType> operands, std::vector<AttrValue> attrs = {}) {
  std::vector<const TensorType *> pointers;
  for (const TensorType &type : operands)
    pointers.push_back(&type);
  return opInfo(code).infer(pointers, attrs);
}

void expectType(const Inferred &inferred, const char *type, size_t index = 0) {
  ASSERT_TRUE(inferred.ok()) << inferred.error;
  ASSERT_GT(inferred.types.size(), index);
  EXPECT_EQ(str(inferred.types[index]), type);
}

using Ints = std::vector<int64_t>;
TensorType f32(Shape shape) { return {kFloat32, std::move(shape)}; }
TensorType i64(Shape shape) { return {kInt64, std::move(shape)}; }

TEST(Rules, BroadcastKeepsSymbols) {
  expectType(infer(OpCode::add, {f32({batch, 4}), f32({4})}), "float32[batch, 4]");
  expectType(infer(OpCode::mul, {f32({batch, 1}), f32({1, 4})}), "float32[batch, 4]");
  EXPECT_EQ(infer(OpCode::add, {f32({batch, 4}), f32({"other", 4})}).error,
            "expects 'lhs' and 'rhs' to broadcast, but got [batch, 4] and [other, 4]: batch and other need not "
            "be equal; give dimensions that always are one name in the model's inputs");
}

TEST(Rules, DivisionOfIntegersIsReal) {
  expectType(infer(OpCode::div, {i64({3}), i64({3})}), "float32[3]");
  expectType(infer(OpCode::exp, {i64({3})}), "float32[3]");
  expectType(infer(OpCode::neg, {i64({3})}), "int64[3]");
}

TEST(Rules, LinearKeepsLeadingDimensions) {
  expectType(infer(OpCode::linear, {f32({batch, "seq", 64}), f32({10, 64}), f32({10})}), "float32[batch, seq, 10]");
  expectType(infer(OpCode::linear, {f32({64}), f32({10, 64})}), "float32[10]");
  EXPECT_EQ(infer(OpCode::linear, {f32({batch, 64}), f32({10, 32})}).error,
            "expects the last dimension of 'input' (64) to equal dimension 1 of 'weight' (32)");
}

TEST(Rules, MatmulOfEveryRank) {
  expectType(infer(OpCode::matmul, {f32({3}), f32({3})}), "float32[]");
  expectType(infer(OpCode::matmul, {f32({batch, 3}), f32({3})}), "float32[batch]");
  expectType(infer(OpCode::matmul, {f32({3}), f32({3, 4})}), "float32[4]");
  expectType(infer(OpCode::matmul, {f32({batch, 8, 5, 3}), f32({8, 3, 4})}), "float32[batch, 8, 5, 4]");
}

TEST(Rules, ReshapeDeducesOneSize) {
  expectType(infer(OpCode::reshape, {f32({batch, 64})}, {Shape{batch, 8, -1}}), "float32[batch, 8, 8]");
  expectType(infer(OpCode::reshape, {f32({batch, 64})}, {Shape{-1, 32}}), "float32[2*batch, 32]");
  expectType(infer(OpCode::reshape, {f32({batch, "seq", 8})}, {Shape{-1, 8}}), "float32[batch*seq, 8]");
  EXPECT_EQ(infer(OpCode::reshape, {f32({4, 6})}, {Shape{5, -1}}).error,
            "expects 'shape' to have as many elements as 'input', but got [5, -1] for [4, 6]");
}

TEST(Rules, ReshapeOfAnUndecidedQuotientGoesBack) {
  Inferred there = infer(OpCode::reshape, {f32({batch, 10})}, {Shape{-1, 4}});
  ASSERT_TRUE(there.ok()) << there.error;
  expectType(infer(OpCode::reshape, {there.types[0]}, {Shape{batch, 10}}), "float32[batch, 10]");
}

TEST(Rules, Views) {
  expectType(infer(OpCode::flatten, {f32({batch, 3, 4, 5})}, {int64_t(1), int64_t(-1)}), "float32[batch, 60]");
  expectType(infer(OpCode::permute, {f32({batch, 3, 4})}, {Ints{2, 0, 1}}), "float32[4, batch, 3]");
  expectType(infer(OpCode::squeeze, {f32({batch, 1})}, {int64_t(-1)}), "float32[batch]");
  expectType(infer(OpCode::squeeze, {f32({batch, 2})}, {int64_t(-1)}), "float32[batch, 2]");
  expectType(infer(OpCode::narrow, {f32({batch, 8})}, {int64_t(0), Shape{1, batch - 1}}), "float32[batch - 1, 8]");
  expectType(infer(OpCode::select, {f32({batch, 8})}, {int64_t(1), int64_t(-1)}), "float32[batch]");
  expectType(infer(OpCode::cat, {f32({batch, 2}), f32({batch, 3})}, {int64_t(1)}), "float32[batch, 5]");
  expectType(infer(OpCode::cat, {f32({batch, 2}), f32({"n", 2})}, {int64_t(0)}), "float32[batch + n, 2]");
}

TEST(Rules, Reductions) {
  expectType(infer(OpCode::sum, {f32({batch, 4})}, {Ints{}, false}), "float32[]");
  expectType(infer(OpCode::sum, {i64({batch, 4})}, {Ints{-1}, true}), "int64[batch, 1]");
  expectType(infer(OpCode::sum, {{kBool, {4}}}, {Ints{}, false}), "int64[]");
  expectType(infer(OpCode::max_dim, {f32({batch, 4})}, {int64_t(1), false}), "int64[batch]", 1);
  expectType(infer(OpCode::sum, {f32({})}, {Ints{0}, false}), "float32[]");
}

TEST(Rules, Rearrangements) {
  expectType(infer(OpCode::repeat, {f32({batch, 4})}, {Shape{"n", 1, 2}}), "float32[n, batch, 8]");
  expectType(infer(OpCode::stack, {f32({batch, 4}), f32({batch, 4})}, {int64_t(-1)}), "float32[batch, 4, 2]");
  expectType(infer(OpCode::diagonal, {f32({batch, 4, 3})}, {int64_t(-2), int64_t(1), int64_t(2)}), "float32[batch, 2]");
  expectType(infer(OpCode::diagonal, {f32({batch, batch})}, {int64_t(0), int64_t(0), int64_t(1)}), "float32[batch]");
  expectType(infer(OpCode::diagonal, {f32({3, 4})}, {int64_t(9), int64_t(0), int64_t(1)}), "float32[0]");
  expectType(infer(OpCode::pad, {f32({2, batch, 4})}, {Ints{0, 1, 2, 3}, std::string("constant"), 0.0}),
             "float32[2, batch + 5, 5]");
  expectType(infer(OpCode::pad, {f32({2, batch})}, {Ints{1, 1}, std::string("circular"), 0.0}), "float32[2, batch + 2]");
}

TEST(Rules, ScansCountsAndProducts) {
  expectType(infer(OpCode::cumsum, {i64({batch, 4})}, {int64_t(0)}), "int64[batch, 4]");
  expectType(infer(OpCode::cumprod, {{kInt32, {batch, 4}}}, {int64_t(0)}), "int64[batch, 4]");
  expectType(infer(OpCode::prod, {{kBool, {4}}}), "int64[]");
  expectType(infer(OpCode::any, {f32({batch, 4})}, {Ints{1}, false}), "bool[batch]");
  expectType(infer(OpCode::count_nonzero, {f32({batch, 4})}, {Ints{}}), "int64[]");
  expectType(infer(OpCode::amax, {i64({batch, 4})}, {Ints{0}, true}), "int64[1, 4]");
  expectType(infer(OpCode::max, {{kBool, {batch}}}), "bool[]");
}

TEST(Rules, Sorting) {
  expectType(infer(OpCode::topk, {f32({batch, 4})}, {int64_t(3), int64_t(-1), true, true}), "int64[batch, 3]", 1);
  expectType(infer(OpCode::topk, {f32({4, batch})}, {int64_t(3), int64_t(1), true, true}), "float32[4, 3]");
  expectType(infer(OpCode::searchsorted, {f32({9}), f32({batch, 4})}, {false}), "int64[batch, 4]");
  expectType(infer(OpCode::cdist, {f32({batch, 5, 3}), f32({batch, "n", 3})}, {2.0}), "float32[batch, 5, n]");
}

TEST(Rules, ConvolutionSizes) {
  std::vector<AttrValue> attrs{Ints{2, 2}, Ints{1, 1}, Ints{1, 1}, int64_t(1)};
  expectType(infer(OpCode::conv2d, {f32({batch, 3, 32, 31}), f32({16, 3, 3, 3}), f32({16})}, attrs),
             "float32[batch, 16, 16, 16]");
  expectType(infer(OpCode::conv2d, {f32({batch, 3, "h", 32}), f32({16, 3, 3, 3})},
                   {Ints{1, 1}, Ints{1, 1}, Ints{1, 1}, int64_t(1)}),
             "float32[batch, 16, h, 32]");
  expectType(infer(OpCode::conv_transpose2d, {f32({batch, 16, 16, 16}), f32({16, 3, 3, 3})},
                   {Ints{2, 2}, Ints{1, 1}, Ints{1, 1}, Ints{1, 1}, int64_t(1)}),
             "float32[batch, 3, 32, 32]");
}

TEST(Rules, PoolingRoundsUpInCeilMode) {
  auto pool = [](int64_t size, bool ceil) {
    return infer(OpCode::max_pool2d, {f32({batch, 1, size, size})}, {Ints{3, 3}, Ints{2, 2}, Ints{1, 1}, Ints{1, 1}, ceil});
  };
  expectType(pool(100, false), "float32[batch, 1, 50, 50]");
  expectType(pool(100, true), "float32[batch, 1, 51, 51]");
  expectType(pool(99, true), "float32[batch, 1, 50, 50]");
}

TEST(Rules, CrossEntropyTakesEveryRank) {
  auto loss = [](Shape input, Shape target, const char *reduction) {
    return infer(OpCode::cross_entropy_loss, {f32(input), i64(target)}, {std::string(reduction), int64_t(-100)});
  };
  expectType(loss({batch, 10}, {batch}, "mean"), "float32[]");
  expectType(loss({batch, 10, 4, 4}, {batch, 4, 4}, "none"), "float32[batch, 4, 4]");
  expectType(loss({10}, {}, "sum"), "float32[]");
  EXPECT_EQ(loss({batch, 10}, {"other"}, "mean").error,
            "expects 'target' of shape [batch] for 'input' of shape [batch, 10], but got [other]");
}

TEST(Rules, NumbersKeepTheirMark) {
  Inferred number = infer(OpCode::full, {}, {Shape{}, 2.0, kFloat64, true});
  ASSERT_TRUE(number.ok());
  EXPECT_TRUE(number.types[0].number);
  expectType(infer(OpCode::mul, {f32({batch}), number.types[0]}), "float32[batch]");
}

}  // namespace
