// Gates: weighted sums of experts, gradients to routers and experts, shapes that fit and shapes that do not.
#include "Modules.h"

using namespace flodl;
using namespace flodl::test;

namespace {

/// Zeros in all parameters.
template <class M>
M zeroed(M module) {
  for (NamedParameter &parameter : module.parameters())
    parameter.set_data(parameter * 0);
  return module;
}

Graph gateOf(ModuleArg router) {
  return FlowBuilder::start().gate(std::move(router), modules(Times(2), Times(4))).build();
}

TEST(Gate, equalWeightsGiveTheMean) {
  Graph g = gateOf(zeroed(SoftmaxRouter(2, 2)));
  Tensor y = g(row({1, 2}));
  EXPECT_EQ(str(y.shape()), "[1, 2]");
  EXPECT_EQ(values(y), (Floats{3, 6}));
}

TEST(Gate, addsExpertsTimesWeights) {
  EXPECT_EQ(values(gateOf(Answer(row({0.25, 0.75})))(row({1, 2}))), (Floats{3.5, 7}));
  EXPECT_EQ(values(gateOf(Answer(row({1, 2})))(row({1, 2}))), (Floats{10, 20})) << "nothing is normalised";
  EXPECT_EQ(values(gateOf(Answer(rows({1, 0, 0, 1}, 2)))(rows({1, 2, 3, 4}, 2))), (Floats{2, 4, 12, 16}))
      << "each row has its own weights";
}

TEST(Gate, gradientsReachRouterAndExperts) {
  // Weights s(0) = 1/2, experts 2x and 4x, x = 1: y = 3.
  Graph sigmoids =
      FlowBuilder::start().gate(zeroed(SigmoidRouter(1, 2)), modules(linear({2}, 1), linear({4}, 1))).tag("g").build();
  EXPECT_EQ(names(sigmoids.parameters()), (Strings{"g/router.projection.weight", "g/router.projection.bias",
                                                   "g/experts.0.weight", "g/experts.1.weight"}));
  Tensor x = leaf(row({1}));
  Tensor y = sigmoids(x);
  EXPECT_EQ(values(y), (Floats{3}));
  sum(y).backward();
  EXPECT_EQ(values(x.grad()), (Floats{3})) << "2 and 4 times 1/2; the router's weights are 0";
  EXPECT_EQ(values(sigmoids.parameter("g/experts.0.weight").grad()), (Floats{0.5}));
  EXPECT_EQ(values(sigmoids.parameter("g/experts.1.weight").grad()), (Floats{0.5}));
  // The derivative of s at 0 is 1/4.
  EXPECT_EQ(values(sigmoids.parameter("g/router.projection.weight").grad()), (Floats{0.5, 1}));
  EXPECT_EQ(values(sigmoids.parameter("g/router.projection.bias").grad()), (Floats{0.5, 1}));

  // Through softmax: w_i (e_i - y) x.
  Graph softmaxes =
      FlowBuilder::start().gate(zeroed(SoftmaxRouter(1, 2)), modules(linear({2}, 1), linear({4}, 1))).tag("g").build();
  sum(softmaxes(row({1}))).backward();
  EXPECT_EQ(values(softmaxes.parameter("g/router.projection.weight").grad()), (Floats{-0.5, 0.5}));
}

TEST(Gate, routersComeFirstAmongParameters) {
  Graph g = FlowBuilder::start().gate(SoftmaxRouter(2, 2), modules(Linear(2, 2), Linear(2, 2))).build();
  EXPECT_EQ(names(g.parameters()),
            (Strings{"gate_2/router.projection.weight", "gate_2/router.projection.bias", "gate_2/experts.0.weight",
                     "gate_2/experts.0.bias", "gate_2/experts.1.weight", "gate_2/experts.1.bias"}));
}

TEST(Gate, routersProject) {
  SoftmaxRouter softmaxes(1, 2);
  EXPECT_EQ(names(softmaxes.parameters()), (Strings{"projection.weight", "projection.bias"}));
  softmaxes.parameters()[0].set_data(rows({0, 1}, 1));
  softmaxes.parameters()[1].set_data(from_vector({0.f, 0.f}, {2}));
  // Logits (0, ln 3) give weights 1/4 and 3/4: within 4 ulp of log, exp and division.
  Floats weights = values(softmaxes(row({std::log(3.f)})));
  ASSERT_EQ(weights.size(), 2u);
  EXPECT_NEAR(weights[0], 0.25, 4 * 0x1p-24);
  EXPECT_NEAR(weights[1], 0.75, 4 * 0x1p-24);
  SigmoidRouter sigmoids(1, 2);
  sigmoids.parameters()[0].set_data(rows({0, 1}, 1));
  sigmoids.parameters()[1].set_data(from_vector({0.f, 0.f}, {2}));
  weights = values(sigmoids(row({std::log(3.f)})));
  EXPECT_EQ(weights[0], 0.5f);
  EXPECT_NEAR(weights[1], 0.75, 4 * 0x1p-24);
  EXPECT_EQ(sigmoids.parameters().size(), 2u);
}

TEST(Gate, routersAddReferencesAndExpertsDoNotSeeThem) {
  auto expert = std::make_shared<RefReader>();
  SigmoidRouter router(1, 2);
  router.parameters()[0].set_data(rows({1, 1}, 1));
  router.parameters()[1].set_data(from_vector({0.f, 0.f}, {2}));
  // x + r = 0, so that both weights are 1/2.
  Graph g = FlowBuilder::start()
                .fork(Times(-1))
                .tag("r")
                .gate(std::move(router), modules(expert, Times(3)))
                .using_({"r"})
                .build();
  EXPECT_EQ(values(g(row({2}))), (Floats{4}));
  EXPECT_TRUE(expert->seen.empty());
}

TEST(Gate, weightsCountTheExperts) {
  Error error = errorOf([] { gateOf(Answer(row({1, 2, 3})))(row({1})); }, "3");
  EXPECT_NE(error.text().find("2 experts"), std::string::npos) << error.text();
  EXPECT_EQ(error.code(), ErrorCode::ShapeMismatch);
  errorOf([] { gateOf(Answer(row({1})))(row({1})); }, "2 experts");
}

TEST(Gate, expertsReturnOneShape) {
  Graph g = FlowBuilder::start().gate(SoftmaxRouter(2, 2), modules(Linear(2, 3), Linear(2, 4))).build();
  Error error = errorOf([&] { g(row({1, 2})); }, "[1, 3]");
  EXPECT_NE(error.text().find("[1, 4]"), std::string::npos) << error.text();
}

TEST(Gate, weightsBelongToTheLeadingDimensions) {
  // Images [2, 1, 1, 2] with one pair of weights each.
  Graph images = gateOf(Answer(rows({1, 0, 0, 1}, 2)));
  Tensor y = images(from_vector({1.f, 2.f, 3.f, 4.f}, {2, 1, 1, 2}));
  EXPECT_EQ(str(y.shape()), "[2, 1, 1, 2]");
  EXPECT_EQ(values(y), (Floats{2, 4, 12, 16}));
  // As many images as experts and channels: nothing else fits by chance.
  y = images(from_vector({1.f, 2.f, 3.f, 4.f, 5.f, 6.f, 7.f, 8.f}, {2, 2, 2}));
  EXPECT_EQ(values(y), (Floats{2, 4, 6, 8, 20, 24, 28, 32}));
  // Weights for each position of a sequence [1, 2, 1].
  Graph sequences = gateOf(Answer(from_vector({1.f, 0.f, 0.f, 1.f}, {1, 2, 2})));
  EXPECT_EQ(values(sequences(from_vector({1.f, 2.f}, {1, 2, 1}))), (Floats{2, 8}));
}

TEST(Gate, needsTwoExperts) {
  errorOf([] { FlowBuilder::start().gate(SoftmaxRouter(2, 1), modules(ReLU())).build(); }, "gate");
  errorOf(
      [] {
        auto flow = FlowBuilder::start().split(modules(ReLU(), ReLU()));
        flow.gate(SoftmaxRouter(2, 2), modules(ReLU(), ReLU())).build();
      },
      "gate");
}

}  // namespace
