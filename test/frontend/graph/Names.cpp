// Names of parameters, and the structural hash: what enters it, and its bytes.
#include "Modules.h"
#include <set>

using namespace flodl;
using namespace flodl::test;

namespace {

TEST(Names, parametersAreQualifiedByTagOrNodeId) {
  Graph g = FlowBuilder::from(Linear(2, 2)).tag("enc").through(Linear(2, 2)).through(Linear(2, 2)).tag("dec").build();
  Strings all = names(g.parameters());
  EXPECT_EQ(all, (Strings{"enc/weight", "enc/bias", "linear_2/weight", "linear_2/bias", "dec/weight", "dec/bias"}));
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
}

TEST(Names, theFirstTagOfANodeCounts) {
  Graph g = FlowBuilder::from(Linear(2, 2)).tag("zebra").tag("ant").build();
  EXPECT_EQ(names(g.parameters()), (Strings{"zebra/weight", "zebra/bias"}));
}

TEST(Names, constructsNameTheirParts) {
  auto flow = FlowBuilder::start();
  flow.loop_body(Linear(2, 2, {.bias = false})).until_cond(LearnedHalt(2), 2);
  flow.gate(SoftmaxRouter(2, 2), modules(Linear(2, 2, {.bias = false}), Wrapper(std::make_shared<Linear>(2, 2))));
  flow.switch_(ArgmaxSelector(2, 2), modules(ReLU(), Linear(2, 2, {.bias = false})));
  flow.map(Linear(2, 2, {.bias = false})).each();
  EXPECT_EQ(names(flow.build().parameters()),
            (Strings{"loop_2/body.weight", "loop_2/condition.projection.weight", "loop_2/condition.projection.bias",
                     "gate_3/router.projection.weight", "gate_3/router.projection.bias", "gate_3/experts.0.weight",
                     "gate_3/experts.1.part.weight", "gate_3/experts.1.part.bias", "switch_4/router.projection.weight",
                     "switch_4/router.projection.bias", "switch_4/branches.1.weight", "map_5/body.weight"}));
}

TEST(Names, buffersAreNamedAlike) {
  Graph g = FlowBuilder::start().loop_body(BatchNorm(2)).for_n(2).tag("l").build();
  EXPECT_EQ(names(g.buffers()), (Strings{"l/body.running_mean", "l/body.running_var"}));
}

TEST(Names, sharedModulesCountOnceUnderTheFirstHolder) {
  auto shared = std::make_shared<Linear>(2, 2);
  Graph g = FlowBuilder::start().gate(SoftmaxRouter(2, 2), modules(shared, shared)).loop_body(shared).for_n(2).build();
  EXPECT_EQ(names(g.parameters()), (Strings{"gate_2/router.projection.weight", "gate_2/router.projection.bias",
                                            "gate_2/experts.0.weight", "gate_2/experts.0.bias"}));
}

TEST(Names, frozenParametersAreListed) {
  Graph g = FlowBuilder::start().loop_body(Linear(2, 2)).for_n(2).through(Linear(2, 2)).build();
  g.freeze("loop_2");
  EXPECT_EQ(g.parameters().size(), 4u);
  EXPECT_TRUE(g.is_frozen("loop_2"));
  EXPECT_FALSE(g.is_frozen("linear_3"));
}

TEST(Names, labelsAreForPeople) {
  Graph plain = FlowBuilder::from(Linear(2, 2)).build();
  Graph labelled = FlowBuilder::from(Linear(2, 2)).label("encoder").build();
  EXPECT_EQ(plain.label(), "");
  EXPECT_EQ(labelled.label(), "encoder");
  EXPECT_EQ(labelled.name(), "graph");
  EXPECT_EQ(labelled.structural_hash(), plain.structural_hash());
}

std::string hashOf(FlowBuilder &&flow) { return flow.build().structural_hash(); }

TEST(Hash, isTheSameForTheSameStructure) {
  Graph one = FlowBuilder::from(Linear(2, 3)).through(ReLU()).build();
  Graph two = FlowBuilder::from(Linear(2, 3)).through(ReLU()).build();
  EXPECT_EQ(one.structural_hash(), two.structural_hash());
  EXPECT_EQ(one.structural_hash().size(), 64u);
  EXPECT_EQ(one.structural_hash().find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(one.short_hash(), one.structural_hash().substr(0, 8));
  // Neither values nor modes nor calls enter.
  one(zeros({1, 2}));
  one.eval();
  one.freeze();
  EXPECT_EQ(one.structural_hash(), two.structural_hash());
}

TEST(Hash, tellsStructuresApart) {
  auto wired = [](const char *tag) {
    return hashOf(FlowBuilder::start().tag("a").through(ReLU()).tag("b").through(StateAdd()).using_({tag}));
  };
  Strings different = {
      hashOf(FlowBuilder::from(Linear(2, 3))),
      hashOf(FlowBuilder::from(Linear(2, 4))),
      hashOf(FlowBuilder::from(Linear(2, 3, {.bias = false}))),
      hashOf(FlowBuilder::from(Linear(2, 3)).tag("t")),
      hashOf(FlowBuilder::from(Linear(2, 3)).tag("u")),
      hashOf(FlowBuilder::from(Linear(2, 3)).input({"u"})),
      hashOf(FlowBuilder::from(Linear(2, 3)).through(ReLU())),
      hashOf(FlowBuilder::from(Linear(2, 3)).through(Tanh())),
      hashOf(FlowBuilder::from(Linear(2, 3)).fork(ReLU())),
      hashOf(FlowBuilder::from(Linear(2, 3)).map(ReLU()).each()),
      hashOf(FlowBuilder::from(Linear(2, 3)).loop_body(ReLU()).for_n(2)),
      hashOf(FlowBuilder::from(BatchNorm(3))),
      hashOf(FlowBuilder::from(BatchNorm(4))),
      hashOf(FlowBuilder::from(FlowBuilder::from(Linear(2, 3)).build())),
      hashOf(FlowBuilder::from(FlowBuilder::from(Linear(2, 3)).tag("t").build())),
      wired("a"),
      wired("b"),
  };
  EXPECT_EQ(std::set<std::string>(different.begin(), different.end()).size(), different.size());
}

TEST(Hash, leavesOutCountsKindsAndHyperParameters) {
  auto loop = [](int64_t n) { return hashOf(FlowBuilder::start().loop_body(Linear(2, 2)).for_n(n)); };
  EXPECT_EQ(loop(2), loop(3));
  EXPECT_EQ(loop(2), hashOf(FlowBuilder::start().loop_body(Linear(2, 2)).while_cond(ThresholdHalt(1), 9)));
  EXPECT_EQ(loop(2), hashOf(FlowBuilder::start().loop_body(Linear(2, 2)).until_cond(ThresholdHalt(7), 9)));
  auto merged = [](MergeOp op) { return hashOf(FlowBuilder::start().split(modules(ReLU(), ReLU())).merge(op)); };
  EXPECT_EQ(merged(MergeOp::Add), merged(MergeOp::Mean));
  EXPECT_EQ(hashOf(FlowBuilder::start().map(Linear(2, 2)).slices(2)),
            hashOf(FlowBuilder::start().map(Linear(2, 2)).batched().slices(3)));
  EXPECT_EQ(hashOf(FlowBuilder::from(Dropout(0.1))), hashOf(FlowBuilder::from(Dropout(0.2))));
}

// Computed with Python's hashlib over bytes that follow the description of the hash: texts end in a zero byte (.),
// numbers have 8 bytes (<n>).
TEST(Hash, hasTheBytesThatAreDescribed) {
  // linear_1.linear.Pbias.<3>Pweight.<3><2> EDGES TAGS INPUTSinput.linear_1.input. OUTPUTSoutput.linear_1.output.
  Graph linear = FlowBuilder::from(Linear(2, 3)).build();
  EXPECT_EQ(linear.structural_hash(), "51221a7b5daf8f194a5913f25041d9f3456148370ca3b5b0e0255631c7f1d17c");

  // linear_1.linear.Pbias.<3>Pweight.<3><2> input_u_2. stateadd_3.stateadd.
  // EDGES linear_1.output.stateadd_3.input. linear_1.output.stateadd_3.ref_b. input_u_2.output.stateadd_3.ref_u.
  // TAGS a.<2><0> b.<0><0> u.<1><0> INPUTSinput.linear_1.input.u.input_u_2.input. OUTPUTSoutput.stateadd_3.output.
  Graph wired =
      FlowBuilder::from(Linear(2, 3)).tag("b").input({"u"}).through(StateAdd()).using_({"b", "u"}).tag("a").build();
  EXPECT_EQ(wired.structural_hash(), "5685a781112465eb7e452b91d35bdeb2b27a4505c02a9b0166dcb3cc2e39b072");

  // graph_1.graph.Plinear_1/bias.<3>Plinear_1/weight.<3><2>G51221a7b…
  // batchnorm_2.batchnorm.Pbias.<3>Pweight.<3>Brunning_mean.<3>Brunning_var.<3>
  // loop_3.module.Pbody.bias.<3>Pbody.weight.<3><3>
  // EDGES graph_1.output.batchnorm_2.input. batchnorm_2.output.loop_3.input.
  // TAGS INPUTSinput.graph_1.input. OUTPUTSoutput.loop_3.output.
  Graph nested = FlowBuilder::from(FlowBuilder::from(Linear(2, 3)).build())
                     .through(BatchNorm(3))
                     .loop_body(Linear(3, 3))
                     .for_n(2)
                     .build();
  EXPECT_EQ(nested.structural_hash(), "75a359790196ce152e79531101126bb9ec301da57e87a8923048e1abc503fc1d");
}

}  // namespace
