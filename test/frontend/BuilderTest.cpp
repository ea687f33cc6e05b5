// Structure of graphs: ids, streams, tags, and the errors of builder calls.
#include "Support.h"

using namespace flodl;
using namespace flodl::test;

namespace {

struct Builder : Recorded {};

std::vector<std::string> names(const std::vector<NamedParameter> &parameters) {
  std::vector<std::string> names;
  for (const NamedParameter &parameter : parameters)
    names.push_back(parameter.name);
  return names;
}

TEST_F(Builder, qualifiesNamesByTagOrNodeId) {
  Graph g = FlowBuilder::from(Linear(4, 8)).through(ReLU()).also(Linear(8, 8)).through(Linear(8, 2)).tag("out").build();
  EXPECT_EQ(names(g.parameters()),
            (std::vector<std::string>{"linear_1/weight", "linear_1/bias", "linear_3/weight", "linear_3/bias",
                                      "out/weight", "out/bias"}));
}

TEST_F(Builder, nestedGraphsContributeTheirOwnNames) {
  Graph inner = FlowBuilder::from(Linear(4, 4)).through(Linear(4, 4)).build();
  Graph g = FlowBuilder::from(std::move(inner)).tag("enc").build();
  EXPECT_EQ(names(g.parameters()), (std::vector<std::string>{"enc/linear_1/weight", "enc/linear_1/bias",
                                                             "enc/linear_2/weight", "enc/linear_2/bias"}));
}

TEST_F(Builder, sharedModulesAreListedOnce) {
  auto shared = std::make_shared<Linear>(4, 4);
  Graph g = FlowBuilder::from(shared).through(ReLU()).through(shared).build();
  EXPECT_EQ(g.parameters().size(), 2u);
  EXPECT_EQ(record(g, {{"x", {"n", 4}}}).ops.size(), 3u);
}

TEST_F(Builder, loopsOverAnLvalueBuilder) {
  auto flow = FlowBuilder::from(Linear(4, 4));
  for (int i = 0; i < 3; ++i)
    flow.through(ReLU()).through(Linear(4, 4));
  Graph g = flow.build();
  EXPECT_EQ(g.parameters().size(), 8u);
}

TEST_F(Builder, splitsAndMerges) {
  Graph g = FlowBuilder::start()
                .split(modules(Linear(4, 2), Linear(4, 2), Linear(4, 2)))
                .tag_group("head")
                .merge(MergeOp::Mean)
                .build();
  EXPECT_EQ(g.tag_names(), (std::vector<std::string>{"head_0", "head_1", "head_2"}));
  std::string text = signature(g, {{"x", {"n", 4}}});
  EXPECT_NE(text.find("= mul("), std::string::npos) << text;
}

TEST_F(Builder, aForkIsNamedByTheNextTagAndTheStreamStays) {
  Graph g = FlowBuilder::from(Linear(4, 4)).fork(Linear(4, 1)).tag("side").through(Linear(4, 2)).build();
  detail::Recording r = record(g, {{"x", {"n", 4}}});
  ASSERT_EQ(r.outputs.size(), 2u);
  EXPECT_EQ(r.outputs[1].name, "side");
  EXPECT_EQ(str(r.values[r.outputs[0].value]), "float32[n, 2]");
  EXPECT_EQ(str(r.values[r.outputs[1].value]), "float32[n, 1]");
}

TEST_F(Builder, anUntaggedForkDoesNotTakeALaterTag) {
  Graph g = FlowBuilder::from(Linear(4, 4)).fork(Linear(4, 1)).through(Linear(4, 2)).tag("main").build();
  detail::Recording r = record(g, {{"x", {"n", 4}}});
  EXPECT_EQ(r.outputs[0].value, r.outputs[1].value);
}

TEST_F(Builder, reportsTheFirstErrorWithItsPlace) {
  uint32_t line = 0;
  Error error = errorOf(
      [&] {
        auto flow = FlowBuilder::from(Linear(4, 4)).tag("a");
        line = __LINE__ + 1;
        flow.tag("a");
        flow.merge(MergeOp::Add);
        flow.build();
      },
      "tag(\"a\"): the tag exists already; tags: \"a\"");
  EXPECT_EQ(error.location().line, line);
  EXPECT_EQ(error.code(), ErrorCode::GraphStructure);
}

TEST_F(Builder, rejectsOpenStreams) {
  errorOf([] { FlowBuilder::start().split(modules(Identity(), Identity())).build(); }, "2 streams are open");
  errorOf([] { FlowBuilder::start().split(modules(Identity(), Identity())).through(ReLU()).build(); },
          "through: expects one stream");
  errorOf([] { FlowBuilder::start().split(modules(Identity())).build(); }, "at least 2 branches");
  errorOf([] { FlowBuilder::start().merge(MergeOp::Add).build(); }, "only one stream is open");
}

TEST_F(Builder, rejectsReferencesToUnknownTags) {
  errorOf([] { FlowBuilder::from(GRUCell(4, 4)).tag("h1").through(GRUCell(4, 4)).using_({"h0"}).build(); },
          "using_ refers to tags that are never defined: \"h0\"; defined tags: \"h1\"");
  errorOf([] { FlowBuilder::from(Linear(4, 4)).tag("a").merge(MergeOp::Add).build(); }, "merge");
}

TEST_F(Builder, bindsPortsInOrderAndByName) {
  auto attention = [](auto wire) {
    auto flow =
        FlowBuilder::from(Linear(8, 8)).tag("a").through(Linear(8, 8)).tag("b").through(MultiheadAttention(8, 2));
    wire(flow);
    return flow.build();
  };
  Graph ordered = attention([](FlowBuilder &flow) { flow.using_({"a", "b"}); });
  Graph named = attention([](FlowBuilder &flow) { flow.using_as("value", "b").using_as("key", "a"); });
  EXPECT_EQ(signature(ordered, {{"x", {"n", "l", 8}}}), signature(named, {{"x", {"n", "l", 8}}}));
  errorOf([&] { attention([](FlowBuilder &flow) { flow.using_as("query", "a"); }); },
          "has no such port; its ports: \"key\", \"value\", \"mask\"");
  errorOf([&] { attention([](FlowBuilder &flow) { flow.using_({"a"}); }); }, "needs its port \"value\"");
}

TEST_F(Builder, residualsNeedEqualShapes) {
  Graph g = FlowBuilder::from(Linear(4, 8)).also(Linear(8, 6)).build();
  errorOf([&] { record(g, {{"x", {"n", 4}}}); },
          "also: the module maps [n, 8] to [n, 6]; a residual needs equal shapes, use also_with()");
}

TEST_F(Builder, furtherInputsAreMatchedByName) {
  struct Sum : Module {
    Tensor forward_named(const Tensor &x, const Refs &refs) override { return x + refs["bias"]; }
  };
  Graph g = FlowBuilder::from(Linear(4, 4)).input({"bias"}).through(Sum()).using_({"bias"}).build();
  detail::Recording r = record(g, {{"x", {"n", 4}}, {"bias", {4}}});
  EXPECT_EQ(r.inputs[1].name, "bias");
  errorOf([&] { record(g, {{"x", {"n", 4}}, {"scale", {4}}}); }, "its graph takes \"input\", \"bias\"");
}

}  // namespace
