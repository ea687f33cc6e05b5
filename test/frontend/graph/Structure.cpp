// Chains, residuals, forks and splits: results, gradients and the errors of builder calls.
#include "Modules.h"
#include <algorithm>

using namespace flodl;
using namespace flodl::test;

namespace {

TEST(Structure, chainsApplyModulesInOrder) {
  Graph g = FlowBuilder::from(linear({1, 2, 3, -1}, 2)).through(ReLU()).through(linear({1, 1}, 2)).build();
  Tensor y = g(rows({1, 1, 1, 4}, 2));
  EXPECT_EQ(str(y.shape()), "[2, 1]");
  EXPECT_EQ(values(y), (Floats{5, 9})) << "(3, 2) and (9, relu(-1))";
  EXPECT_EQ(str(FlowBuilder::from(Linear(3, 5)).build()(zeros({4, 3})).shape()), "[4, 5]");
  Graph start = FlowBuilder::start().tag("x").through(linear({3}, 1)).build();
  EXPECT_EQ(values(start(row({2}))), (Floats{6}));
  EXPECT_EQ(values(start.tagged("x")), (Floats{2}));
}

TEST(Structure, backwardReachesInputAndAllParameters) {
  // y = 3 * 2 x
  Graph g = FlowBuilder::from(linear({2}, 1)).through(linear({3}, 1)).build();
  Tensor x = leaf(row({5}));
  sum(g(x)).backward();
  EXPECT_EQ(values(x.grad()), (Floats{6}));
  EXPECT_EQ(values(g.parameter("linear_1/weight").grad()), (Floats{15}));
  EXPECT_EQ(values(g.parameter("linear_2/weight").grad()), (Floats{10}));
  EXPECT_EQ(FlowBuilder::from(Linear(2, 2)).through(Linear(2, 2)).build().parameters().size(), 4u);
}

TEST(Structure, aRegressionConverges) {
  Graph g = FlowBuilder::from(Linear(1, 1)).build();
  Tensor x = rows({-1, -0.5, 0, 0.5, 1}, 1), target = x * 2 + 1;
  SGD sgd(g.parameters(), {.lr = 0.1});
  double loss = 0;
  for (int step = 0; step < 800; ++step) {
    Tensor error = g(x) - target;
    Tensor squares = mean(error * error);
    squares.backward();
    sgd.step();
    sgd.zero_grad();
    loss = squares.item();
  }
  EXPECT_LT(loss, 0.01);
  EXPECT_NEAR(g.parameter("linear_1/weight").item(), 2, 0.1);
}

TEST(Structure, evaluationIsDeterministic) {
  Graph g = FlowBuilder::from(Dropout(0.5)).build();
  Tensor x = ones({1, 256});
  Floats trained = values(g(x));
  EXPECT_NE(std::count(trained.begin(), trained.end(), 0.f), 0) << "256 elements are all kept once in 2^256 times";
  g.eval();
  EXPECT_EQ(values(g(x)), Floats(256, 1));
}

TEST(Structure, aLeafIsOneModule) {
  int modules = 0;
  Linear(2, 2).walk([&](Module &) { ++modules; });
  EXPECT_EQ(modules, 1);
}

TEST(Structure, residualsAddTheStream) {
  // l1(x) + l2(l1(x)) with l1 = x + 0.5 and l2 = x: 2x + 1.
  Graph g = FlowBuilder::from(Plus({0.5})).also(linear({1}, 1)).tag("sum").build();
  Tensor x = leaf(row({3}));
  Tensor y = g(x);
  EXPECT_EQ(values(y), (Floats{7}));
  EXPECT_EQ(values(g.tagged("sum")), (Floats{7})) << "a tag names the sum";
  sum(y).backward();
  EXPECT_EQ(values(x.grad()), (Floats{2}));
  EXPECT_EQ(values(g.parameter("module_1/bias").grad()), (Floats{2}));
  EXPECT_EQ(values(g.parameter("linear_2/weight").grad()), (Floats{3.5}));
}

TEST(Structure, residualsMayProjectTheSkipPath) {
  Graph g = FlowBuilder::start().also_with(linear({2, 0}, 1), linear({5, 7}, 1)).build();
  Tensor x = leaf(row({3}));
  Tensor y = g(x);
  EXPECT_EQ(values(y), (Floats{21, 21}));
  sum(y).backward();
  EXPECT_EQ(values(x.grad()), (Floats{14}));
}

TEST(Structure, referencesAfterAResidualFeedTheModule) {
  // x + (x + t)
  Graph also = FlowBuilder::start().fork(Times(10)).tag("t").also(StateAdd()).using_({"t"}).build();
  EXPECT_EQ(values(also(row({1}))), (Floats{12}));
  // Skip path 100 x, main path x + t.
  Graph with = FlowBuilder::start().fork(Times(10)).tag("t").also_with(Times(100), StateAdd()).using_({"t"}).build();
  EXPECT_EQ(values(with(row({1}))), (Floats{111}));
}

TEST(Structure, forksLeaveTheStream) {
  Graph g = FlowBuilder::start().fork(linear({1, 1}, 2)).tag("side").through(Times(3)).build();
  EXPECT_EQ(values(g(row({1, 2}))), (Floats{3, 6}));
  EXPECT_EQ(values(g.tagged("side")), (Floats{3}));
  EXPECT_EQ(str(g.tagged("side").shape()), "[1, 1]");
}

TEST(Structure, twoForksLeaveOneStream) {
  Graph g = FlowBuilder::from(Times(2)).fork(Times(3)).tag("a").fork(Times(5)).tag("b").build();
  EXPECT_EQ(values(g(row({1}))), (Floats{2}));
  EXPECT_EQ(values(g.tagged("a")), (Floats{6}));
  EXPECT_EQ(values(g.tagged("b")), (Floats{10}));
}

/// Stream 2x, then "out" 3 * 2x; "side" 5 * 2x.
Graph withSide() {
  auto flow = FlowBuilder::from(linear({2}, 1)).fork(linear({5}, 1)).tag("side");
  return flow.through(linear({3}, 1)).tag("out").build();
}

TEST(Structure, lossesOnForksHaveGradients) {
  Graph g = withSide();
  Tensor x = leaf(row({1}));
  Tensor y = g(x);
  sum(y + g.tagged("side")).backward();
  EXPECT_EQ(values(x.grad()), (Floats{16}));
  EXPECT_EQ(values(g.parameter("linear_1/weight").grad()), (Floats{8}));
  EXPECT_EQ(values(g.parameter("side/weight").grad()), (Floats{2}));
  EXPECT_EQ(values(g.parameter("out/weight").grad()), (Floats{2}));
}

TEST(Structure, tagsThatOnlyALossReadsHaveGradients) {
  Graph g = withSide();
  g(row({1}));
  sum(g.tagged("side")).backward();
  EXPECT_EQ(values(g.parameter("linear_1/weight").grad()), (Floats{5}));
  EXPECT_EQ(values(g.parameter("side/weight").grad()), (Floats{2}));
  EXPECT_FALSE(g.parameter("out/weight").grad().defined());

  // The same in a step with rate 1: the weights 2 and 5 lose 5 and 2.
  g.set_loss([](const LossContext &c) { return mean(c.tag("side")); });
  g.set_optimizer(SGDOptions{.lr = 1});
  for (NamedParameter &parameter : g.parameters())
    parameter.zero_grad();
  g.train_step(Batch::of({row({1})}));
  EXPECT_EQ(g.parameter("linear_1/weight").item(), -3);
  EXPECT_EQ(g.parameter("side/weight").item(), 3);
  EXPECT_EQ(g.parameter("out/weight").item(), 3) << "no gradient, no change";
}

TEST(Structure, untaggedForksRunAndLeaveLaterTagsAlone) {
  auto side = probe();
  Graph g = FlowBuilder::from(Times(2)).fork(side).through(Times(3)).tag("main").build();
  EXPECT_EQ(values(g(row({1}))), (Floats{6}));
  EXPECT_EQ(values(g.tagged("main")), (Floats{6}));
  EXPECT_EQ(side->calls, 1);
  for (int construct = 0; construct < 5; ++construct) {
    auto flow = FlowBuilder::from(Times(2)).fork(Times(100));
    switch (construct) {
      case 0: flow.also(Times(2)); break;
      case 1: flow.split(modules(Times(1), Times(2))).merge(MergeOp::Add); break;
      case 2: flow.loop_body(Times(3)).for_n(1); break;
      case 3: flow.switch_(FixedSelector(0), modules(Times(3), Times(9))); break;
      case 4: flow.map(Times(3)).each(); break;
    }
    Graph moved = flow.tag("main").build();
    Tensor y = moved(row({1}));
    EXPECT_EQ(values(moved.tagged("main")), (Floats{6})) << "construct " << construct;
    EXPECT_EQ(values(y), (Floats{6})) << "construct " << construct;
  }
}

TEST(Structure, referencesAfterAForkFeedIt) {
  Graph g = FlowBuilder::from(Times(2)).tag("t").through(Times(5)).fork(StateAdd()).using_({"t"}).tag("side").build();
  EXPECT_EQ(values(g(row({1}))), (Floats{10}));
  EXPECT_EQ(values(g.tagged("side")), (Floats{12}));
}

TEST(Structure, mergesAddOrAverage) {
  auto merged = [](MergeOp op) {
    return FlowBuilder::start().split(modules(linear({2}, 1), linear({4}, 1), linear({9}, 1))).merge(op).build();
  };
  for (auto [op, factor] : {std::pair(MergeOp::Add, 1.f), std::pair(MergeOp::Mean, 1 / 3.f)}) {
    Graph g = merged(op);
    Tensor x = leaf(row({1, 2}).reshape({2, 1}));
    Tensor y = g(x);
    EXPECT_EQ(values(y), (Floats{15 * factor, 30 * factor}));
    sum(y).backward();
    // The gradient of each branch is that of the result, over 3 for the mean.
    for (const char *branch : {"linear_2/weight", "linear_3/weight", "linear_4/weight"})
      EXPECT_EQ(values(g.parameter(branch).grad()), (Floats{factor + 2 * factor}));
  }
  Graph same = FlowBuilder::start().split(modules(Times(1), Times(1))).merge(MergeOp::Mean).build();
  EXPECT_EQ(values(same(row({3, 5}))), (Floats{3, 5}));
}

TEST(Structure, openSplitsAreErrors) {
  errorOf([] { FlowBuilder::start().split(modules(ReLU(), ReLU())).build(); }, "2 streams");
  errorOf([] { FlowBuilder::start().split(modules(ReLU(), ReLU())).tag("t").build(); }, "tag");
}

TEST(Structure, referencesAfterASplitFeedEveryBranch) {
  Graph g = FlowBuilder::start()
                .fork(Times(10))
                .tag("t")
                .split(modules(StateAdd(), StateAdd()))
                .using_({"t"})
                .merge(MergeOp::Add)
                .build();
  EXPECT_EQ(values(g(row({1}))), (Floats{22}));
  errorOf(
      [] {
        FlowBuilder::start().tag("t").split(modules(StateAdd(), ReLU())).using_({"t"}).merge(MergeOp::Add).build();
      },
      "relu_3");
}

TEST(Structure, mergesTakeNoReferences) {
  errorOf(
      [] {
        FlowBuilder::start().tag("t").split(modules(ReLU(), ReLU())).merge(MergeOp::Mean).using_({"t"}).build();
      },
      "merge_4");
}

TEST(Structure, tagGroupsNameBranches) {
  Graph g = FlowBuilder::start().split(modules(Times(2), Times(3))).tag_group("h").merge(MergeOp::Add).build();
  EXPECT_EQ(g.tag_group("h"), (Strings{"h_0", "h_1"}));
  EXPECT_TRUE(g.tag_group("unknown").empty());
  g(row({1}));
  EXPECT_EQ(values(g.tagged("h_0")), (Floats{2}));
  EXPECT_EQ(values(g.tagged("h_1")), (Floats{3}));
  errorOf([&] { g.tagged("h"); }, "\"h\"");
}

TEST(Structure, tagGroupsNeedBranchesAndNewNames) {
  auto split = [] { return FlowBuilder::start().tag("x").split(modules(ReLU(), ReLU())); };
  errorOf([] { FlowBuilder::start().tag_group("h").build(); }, "tag_group(\"h\")");
  errorOf([&] { split().tag_group("h").merge(MergeOp::Add).split(modules(ReLU(), ReLU())).tag_group("h").build(); },
          "\"h\"");
  errorOf([&] { split().tag_group("x").merge(MergeOp::Add).build(); }, "\"x\"");
  errorOf([] { FlowBuilder::start().tag("h_1").split(modules(ReLU(), ReLU())).tag_group("h").build(); }, "\"h_1\"");
  errorOf([&] { split().tag_group("h").merge(MergeOp::Add).tag("h").build(); }, "\"h\"");
  errorOf([&] { split().tag_group("h").merge(MergeOp::Add).through(StateAdd()).using_({"h"}).build(); }, "\"h\"");
}

}  // namespace
