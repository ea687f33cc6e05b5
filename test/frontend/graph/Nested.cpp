// Graphs as parts of graphs: in every position, with their own state, tags, inputs and names.
#include "Modules.h"

using namespace flodl;
using namespace flodl::test;

namespace {

/// y_t = x_t + y_{t-1}
Graph accumulator() { return FlowBuilder::from(StateAdd()).using_({"h"}).tag("h").build(); }
std::shared_ptr<Graph> sharedAccumulator() { return std::make_shared<Graph>(accumulator()); }

/// Results of three calls with 1.
Floats threeCalls(Graph &g) {
  Floats results;
  for (int call = 0; call < 3; ++call)
    results.push_back(values(g(row({1}))).at(0));
  return results;
}
/// They start anew after the reset of the graph around them.
void expectCalls(Graph g, const Floats &expected, const char *position) {
  EXPECT_EQ(threeCalls(g), expected) << position;
  g.reset_state();
  EXPECT_EQ(threeCalls(g), expected) << position << ", after reset_state";
}

TEST(Nested, stateAdvancesOnceForEachCallInEveryPosition) {
  expectCalls(FlowBuilder::from(accumulator()).build(), {1, 2, 3}, "from");
  expectCalls(FlowBuilder::start().through(accumulator()).build(), {1, 2, 3}, "through");
  expectCalls(FlowBuilder::start().also(accumulator()).build(), {2, 3, 4}, "also");
  expectCalls(FlowBuilder::start().also_with(accumulator(), accumulator()).build(), {2, 4, 6}, "also_with");
  expectCalls(
      FlowBuilder::start().fork(accumulator()).tag("f").through(StateAdd()).using_({"f"}).build(), {2, 3, 4}, "fork");
  expectCalls(FlowBuilder::start().split(modules(accumulator(), Times(10))).merge(MergeOp::Add).build(), {11, 12, 13},
              "split");
  expectCalls(FlowBuilder::start().map(accumulator()).each().build(), {1, 2, 3}, "map");
  expectCalls(FlowBuilder::start().gate(Answer(row({1, 1})), modules(accumulator(), Times(10))).build(), {11, 12, 13},
              "expert");
  expectCalls(FlowBuilder::start().switch_(FixedSelector(1), modules(Times(10), accumulator())).build(), {1, 2, 3},
              "branch");
  Graph middle = FlowBuilder::from(accumulator()).through(Times(2)).build();
  expectCalls(FlowBuilder::from(std::move(middle)).build(), {2, 4, 6}, "three levels");
}

TEST(Nested, routersAndConditionsCarryTheirOwnState) {
  // Branch 0, 1, 2 of three: the router accumulates 1, 2, 3 and subtracts 1.
  Graph router = FlowBuilder::from(accumulator()).through(Plus({-1})).build();
  expectCalls(FlowBuilder::start().switch_(std::move(router), modules(Times(5), Times(6), Times(7))).build(), {5, 6, 7},
              "selector");
  // Weights (1, 2), (2, 4), (3, 6) for experts 1 and 10.
  Graph weights = FlowBuilder::from(accumulator()).through(linear({1, 2}, 1)).build();
  expectCalls(FlowBuilder::start().gate(std::move(weights), modules(Times(1), Times(10))).build(), {21, 42, 63},
              "router");
  // A condition that nobody resets between calls: it halts once it has seen 3 in all.
  Graph condition = FlowBuilder::from(accumulator()).through(Plus({-2.5})).build();
  expectCalls(FlowBuilder::start().loop_body(Times(1)).while_cond(std::move(condition), 2).through(Times(4)).build(),
              {4, 4, 4}, "condition");
}

TEST(Nested, conditionsAreNotResetBetweenCalls) {
  auto body = probe();
  Graph condition = FlowBuilder::from(accumulator()).through(Plus({-2.5})).build();
  Graph g = FlowBuilder::start().loop_body(body).while_cond(std::move(condition), 5).build();
  g(row({1}));  // accumulates 1, 2, 3: halts before the third iteration
  EXPECT_EQ(body->calls, 2);
  g(row({1}));  // 4
  EXPECT_EQ(body->calls, 2);
}

TEST(Nested, loopsResetTheGraphTheyRepeat) {
  // In each call: x, then x + x, then 2x + 2x.
  auto inner = sharedAccumulator();
  Graph g = FlowBuilder::start().loop_body(inner).for_n(3).build();
  EXPECT_EQ(threeCalls(g), (Floats{4, 4, 4}));
  EXPECT_EQ(values(inner->tagged("h")), (Floats{4})) << "the last iteration's";
}

TEST(Nested, mapsLeaveTheLastElementBehind) {
  auto inner = sharedAccumulator();
  Graph g = FlowBuilder::start().map(inner).each().build();
  EXPECT_EQ(values(g(rows({1, 2, 4}, 1))), (Floats{1, 3, 7})) << "a sum over rows";
  EXPECT_EQ(values(inner->tagged("h")), (Floats{7}));
  EXPECT_EQ(values(g(rows({1, 2, 4}, 1))), (Floats{8, 10, 14}));
}

TEST(Nested, branchesThatDoNotRunKeepTheirState) {
  auto router = std::make_shared<Answer>(scalar(0.f));
  Graph g = FlowBuilder::start().switch_(router, modules(accumulator(), Times(100))).build();
  EXPECT_EQ(values(g(row({1}))), (Floats{1}));
  router->result = scalar(1.f);
  EXPECT_EQ(values(g(row({1}))), (Floats{100}));
  router->result = scalar(0.f);
  EXPECT_EQ(values(g(row({1}))), (Floats{2}));
}

TEST(Nested, detachReachesTheirState) {
  // As in one graph: 3 with the gradient cut, 5 without.
  for (bool detached : {false, true}) {
    Graph inner = FlowBuilder::from(StateAdd()).using_({"h"}).through(linear({2}, 1)).tag("h").build();
    Graph g = FlowBuilder::start().gate(Answer(row({1, 0})), modules(std::move(inner), Times(1))).tag("g").build();
    g(row({1}));
    if (detached)
      g.detach_state();
    sum(g(row({1}))).backward();
    EXPECT_EQ(values(g.parameter("g/experts.0/h/weight").grad()), (Floats{detached ? 3.f : 5.f}));
  }
}

TEST(Nested, stateOfTheOuterGraphIsItsOwn) {
  Graph g = FlowBuilder::from(accumulator()).through(StateAdd()).using_({"h"}).tag("h").build();
  EXPECT_EQ(threeCalls(g), (Floats{1, 3, 6})) << "sums of sums";
  EXPECT_FALSE(FlowBuilder::from(accumulator()).build().has_state()) << "no slot of its own";
}

TEST(Nested, aCallThatFailsLeavesStateInsideAlone) {
  bool closed = false;
  auto refuse = probe([&](const Tensor &x) {
    if (closed)
      throw Error(ErrorCode::InvalidArgument, "refused");
    return x;
  });
  auto inLoop = sharedAccumulator();
  Graph g = FlowBuilder::from(accumulator()).loop_body(inLoop).for_n(3).through(refuse).build();
  EXPECT_EQ(threeCalls(g), (Floats{4, 8, 12}));
  closed = true;
  errorOf([&] { g(row({100})); }, "refused");
  closed = false;
  // The graph in the loop was reset and advanced three times in the call that failed.
  EXPECT_EQ(values((*inLoop)(row({1}))), (Floats{13})) << "12 of the last call that went well";
  EXPECT_EQ(values(g(row({1}))), (Floats{16}));
}

TEST(Nested, tagsDoNotCrossTheBoundary) {
  Graph g = FlowBuilder::from(accumulator()).tag("out").build();
  EXPECT_EQ(g.tag_names(), (Strings{"out"}));
  errorOf([&] { g.tagged("h"); }, "\"h\"");
  errorOf([] { FlowBuilder::from(accumulator()).through(StateAdd()).using_({"h"}).build(); }, "\"h\"");
}

TEST(Nested, furtherInputsAreWiredByName) {
  Graph inner = FlowBuilder::start().input({"u"}).through(StateAdd()).using_({"u"}).build();
  Graph g = FlowBuilder::start().fork(Times(10)).tag("u").through(std::move(inner)).using_({"u"}).build();
  EXPECT_EQ(values(g(row({1}))), (Floats{11}));
}

TEST(Nested, namesSayThePosition) {
  auto inner = [] { return FlowBuilder::from(linear({2}, 1)).build(); };
  auto flow = FlowBuilder::from(inner()).through(inner()).tag("t");
  flow.loop_body(inner()).for_n(2);
  flow.gate(SoftmaxRouter(1, 2), modules(inner(), Times(1)));
  flow.switch_(FixedSelector(0), modules(Times(1), inner()));
  flow.map(inner()).each();
  flow.loop_body(Times(1)).while_cond(inner(), 1);
  EXPECT_EQ(names(flow.build().parameters()),
            (Strings{"graph_1/linear_1/weight", "t/linear_1/weight", "loop_3/body/linear_1/weight",
                     "gate_4/router.projection.weight", "gate_4/router.projection.bias",
                     "gate_4/experts.0/linear_1/weight", "switch_5/branches.1/linear_1/weight",
                     "map_6/body/linear_1/weight", "loop_7/condition/linear_1/weight"}));
}

TEST(Nested, shapesAndParameters) {
  Graph inner = FlowBuilder::from(Linear(3, 5)).through(ReLU()).through(Linear(5, 2)).build();
  Graph g = FlowBuilder::from(Linear(4, 3)).through(std::move(inner)).build();
  EXPECT_EQ(str(g(zeros({6, 4})).shape()), "[6, 2]");
  EXPECT_EQ(g.parameters().size(), 6u);
}

TEST(Nested, modeReachesPartsOfConstructs) {
  auto norm = std::make_shared<BatchNorm>(1);
  Graph inner = FlowBuilder::from(norm).build();
  Graph g = FlowBuilder::start().switch_(FixedSelector(0), modules(Times(1), std::move(inner))).build();
  g.eval();
  EXPECT_FALSE(norm->is_training());
  g.train();
  EXPECT_TRUE(norm->is_training());
}

}  // namespace
