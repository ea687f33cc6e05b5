// Carried state: values of the call before, what empties and detaches them, and calls that fail.
#include "Modules.h"
#include <algorithm>

using namespace flodl;
using namespace flodl::test;

namespace {

/// y_t = x_t + y_{t-1}
Graph accumulator() { return FlowBuilder::from(StateAdd()).using_({"h"}).tag("h").build(); }
/// y_t = 2 (x_t + y_{t-1})
Graph recurrent() { return FlowBuilder::from(StateAdd()).using_({"h"}).through(linear({2}, 1)).tag("h").build(); }

TEST(State, addsUpOverCalls) {
  Graph g = accumulator();
  EXPECT_EQ(values(g(row({1, 2}))), (Floats{1, 2}));
  EXPECT_EQ(values(g(row({1, 2}))), (Floats{2, 4}));
  EXPECT_EQ(values(g(row({1, 2}))), (Floats{3, 6}));
}

TEST(State, isEmptiedByReset) {
  Graph g = accumulator();
  g(row({1, 2}));
  g.reset_state();
  EXPECT_EQ(values(g(row({1, 2}))), (Floats{1, 2}));
  g.end_sequence();
  EXPECT_EQ(values(g(row({1, 2}))), (Floats{1, 2}));
}

TEST(State, isThereOnlyWhenReadBeforeItIsTagged) {
  EXPECT_TRUE(accumulator().has_state());
  EXPECT_FALSE(FlowBuilder::start().tag("x").through(StateAdd()).using_({"x"}).build().has_state());
}

TEST(State, detachingKeepsTheValues) {
  Graph g = recurrent();
  g(row({1}));
  g.detach_state();
  EXPECT_EQ(values(g(row({1}))), (Floats{6}));
}

TEST(State, gradientsReachEarlierCallsUnlessDetached) {
  // y1 = w x, y2 = w (x + y1): dy2/dw = (x + y1) + w x = 3 + 2 with w = 2, x = 1; without the call before 3.
  for (bool detached : {false, true}) {
    Graph g = recurrent();
    g(row({1}));
    if (detached)
      g.detach_state();
    sum(g(row({1}))).backward();
    EXPECT_EQ(values(g.parameter("h/weight").grad()), (Floats{detached ? 3.f : 5.f}));
  }
}

TEST(State, theFirstCallHasGradients) {
  Graph g = recurrent();
  Tensor x = leaf(row({3}));
  sum(g(x)).backward();
  EXPECT_EQ(values(g.parameter("h/weight").grad()), (Floats{3}));
  EXPECT_EQ(values(x.grad()), (Floats{2}));
}

TEST(State, backwardOfAnEarlierCallRunsOnce) {
  Graph g = recurrent();
  sum(g(row({1}))).backward();
  Tensor y = g(row({1}));
  EXPECT_THROW(sum(y).backward(), Error);
  Graph stepped = recurrent();
  for (int step = 0; step < 3; ++step) {
    sum(stepped(row({1}))).backward();
    stepped.end_step();
  }
  EXPECT_EQ(stepped.step_count(), 3u);
  // x + y_{t-1} for y = 0, 2, 6.
  EXPECT_EQ(values(stepped.parameter("h/weight").grad()), (Floats{1 + 3 + 7}));
}

TEST(State, detachingReachesTaggedValues) {
  Graph g = recurrent();
  g(row({1}));
  EXPECT_TRUE(g.tagged("h").requires_grad());
  g.detach_state();
  EXPECT_FALSE(g.tagged("h").requires_grad());
}

TEST(State, mixesWithValuesOfThisCall) {
  Graph g = FlowBuilder::start().tag("x").through(StateAdd()).using_({"x", "h"}).tag("h").build();
  EXPECT_EQ(values(g(row({1}))), (Floats{2}));
  EXPECT_EQ(values(g(row({1}))), (Floats{4}));
  EXPECT_EQ(values(g(row({10}))), (Floats{24}));
}

TEST(State, needsAWriter) {
  errorOf([] { FlowBuilder::from(StateAdd()).using_({"never"}).build(); }, "\"never\"");
  Error both = errorOf([] { FlowBuilder::from(StateAdd()).using_({"one", "two"}).build(); }, "\"one\"");
  EXPECT_NE(both.text().find("\"two\""), std::string::npos) << both.text();
}

TEST(State, orderAgainstTheOwnTagDecides) {
  EXPECT_TRUE(FlowBuilder::start().through(StateAdd()).using_({"x"}).tag("x").build().has_state());
  Error error = errorOf([] { FlowBuilder::start().through(StateAdd()).tag("x").using_({"x"}).build(); }, "cycle");
  EXPECT_NE(error.text().find("\"x\""), std::string::npos) << error.text();
}

TEST(State, emptySlotsAreZerosOfTheWritersType) {
  // The stream has 2 columns, what is carried has 3 of float64.
  auto reader = std::make_shared<RefReader>();
  Graph g = FlowBuilder::from(reader)
                .using_({"h"})
                .through(linear({1, 0, 0, 1, 1, 1}, 2))
                .through(probe([](const Tensor &x) { return x.to(kFloat64); }))
                .tag("h")
                .build();
  g(rows({1, 2, 3, 4}, 2));
  ASSERT_EQ(reader->seen.size(), 1u);
  EXPECT_EQ(reader->seen[0].first, "h") << "never missing";
  EXPECT_EQ(str(reader->seen[0].second.shape()), "[2, 3]");
  EXPECT_EQ(reader->seen[0].second.dtype(), kFloat64);
  EXPECT_EQ(values(reader->seen[0].second), Floats(6, 0));
  EXPECT_FALSE(reader->seen[0].second.requires_grad());
  g(rows({1, 2, 3, 4}, 2));
  EXPECT_EQ(values(reader->seen[0].second), (Floats{1, 2, 3, 3, 4, 7}));
}

TEST(State, readersMayNeedTheWritersWidth) {
  // h_t = (x, h_{t-1}) W with x of 1 and h of 2 columns: (x, sum of h).
  Graph g = FlowBuilder::from(Join("h")).using_({"h"}).through(linear({1, 0, 0, 0, 1, 1}, 3)).tag("h").build();
  EXPECT_EQ(values(g(row({5}))), (Floats{5, 0}));
  EXPECT_EQ(values(g(row({6}))), (Floats{6, 5}));
  EXPECT_EQ(values(g(row({7}))), (Floats{7, 11}));
}

TEST(State, isAlwaysThatOfTheCallBefore) {
  // The entry, which comes first, writes what the fork reads.
  Graph g = FlowBuilder::from(Times(2)).fork(StateAdd()).using_({"e"}).tag("side").tag("e").build();
  g(row({1}));
  EXPECT_EQ(values(g.tagged("side")), (Floats{2}));
  g(row({10}));
  EXPECT_EQ(values(g.tagged("side")), (Floats{22}));
  // A further input, which nothing has to compute.
  Graph input = FlowBuilder::from(StateAdd()).using_({"u"}).input({"u"}).build();
  EXPECT_EQ(values(input.forward_multi({row({1}), row({100})})), (Floats{1}));
  EXPECT_EQ(values(input.forward_multi({row({2}), row({200})})), (Floats{102}));
}

TEST(State, hasAnyNumberOfReaders) {
  Graph g = FlowBuilder::from(StateAdd())
                .using_({"h"})
                .through(Times(10))
                .through(StateAdd())
                .using_({"h"})
                .tag("h")
                .build();
  EXPECT_EQ(values(g(row({1}))), (Floats{10}));
  EXPECT_EQ(values(g(row({1}))), (Floats{120})) << "10 (1 + 10) + 10";
}

TEST(State, keepsTheBatchSizeUntilReset) {
  Graph g = accumulator();
  g(rows({1, 2}, 1));
  errorOf([&] { g(rows({1, 2, 3}, 1)); }, "reset_state()");
  errorOf([&] { g(row({1})); }, "reset_state()");
  EXPECT_EQ(values(g(rows({1, 2}, 1))), (Floats{2, 4})) << "the calls that failed left it alone";
  g.reset_state();
  EXPECT_EQ(values(g(rows({1, 2, 3}, 1))), (Floats{1, 2, 3}));
}

TEST(State, advancesInEvaluationAndWithoutGradients) {
  Graph g = accumulator();
  g(row({1}));
  g.eval();
  EXPECT_EQ(values(g(row({1}))), (Floats{2})) << "the mode leaves it alone";
  NoGradGuard guard;
  EXPECT_EQ(values(g(row({1}))), (Floats{3}));
}

TEST(State, aCallThatFailsLeavesAllSlotsAlone) {
  bool closed = false;
  auto gatekeeper = probe([&](const Tensor &x) {
    if (closed)
      throw Error(ErrorCode::InvalidArgument, "refused");
    return x;
  });
  // "a" is written before the failure, "b" would be after it.
  Graph g = FlowBuilder::from(StateAdd())
                .using_({"a"})
                .tag("a")
                .through(gatekeeper)
                .through(StateAdd())
                .using_({"b"})
                .tag("b")
                .build();
  EXPECT_EQ(values(g(row({1}))), (Floats{1}));
  EXPECT_EQ(values(g(row({1}))), (Floats{3}));  // a = 2, b = 1 + 2
  closed = true;
  errorOf([&] { g(row({100})); }, "refused");
  closed = false;
  EXPECT_EQ(values(g(row({1}))), (Floats{6})) << "a = 3, b = 3 + 3";
}

TEST(State, stepsAndEpochsAreCounted) {
  Graph g = accumulator();
  EXPECT_EQ(g.step_count(), 0u);
  g.end_step();
  g.end_step();
  g.record_scalar("loss", 3);
  g.end_epoch();
  EXPECT_EQ(g.step_count(), 2u);
  EXPECT_EQ(g.epoch_count(), 1u);
  EXPECT_EQ(g.flush_count(), 1u);
}

TEST(State, resetAndDetachReachEveryModule) {
  std::vector<std::shared_ptr<Probe>> parts;
  auto next = [&](std::function<Tensor(const Tensor &)> function) {
    parts.push_back(probe(std::move(function)));
    return parts.back();
  };
  auto same = [](const Tensor &x) { return x; };
  auto first = [](const Tensor &) { return scalar(0.f); };
  auto flow = FlowBuilder::start();
  flow.through(Wrapper(next(same)));
  flow.gate(next([](const Tensor &) { return row({1, 1}); }), modules(next(same), Wrapper(next(same))));
  flow.switch_(next(first), modules(next(same), next(same)));
  flow.loop_body(next(same)).while_cond(next(first), 1);
  flow.map(next(same)).each();
  flow.through(FlowBuilder::from(next(same)).build());
  Graph g = flow.build();
  g.reset_state();
  g.detach_state();
  for (size_t i = 0; i < parts.size(); ++i) {
    EXPECT_EQ(parts[i]->resets, 1) << "part " << i;
    EXPECT_EQ(parts[i]->detachments, 1) << "part " << i;
  }
}

}  // namespace
