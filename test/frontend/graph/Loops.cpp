// Loops: how often bodies run, what conditions mean, gradients through iterations, references and errors.
#include "Modules.h"

using namespace flodl;
using namespace flodl::test;

namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

TEST(Loops, forRunsExactlyNTimes) {
  Graph g = FlowBuilder::start().loop_body(Times(2)).for_n(3).build();
  EXPECT_EQ(values(g(row({1, 2}))), (Floats{8, 16}));
}

TEST(Loops, gradientsAddUpOverIterations) {
  Graph plus = FlowBuilder::start().loop_body(Plus({0, 0})).for_n(3).tag("l").build();
  sum(plus(row({1, 2}))).backward();
  EXPECT_EQ(values(plus.parameter("l/body.bias").grad()), (Floats{3, 3}));

  // y = w^3 x with w = 2, x = 5: dy/dw = 3 w^2 x, dy/dx = w^3.
  Graph product = FlowBuilder::start().loop_body(linear({2}, 1)).for_n(3).tag("l").build();
  Tensor x = leaf(row({5}));
  sum(product(x)).backward();
  EXPECT_EQ(values(product.parameter("l/body.weight").grad()), (Floats{60}));
  EXPECT_EQ(values(x.grad()), (Floats{8}));
}

TEST(Loops, whileAsksBeforeEachIteration) {
  Graph g = FlowBuilder::start().loop_body(Times(2)).while_cond(ThresholdHalt(10), 20).build();
  EXPECT_EQ(values(g(row({1, 2}))), (Floats{8, 16}));
}

TEST(Loops, whileThatHaltsAtOnceNeverRunsItsBody) {
  auto body = probe();
  Graph g = FlowBuilder::start().loop_body(body).while_cond(ThresholdHalt(10), 20).build();
  EXPECT_EQ(values(g(row({11, 2}))), (Floats{11, 2}));
  EXPECT_EQ(body->calls, 0);
}

TEST(Loops, untilAsksAfterEachIteration) {
  Graph g = FlowBuilder::start().loop_body(Times(2)).until_cond(ThresholdHalt(10), 20).build();
  EXPECT_EQ(values(g(row({1, 2}))), (Floats{8, 16}));
}

TEST(Loops, untilThatHaltsAtOnceRunsOnce) {
  Graph g = FlowBuilder::start().loop_body(Times(2)).until_cond(ThresholdHalt(10), 20).build();
  EXPECT_EQ(values(g(row({11, 2}))), (Floats{22, 4}));
}

/// How often body and condition ran when the state starts at 1, doubles and halts above `threshold`.
std::pair<int, int> counts(bool until, double threshold, int64_t max) {
  auto body = probe([](const Tensor &x) { return x * 2; });
  auto condition = probe([=](const Tensor &x) { return x - threshold; });
  auto flow = FlowBuilder::start();
  if (until)
    flow.loop_body(body).until_cond(condition, max);
  else
    flow.loop_body(body).while_cond(condition, max);
  Graph g = flow.build();
  g(row({1}));
  return {body->calls, condition->calls};
}

TEST(Loops, theBoundCountsIterationsAndEvaluations) {
  // 1, 2, 4, 8: above 3 after two iterations.
  EXPECT_EQ(counts(/*until=*/false, 3, 5), std::pair(2, 3));
  EXPECT_EQ(counts(/*until=*/true, 3, 5), std::pair(2, 2));
  EXPECT_EQ(counts(/*until=*/false, 1000, 3), std::pair(3, 3)) << "nobody asks after the last possible iteration";
  EXPECT_EQ(counts(/*until=*/true, 1000, 3), std::pair(3, 2));
  EXPECT_EQ(counts(/*until=*/false, 1000, 1), std::pair(1, 1));
  EXPECT_EQ(counts(/*until=*/true, 1000, 1), std::pair(1, 0));
}

/// Iterations of at most 4 when the condition always gives `answer`.
int iterations(Tensor answer) {
  auto body = probe();
  Graph g = FlowBuilder::start().loop_body(body).while_cond(Answer(std::move(answer)), 4).build();
  g(row({1}));
  return body->calls;
}

TEST(Loops, onlyAFirstElementAboveZeroHalts) {
  EXPECT_EQ(iterations(row({0.5f})), 0);
  EXPECT_EQ(iterations(row({0})), 4);
  EXPECT_EQ(iterations(row({-1})), 4);
  EXPECT_EQ(iterations(row({nan})), 4);
  EXPECT_EQ(iterations(zeros({0, 1})), 4) << "an empty answer";
  EXPECT_EQ(iterations(scalar(1.0)), 0) << "float64 without dimensions";
  EXPECT_EQ(iterations(from_vector({int64_t{1}}, {1, 1, 1})), 0) << "int64";
  EXPECT_EQ(iterations(from_vector({true}, {1})), 0) << "bool";
  EXPECT_EQ(iterations(rows({1, -1}, 1)), 0) << "row 0 decides for the batch";
  EXPECT_EQ(iterations(rows({-1, 1}, 1)), 4) << "row 0 decides for the batch";
}

TEST(Loops, gradientsFollowTheIterationsThatRan) {
  // 1, 2, 4, 8, 16: four iterations, y = w^4 x, dy/dw = 4 w^3 x.
  Graph g = FlowBuilder::start().loop_body(linear({2}, 1)).until_cond(ThresholdHalt(10), 20).tag("l").build();
  sum(g(row({1}))).backward();
  EXPECT_EQ(values(g.parameter("l/body.weight").grad()), (Floats{32}));
}

TEST(Loops, aLearnedHaltReadsRowZeroAndGetsNoGradient) {
  Graph g = FlowBuilder::start().loop_body(linear({2}, 1)).while_cond(LearnedHalt(1), 6).build();
  EXPECT_EQ(names(g.parameters()), (Strings{"loop_2/body.weight", "loop_2/condition.projection.weight",
                                            "loop_2/condition.projection.bias"}));
  // Halts when 1 * state - 10 > 0.
  g.parameter("loop_2/condition.projection.weight").set_data(row({1}));
  g.parameter("loop_2/condition.projection.bias").set_data(from_vector({-10.f}, {1}));
  Tensor y = g(rows({1, 100}, 1));
  EXPECT_EQ(values(y), (Floats{16, 1600}));
  sum(y).backward();
  EXPECT_TRUE(g.parameter("loop_2/body.weight").grad().defined());
  EXPECT_FALSE(g.parameter("loop_2/condition.projection.weight").grad().defined());
  EXPECT_FALSE(g.parameter("loop_2/condition.projection.bias").grad().defined());
}

TEST(Loops, parametersAreThoseOfBodyThenCondition) {
  Graph body = FlowBuilder::start().loop_body(Linear(2, 2)).for_n(2).build();
  EXPECT_EQ(names(body.parameters()), (Strings{"loop_2/body.weight", "loop_2/body.bias"}));
  Graph both = FlowBuilder::start().loop_body(Linear(2, 2)).until_cond(LearnedHalt(2), 2).build();
  EXPECT_EQ(both.parameters().size(), 4u);
}

TEST(Loops, standInsideAChain) {
  Graph g = FlowBuilder::from(linear({1, 1}, 2)).loop_body(Times(2)).for_n(2).through(linear({1, 3}, 1)).build();
  EXPECT_EQ(values(g(row({1, 2}))), (Floats{12, 36}));
}

TEST(Loops, everyIterationGetsTheSameReferences) {
  Graph g = FlowBuilder::start().tag("x").loop_body(StateAdd()).for_n(3).using_({"x"}).build();
  Tensor x = leaf(row({1, 2}));
  Tensor y = g(x);
  EXPECT_EQ(values(y), (Floats{4, 8}));
  sum(y).backward();
  EXPECT_EQ(values(x.grad()), (Floats{4, 4}));
}

TEST(Loops, gradientsReachWhatReferencesAreComputedFrom) {
  // r = 3 x, y = x + 2 r; dy/dw of the reference's weight = 2 x.
  Graph g = FlowBuilder::start().fork(linear({3}, 1)).tag("r").loop_body(StateAdd()).for_n(2).using_({"r"}).build();
  Tensor y = g(row({5}));
  EXPECT_EQ(values(y), (Floats{35}));
  sum(y).backward();
  EXPECT_EQ(values(g.parameter("r/weight").grad()), (Floats{10}));
}

TEST(Loops, conditionsNeverGetReferences) {
  auto condition = std::make_shared<RefReader>();
  auto body = std::make_shared<RefReader>();
  Graph g = FlowBuilder::from(Times(-1)).tag("x").loop_body(body).while_cond(condition, 2).using_({"x"}).build();
  g(row({1}));
  EXPECT_TRUE(condition->seen.empty());
  ASSERT_EQ(body->seen.size(), 1u);
  EXPECT_EQ(body->seen[0].first, "x");
}

TEST(Loops, referencesNeedABodyThatTakesThem) {
  errorOf([] { FlowBuilder::start().tag("x").loop_body(ReLU()).for_n(2).using_({"x"}).build(); }, "loop_2");
}

TEST(Loops, bodiesMayChangeTheShape) {
  Graph g =
      FlowBuilder::start().loop_body(probe([](const Tensor &x) { return cat({x, x * 10}, 1); })).for_n(2).build();
  EXPECT_EQ(values(g(row({1}))), (Floats{1, 10, 10, 100}));
}

TEST(Loops, resetTheWholeBodyOnceACallAndNotTheCondition) {
  auto part = probe();
  auto condition = probe([](const Tensor &x) { return x; });  // positive: no iteration
  Graph g = FlowBuilder::start().loop_body(Wrapper(part)).while_cond(condition, 3).build();
  g(row({1}));
  EXPECT_EQ(part->resets, 1) << "although the body did not run";
  EXPECT_EQ(part->calls, 0);
  g(row({-1}));
  EXPECT_EQ(part->resets, 2) << "once for three iterations";
  EXPECT_EQ(part->calls, 3);
  EXPECT_EQ(condition->resets, 0);
}

TEST(Loops, errorsNameTheIteration) {
  auto body = probe([](const Tensor &x) {
    if (x.item() > 3)
      throw Error(ErrorCode::InvalidArgument, "too large");
    return x * 2;
  });
  Graph g = FlowBuilder::start().loop_body(body).for_n(5).build();
  Error error = errorOf([&] { g(row({1})); }, "too large");
  EXPECT_NE(error.text().find("iteration 2"), std::string::npos) << error.text();
}

TEST(Loops, needOneIterationOrMore) {
  errorOf([] { FlowBuilder::start().loop_body(ReLU()).for_n(0).build(); }, "for_n");
  errorOf([] { FlowBuilder::start().loop_body(ReLU()).for_n(-2).build(); }, "-2");
  errorOf([] { FlowBuilder::start().loop_body(ReLU()).while_cond(ThresholdHalt(1), 0).build(); }, "while_cond");
  errorOf([] { FlowBuilder::start().loop_body(ReLU()).until_cond(ThresholdHalt(1), 0).build(); }, "until_cond");
  errorOf([] { FlowBuilder::start().split(modules(ReLU(), ReLU())).loop_body(ReLU()).for_n(2).build(); }, "for_n");
}

TEST(Loops, thresholdsCompareTheLargestElement) {
  ThresholdHalt halt(3);
  EXPECT_EQ(values(halt(rows({1, 5, 2, -7}, 2))), (Floats{2}));
  EXPECT_EQ(values(halt(row({nan, 1}))), (Floats{-2})) << "NaN does not count";
  EXPECT_EQ(values(halt(row({3}))), (Floats{0})) << "the threshold itself goes on";
  EXPECT_EQ(values(halt(zeros({0, 2}))), (Floats{-std::numeric_limits<float>::infinity()}));
}

}  // namespace
