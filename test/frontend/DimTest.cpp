// Symbolic sizes in forward.
#include "Support.h"

using namespace flodl;
using namespace flodl::test;

namespace {

struct Dims : Recorded {};

TEST_F(Dims, reshapeTakesSymbolicSizes) {
  struct Heads : Module {
    Tensor forward(const Tensor &x) override { return reshape(x, {x.size(0), 8, -1}); }
  };
  Graph g = FlowBuilder::from(Heads()).build();
  detail::Recording r = record(g, {{"x", {"batch", 64}}});
  EXPECT_EQ(str(r.values[r.outputs[0].value]), "float32[batch, 8, 8]");
}

TEST_F(Dims, symbolsAreDeclaredInOrder) {
  Graph g = FlowBuilder::from(Identity()).build();
  EXPECT_EQ(record(g, {{"x", {"time", "batch", 3}}}).symbols, (std::vector<std::string>{"time", "batch"}));
}

TEST_F(Dims, anUndecidedConditionIsAnError) {
  struct Branches : Module {
    Tensor forward(const Tensor &x) override { return x.size(0) > 16 ? relu(x) : x; }
  };
  Graph g = FlowBuilder::from(Branches()).build();
  Error error = errorOf([&] { record(g, {{"x", {"batch", 4}}}); }, "batch");
  EXPECT_EQ(error.code(), ErrorCode::UndecidedDim);
  EXPECT_EQ(record(g, {{"x", {8, 4}}}).ops.size(), 0u);
}

TEST_F(Dims, conditionsKnowTheirAnswerOrLeaveItOpen) {
  Dim n("n");
  EXPECT_EQ((n + 1 > n).decided(), true);
  EXPECT_EQ((n * 2 == n + n).decided(), true);
  EXPECT_EQ((n <= n - 1).decided(), false);
  EXPECT_EQ((n == 3).decided(), std::nullopt);
  EXPECT_EQ((n / 2 != Dim("m")).str(), "floordiv(n, 2) != m");
}

TEST_F(Dims, checksAreLeftToRunTimeWhereSymbolsAreOpen) {
  struct Heads : Module {
    int64_t width;
    explicit Heads(int64_t width) : width(width) {}
    Tensor forward(const Tensor &x) override {
      check(x.size(1) == width, "the width must fit");
      check(x.size(0) % 2 == 0, "samples come in pairs");
      return x;
    }
  };
  Graph g = FlowBuilder::from(Heads(4)).build();
  detail::Recording r = record(g, {{"x", {"batch", 4}}});
  ASSERT_EQ(r.ops.size(), 1u);
  EXPECT_EQ(r.ops[0].kind, detail::RecordedOp::CheckSizes);
  EXPECT_NE(detail::signatureOf(r).find("check_sizes [mod(batch, 2), 0] \"==\" \"samples come in pairs\""), std::string::npos);
  EXPECT_EQ(record(g, {{"x", {6, 4}}}).ops.size(), 0u);
  Error decided = errorOf([&] { record(g, {{"x", {"batch", 5}}}); }, "the width must fit: expects 5 == 4");
  EXPECT_EQ(decided.code(), ErrorCode::ShapeMismatch);
  EXPECT_GT(decided.location().line, 0u);
  errorOf([&] { record(g, {{"x", {3, 4}}}); }, "samples come in pairs: expects 1 == 0");
  errorOf([] { check(1 + 1 == 3, "arithmetic"); }, "arithmetic");
  errorOf([] { check(Dim("n") == 3, "open"); }, "the comparison n == 3 has no answer");
}

TEST_F(Dims, differentSymbolsDoNotBroadcast) {
  struct Outer : Module {
    Tensor forward_named(const Tensor &x, const Refs &refs) override { return x + refs["y"]; }
  };
  Graph g = FlowBuilder::start().input({"y"}).through(Outer()).using_({"y"}).build();
  errorOf([&] { record(g, {{"x", {"n"}}, {"y", {"m"}}}); }, "broadcast");
}

TEST_F(Dims, sizesCountFromTheEnd) {
  Tensor x = ones({2, 3});
  EXPECT_EQ(int64_t(x.size(-1)), 3);
  errorOf([&] { x.size(2); }, "size(2) of a tensor of shape [2, 3], which has 2 dimensions");
}

}  // namespace
