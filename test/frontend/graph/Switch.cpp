// Switches: which branch runs, what routers may answer, gradients of chosen and other branches.
#include "Modules.h"

using namespace flodl;
using namespace flodl::test;

namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();

Graph doubleOrTriple(ModuleArg router) {
  return FlowBuilder::start().switch_(std::move(router), modules(Times(2), Times(3))).build();
}

TEST(Switch, runsTheChosenBranch) {
  EXPECT_EQ(values(doubleOrTriple(FixedSelector(0))(row({1, 2}))), (Floats{2, 4}));
  EXPECT_EQ(values(doubleOrTriple(FixedSelector(1))(row({1, 2}))), (Floats{3, 6}));
}

TEST(Switch, onlyTheChosenBranchRunsOnTheWholeBatch) {
  auto left = probe(), right = probe();
  Graph g = FlowBuilder::start().switch_(FixedSelector(1), modules(left, right)).build();
  g(rows({1, 2, 3, 4}, 2));
  EXPECT_EQ(left->calls, 0);
  EXPECT_EQ(right->shapes, (Strings{"[2, 2]"}));
}

TEST(Switch, gradientsFlowThroughTheChosenBranchAlone) {
  Graph g = FlowBuilder::start().switch_(ArgmaxSelector(1, 2), modules(linear({2}, 1), linear({3}, 1))).build();
  EXPECT_EQ(names(g.parameters()), (Strings{"switch_2/router.projection.weight", "switch_2/router.projection.bias",
                                            "switch_2/branches.0.weight", "switch_2/branches.1.weight"}));
  g.parameter("switch_2/router.projection.weight").set_data(rows({0, 1}, 1));
  g.parameter("switch_2/router.projection.bias").set_data(from_vector({0.f, 0.f}, {2}));
  Tensor x = leaf(row({5}));
  Tensor y = g(x);
  EXPECT_EQ(values(y), (Floats{15}));
  sum(y).backward();
  EXPECT_EQ(values(x.grad()), (Floats{3}));
  EXPECT_EQ(values(g.parameter("switch_2/branches.1.weight").grad()), (Floats{5}));
  EXPECT_FALSE(g.parameter("switch_2/branches.0.weight").grad().defined()) << "absent, not zero";
  EXPECT_FALSE(g.parameter("switch_2/router.projection.weight").grad().defined());
}

TEST(Switch, parametersOfOtherBranchesCountToo) {
  Graph g = FlowBuilder::start().switch_(ArgmaxSelector(2, 2), modules(Linear(2, 2), Linear(2, 2))).build();
  EXPECT_EQ(g.parameters().size(), 6u);
}

/// What the switch over `x * 2` and `x * 3` makes of 1 for this answer of the router.
float chosen(Tensor answer) { return values(doubleOrTriple(Answer(std::move(answer)))(row({1})))[0]; }

TEST(Switch, answersAreTruncatedTowardsZero) {
  EXPECT_EQ(chosen(row({0.9f})), 2);
  EXPECT_EQ(chosen(row({1})), 3);
  EXPECT_EQ(chosen(row({1.9f})), 3);
  EXPECT_EQ(chosen(from_vector({int64_t{1}}, {1, 1, 1})), 3) << "any rank and type";
  EXPECT_EQ(chosen(scalar(1.f)), 3);
}

TEST(Switch, answersThatAreNoBranchAreErrors) {
  Error error = errorOf([] { chosen(row({7})); }, "7");
  EXPECT_NE(error.text().find("2 branches"), std::string::npos) << error.text();
  EXPECT_EQ(error.code(), ErrorCode::IndexOutOfRange);
  errorOf([] { chosen(row({2})); }, "2 branches");
  errorOf([] { chosen(row({-1})); }, "-1");
  errorOf([] { chosen(row({-0.5f})); }, "-0.5");
  errorOf([] { chosen(row({nan})); }, "NaN");
  errorOf([] { chosen(row({infinity})); }, "inf");
  errorOf([] { doubleOrTriple(FixedSelector(2))(row({1})); }, "2 branches");
}

TEST(Switch, routersGiveOneElement) {
  errorOf([] { chosen(row({0, 1})); }, "[1, 2]");
  errorOf([] { chosen(zeros({0})); }, "[0]");
}

TEST(Switch, branchesMayReturnOtherShapes) {
  auto router = std::make_shared<Answer>(scalar(0.f));
  Graph g = FlowBuilder::start().switch_(router, modules(linear({1, 1}, 2), Times(2))).build();
  EXPECT_EQ(str(g(row({1, 2})).shape()), "[1, 1]");
  router->result = scalar(1.f);
  EXPECT_EQ(str(g(row({1, 2})).shape()), "[1, 2]");
}

TEST(Switch, needsTwoBranches) {
  errorOf([] { FlowBuilder::start().switch_(FixedSelector(0), modules(ReLU())).build(); }, "switch_");
  errorOf([] { FixedSelector(-1); }, "-1");
}

/// ArgmaxSelector of 1 column and `biases.size()` branches whose logits are `weights * x + biases`.
ArgmaxSelector selector(const Floats &weights, const Floats &biases) {
  ArgmaxSelector router(1, static_cast<int64_t>(biases.size()));
  std::vector<NamedParameter> parameters = router.parameters();
  parameters[0].set_data(rows(weights, 1));
  parameters[1].set_data(from_vector(biases, {static_cast<int64_t>(biases.size())}));
  return router;
}

TEST(Switch, argmaxGivesTheBranchWithTheLargestLogit) {
  ArgmaxSelector router = selector({0, 0, 0}, {1, 5, 2});
  EXPECT_EQ(names(router.parameters()), (Strings{"projection.weight", "projection.bias"}));
  Tensor choice = router(leaf(row({1})));
  EXPECT_EQ(str(choice.shape()), "[1]");
  EXPECT_EQ(choice.dtype(), kInt64);
  EXPECT_EQ(values(choice), (Floats{1}));
  EXPECT_FALSE(choice.requires_grad());
  EXPECT_EQ(values(selector({0, 0, 0}, {1, 4, 4})(row({1}))), (Floats{1})) << "of equal logits the first wins";
}

TEST(Switch, aBatchDecidesTogether) {
  // Logits (x, 1): row by row (5, 1), (-1, 1), (-1, 1); their means are 1 and 1.
  // The third row moves the decision although the largest single logit stays 5.
  ArgmaxSelector router = selector({1, 0}, {0, 1});
  EXPECT_EQ(values(router(rows({5, -1}, 1))), (Floats{0})) << "means 2 and 1";
  EXPECT_EQ(values(router(rows({5, -1, -2}, 1))), (Floats{1})) << "means 2/3 and 1";
  EXPECT_EQ(values(router(rows({0, 0, 0, 0, 9}, 1))), (Floats{0})) << "never a position in the whole batch";
}

TEST(Switch, routersTakeReferencesAndBranchesDoNot) {
  // Logits (x + r, 0).
  auto left = std::make_shared<RefReader>(), right = std::make_shared<RefReader>();
  Graph g = FlowBuilder::start()
                .fork(Times(-2))
                .tag("r")
                .switch_(selector({1, 0}, {0, 0}), modules(left, right))
                .using_({"r"})
                .tag("s")
                .build();
  left->seen = right->seen = {{"untouched", Tensor()}};
  g(row({1}));  // 1 - 2 < 0
  EXPECT_EQ(left->seen.size(), 1u);
  EXPECT_TRUE(right->seen.empty());
  g(row({-1}));  // -1 + 2 > 0
  EXPECT_TRUE(left->seen.empty());
}

TEST(Switch, fixedSelectorsIgnoreReferences) {
  Graph g = FlowBuilder::start().tag("x").switch_(FixedSelector(1), modules(Times(2), Times(3))).using_({"x"}).build();
  EXPECT_EQ(values(g(row({1}))), (Floats{3}));
  Tensor one = FixedSelector(4)(row({1, 2}));
  EXPECT_EQ(str(one.shape()), "[1]");
  EXPECT_EQ(values(one), (Floats{4}));
}

}  // namespace
