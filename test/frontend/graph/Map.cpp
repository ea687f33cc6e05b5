// Maps: elements, tags and slices, one by one and at once.
#include "Modules.h"

using namespace flodl;
using namespace flodl::test;

namespace {

TEST(Map, eachCallsTheBodyForEachRow) {
  auto body = probe([](const Tensor &x) { return x * 2; });
  Graph g = FlowBuilder::start().map(body).each().build();
  EXPECT_EQ(values(g(rows({1, 2, 3, 4, 5, 6}, 2))), (Floats{2, 4, 6, 8, 10, 12}));
  EXPECT_EQ(body->shapes, (Strings{"[1, 2]", "[1, 2]", "[1, 2]"}));
}

TEST(Map, batchedCallsTheBodyOnce) {
  auto body = probe([](const Tensor &x) { return x * 2; });
  Graph g = FlowBuilder::start().map(body).batched().each().build();
  EXPECT_EQ(values(g(rows({1, 2, 3, 4, 5, 6}, 2))), (Floats{2, 4, 6, 8, 10, 12}));
  EXPECT_EQ(body->shapes, (Strings{"[3, 2]"}));
}

TEST(Map, gradientsAddUpOverElements) {
  for (bool batched : {false, true}) {
    auto flow = FlowBuilder::start();
    if (batched)
      flow.map(linear({2}, 1)).batched().each();
    else
      flow.map(linear({2}, 1)).each();
    Graph g = flow.build();
    Tensor x = leaf(rows({1, 2, 4}, 1));
    sum(g(x)).backward();
    EXPECT_EQ(values(g.parameter("map_2/body.weight").grad()), (Floats{7}));
    EXPECT_EQ(values(x.grad()), (Floats{2, 2, 2}));
  }
}

TEST(Map, overTakesTheTaggedValue) {
  Graph g = FlowBuilder::from(Times(2)).tag("doubled").through(Times(100)).map(Times(3)).over("doubled").build();
  Tensor x = leaf(rows({1, 2}, 1));
  Tensor y = g(x);
  EXPECT_EQ(values(y), (Floats{6, 12})) << "the stream before is left alone";
  sum(y).backward();
  EXPECT_EQ(values(x.grad()), (Floats{6, 6}));
}

TEST(Map, overTakesForksAndFurtherInputs) {
  Graph g = FlowBuilder::start().input({"items"}).map(Times(3)).batched().over("items").build();
  EXPECT_EQ(values(g.forward_multi({row({9}), rows({1, 2}, 1)})), (Floats{3, 6}));
}

TEST(Map, overNeedsATagThatIsDefinedBefore) {
  errorOf([] { FlowBuilder::start().map(ReLU()).over("later").tag("later").build(); }, "\"later\"");
}

TEST(Map, slicesCutTheLastDimension) {
  auto body = probe([](const Tensor &x) { return x * 3; });
  Graph g = FlowBuilder::start().map(body).slices(2).build();
  EXPECT_EQ(values(g(rows({1, 2, 3, 4, 5, 6, 7, 8}, 4))), (Floats{3, 6, 9, 12, 15, 18, 21, 24}));
  EXPECT_EQ(body->shapes, (Strings{"[1, 2]", "[1, 2]", "[1, 2]", "[1, 2]"}));
}

TEST(Map, batchedSlicesAreOneCall) {
  auto body = probe([](const Tensor &x) { return x * 3; });
  Graph g = FlowBuilder::start().map(body).batched().slices(2).build();
  EXPECT_EQ(values(g(rows({1, 2, 3, 4, 5, 6, 7, 8}, 4))), (Floats{3, 6, 9, 12, 15, 18, 21, 24}));
  EXPECT_EQ(body->shapes, (Strings{"[4, 2]"}));
}

TEST(Map, slicesMayGetWider) {
  // Each pair (a, b) becomes (a, b, a + b).
  Graph g = FlowBuilder::start().map(linear({1, 0, 0, 1, 1, 1}, 2)).slices(2).tag("m").build();
  Tensor x = leaf(rows({1, 2, 3, 4, 5, 6, 7, 8}, 4));
  Tensor y = g(x);
  EXPECT_EQ(str(y.shape()), "[2, 6]");
  EXPECT_EQ(values(y), (Floats{1, 2, 3, 3, 4, 7, 5, 6, 11, 7, 8, 15}));
  sum(y).backward();
  EXPECT_EQ(values(x.grad()), Floats(8, 2));
  // Sums of the first and of the second elements of all pairs, for each of three outputs.
  EXPECT_EQ(values(g.parameter("m/body.weight").grad()), (Floats{16, 20, 16, 20, 16, 20}));
}

TEST(Map, slicesKeepAllLeadingDimensions) {
  Floats elements(24);
  for (size_t i = 0; i < elements.size(); ++i)
    elements[i] = static_cast<float>(i);
  for (bool batched : {false, true}) {
    auto flow = FlowBuilder::start();
    if (batched)
      flow.map(linear({1, 1}, 2)).batched().slices(2);
    else
      flow.map(linear({1, 1}, 2)).slices(2);
    Tensor y = flow.build()(from_vector(elements, {2, 3, 4}));
    EXPECT_EQ(str(y.shape()), "[2, 3, 2]");
    EXPECT_EQ(values(y), (Floats{1, 5, 9, 13, 17, 21, 25, 29, 33, 37, 41, 45}));
  }
}

TEST(Map, slicesFitTheWidth) {
  Graph g = FlowBuilder::start().map(Times(1)).slices(2).build();
  Error error = errorOf([&] { g(row({1, 2, 3, 4, 5})); }, "5");
  EXPECT_NE(error.text().find("slices(2)"), std::string::npos) << error.text();
  errorOf([&] { g(from_vector({1.f, 2.f}, {2})); }, "[2]");
  errorOf([] { FlowBuilder::start().map(ReLU()).slices(0).build(); }, "slices");
}

TEST(Map, slicesNeedBodiesThatReturnRows) {
  Graph g = FlowBuilder::start().map(probe([](const Tensor &x) { return reshape(x, {-1}); })).slices(2).build();
  errorOf([&] { g(row({1, 2, 3, 4})); }, "[4]");
}

TEST(Map, withoutElementsTheResultHasTheBodysColumns) {
  Graph g = FlowBuilder::start().map(Linear(2, 3)).each().build();
  Tensor y = g(zeros({0, 2}));
  EXPECT_EQ(str(y.shape()), "[0, 3]");
  EXPECT_EQ(y.dtype(), kFloat32);
  Graph batched = FlowBuilder::start().map(Linear(2, 3)).batched().each().build();
  EXPECT_EQ(str(batched(zeros({0, 2})).shape()), "[0, 3]");
}

TEST(Map, withoutElementsABodyThatReadsValuesGivesItsInput) {
  auto body = probe([](const Tensor &x) { return cat({x, x}, 1) * sum(x).item(); });
  Graph g = FlowBuilder::start().map(body).each().build();
  EXPECT_EQ(str(g(zeros({0, 2})).shape()), "[0, 2]");
  EXPECT_EQ(values(g(row({1, 2}))), (Floats{3, 6, 3, 6}));
}

TEST(Map, withoutElementsTheBodyStaysAsItWas) {
  auto norm = std::make_shared<BatchNorm>(1);
  Graph g = FlowBuilder::start().map(norm).each().build();
  EXPECT_EQ(str(g(zeros({0, 1, 2})).shape()), "[0, 1, 2]");
  EXPECT_EQ(values(norm->running_mean), (Floats{0}));
  EXPECT_EQ(values(norm->running_var), (Floats{1}));
}

TEST(Map, bodiesThatMixRowsSeeElementsOrTheWhole) {
  // Means 1, 2, 3 of three elements, momentum 0.1: 0.1; 0.9 * 0.1 + 0.2; 0.9 * 0.29 + 0.3 against 0.1 * 2.
  auto one = std::make_shared<BatchNorm>(1), all = std::make_shared<BatchNorm>(1);
  Tensor x = from_vector({0.f, 2.f, 1.f, 3.f, 2.f, 4.f}, {3, 1, 2});
  Tensor y = FlowBuilder::start().map(one).each().build()(x);
  FlowBuilder::start().map(all).batched().each().build()(x);
  EXPECT_NEAR(one->running_mean.item(), 0.561, 1e-6) << "three updates, each rounded to float";
  EXPECT_NEAR(all->running_mean.item(), 0.2, 1e-6);
  // Each element is (m - 1, m + 1): -1 and 1 after division by sqrt(1 + 1e-5).
  Floats normalised = values(y);
  for (size_t i = 0; i < normalised.size(); ++i)
    EXPECT_NEAR(normalised[i], (i % 2 ? 1 : -1) / std::sqrt(1 + 1e-5), 1e-6);
}

TEST(Map, errorsNameTheElement) {
  auto body = probe([](const Tensor &x) {
    if (x.item() > 2)
      throw Error(ErrorCode::InvalidArgument, "too large");
    return x;
  });
  Graph g = FlowBuilder::start().map(body).each().build();
  Error error = errorOf([&] { g(rows({1, 2, 3}, 1)); }, "too large");
  EXPECT_NE(error.text().find("element 2"), std::string::npos) << error.text();
}

TEST(Map, needsElements) {
  Graph g = FlowBuilder::start().map(ReLU()).each().build();
  errorOf([&] { g(scalar(1.f)); }, "scalar");
}

TEST(Map, takesNoReferences) {
  auto wired = [](auto map) {
    auto flow = FlowBuilder::start().tag("x");
    map(flow);
    flow.using_({"x"});
    flow.build();
  };
  errorOf([&] { wired([](FlowBuilder &flow) { flow.map(StateAdd()).each(); }); }, "map_2");
  errorOf([&] { wired([](FlowBuilder &flow) { flow.map(StateAdd()).batched().over("x"); }); }, "map_2");
  errorOf([&] { wired([](FlowBuilder &flow) { flow.map(StateAdd()).slices(2); }); }, "map_2");
}

}  // namespace
