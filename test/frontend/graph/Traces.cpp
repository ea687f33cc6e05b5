// What loops keep of their iterations: values that bodies trace or publish.
#include "Modules.h"

using namespace flodl;
using namespace flodl::test;

namespace {

/// Doubles; traces its result.
struct Traced : Module {
  Tensor forward(const Tensor &x) override { return last = x * 2; }
  Tensor trace() const override { return last; }
  Tensor last;
};

/// Multiplies by a weight; publishes its result, and its input when that is above `limit`.
struct Publisher : LoopBody {
  explicit Publisher(float limit) : weight(*this, "weight", from_vector({2.f}, {1})), limit(limit) {}
  Tensor step(const Tensor &x, const Refs &refs, TraceEmit &emit) override {
    Tensor next = x * weight;
    for (auto &[name, value] : refs.values())
      next = next + value;
    emit.publish("result", next);
    if (x.item() > limit)
      emit.publish("large", x);
    return next;
  }
  Param weight;
  float limit;
};

std::vector<Floats> all(const std::vector<Tensor> &traces) {
  std::vector<Floats> list;
  for (const Tensor &trace : traces)
    list.push_back(values(trace));
  return list;
}
using Lists = std::vector<Floats>;

TEST(Traces, oneValueForEachIteration) {
  Graph g = FlowBuilder::start().loop_body(Traced()).for_n(3).tag("l").build();
  EXPECT_TRUE(g.traces("l").empty()) << "before the first call";
  g(row({1}));
  EXPECT_EQ(all(g.traces("l")), (Lists{{2}, {4}, {8}}));
  EXPECT_EQ(all(g.traces_by_node("loop_2")), (Lists{{2}, {4}, {8}}));
  EXPECT_EQ(values(g.last_trace("l")), (Floats{8}));
}

TEST(Traces, areThoseOfTheLastCall) {
  Graph g = FlowBuilder::start().loop_body(Traced()).while_cond(ThresholdHalt(10), 9).tag("l").build();
  g(row({1}));
  EXPECT_EQ(g.traces("l").size(), 4u);
  g(row({4}));
  EXPECT_EQ(all(g.traces("l")), (Lists{{8}, {16}}));
  g(row({11}));
  EXPECT_TRUE(g.traces("l").empty());
  EXPECT_FALSE(g.last_trace("l").defined());
}

TEST(Traces, thereAreNoneWithoutATracingBody) {
  Graph g = FlowBuilder::start().loop_body(Times(2)).for_n(3).tag("l").build();
  g(row({1}));
  EXPECT_TRUE(g.traces("l").empty());
  EXPECT_TRUE(g.traces_by_node("loop_2").empty());
}

TEST(Traces, unknownNamesHaveNone) {
  Graph g = FlowBuilder::start().loop_body(Traced()).for_n(3).tag("l").through(Times(1)).tag("after").build();
  g(row({1}));
  EXPECT_TRUE(g.traces("unknown").empty());
  EXPECT_TRUE(g.traces("after").empty()) << "a tag, but of no loop";
  EXPECT_TRUE(g.traces_named("l").empty()) << "a tag is no stream";
  EXPECT_TRUE(g.traces_by_node("loop_9").empty());
  EXPECT_TRUE(g.traces_by_node("l").empty());
}

TEST(Traces, loopsKeepTheirOwn) {
  Graph g =
      FlowBuilder::start().loop_body(Traced()).for_n(1).tag("a").loop_body(Traced()).for_n(2).tag("b").build();
  g(row({1}));
  EXPECT_EQ(all(g.traces("a")), (Lists{{2}}));
  EXPECT_EQ(all(g.traces("b")), (Lists{{4}, {8}}));
}

TEST(Traces, bodiesPublishStreams) {
  Graph g = FlowBuilder::start().loop_body(Publisher(0)).for_n(3).build();
  EXPECT_EQ(values(g(row({1}))), (Floats{8}));
  EXPECT_EQ(all(g.traces("result")), (Lists{{2}, {4}, {8}}));
  EXPECT_EQ(all(g.traces_named("large")), (Lists{{1}, {2}, {4}}));
  EXPECT_TRUE(g.traces("unknown").empty());
  EXPECT_EQ(values(g.last_trace("large")), (Floats{4}));
}

TEST(Traces, streamsAreAsLongAsTheyWerePublished) {
  Graph g = FlowBuilder::start().loop_body(Publisher(3)).for_n(4).build();
  g(row({1}));
  EXPECT_EQ(all(g.traces("large")), (Lists{{4}, {8}}));
  EXPECT_EQ(g.traces("result").size(), 4u);
  g(row({0.125}));
  EXPECT_TRUE(g.traces("large").empty()) << "nothing is left of the call before";
  EXPECT_EQ(all(g.traces("result")), (Lists{{0.25}, {0.5}, {1}, {2}}));
}

TEST(Traces, haveGradients) {
  // The second result is w^2 x: its derivative is 2 w x.
  Graph g = FlowBuilder::start().loop_body(Publisher(0)).for_n(3).tag("l").build();
  g(row({5}));
  sum(g.traces("result")[1]).backward();
  EXPECT_EQ(values(g.parameter("l/body.weight").grad()), (Floats{20}));
  Graph traced = FlowBuilder::start().loop_body(Traced()).for_n(3).tag("l").build();
  Tensor x = leaf(row({1}));
  traced(x);
  sum(traced.traces("l")[1]).backward();
  EXPECT_EQ(values(x.grad()), (Floats{4}));
}

TEST(Traces, detachingReachesThem) {
  Graph g = FlowBuilder::start().loop_body(Publisher(0)).for_n(1).build();
  g(row({1}));
  EXPECT_TRUE(g.traces("result")[0].requires_grad());
  g.detach_state();
  EXPECT_FALSE(g.traces("result")[0].requires_grad());
}

TEST(Traces, publishersTakeReferences) {
  Graph g = FlowBuilder::start().tag("x").loop_body(Publisher(100)).for_n(2).using_({"x"}).build();
  g(row({1}));
  EXPECT_EQ(all(g.traces("result")), (Lists{{3}, {7}}));
}

TEST(Traces, aNameIsPublishedOnceInAStep) {
  struct Twice : LoopBody {
    Tensor step(const Tensor &x, const Refs &, TraceEmit &emit) override {
      emit.publish("value", x);
      emit.publish("value", x);
      return x;
    }
  };
  Graph g = FlowBuilder::start().loop_body(Twice()).for_n(2).build();
  Error error = errorOf([&] { g(row({1})); }, "\"value\"");
  EXPECT_NE(error.text().find("already published"), std::string::npos) << error.text();
  EXPECT_NE(error.text().find("iteration 0"), std::string::npos) << error.text();
}

TEST(Traces, outsideOfALoopNothingIsKept) {
  Publisher body(0);
  EXPECT_EQ(values(body(row({3}))), (Floats{6}));
  Graph g = FlowBuilder::from(Publisher(0)).build();
  EXPECT_EQ(values(g(row({3}))), (Floats{6}));
  EXPECT_TRUE(g.traces("result").empty());
}

}  // namespace
