// Tags, references to them and further inputs: results, order and errors.
#include "Modules.h"
#include <algorithm>

using namespace flodl;
using namespace flodl::test;

namespace {

TEST(Tags, tagsAreUnique) {
  errorOf([] { FlowBuilder::start().tag("a").through(ReLU()).tag("a").build(); }, "\"a\"");
  errorOf([] { FlowBuilder::start().tag("a").input({"a"}).build(); }, "\"a\"");
  errorOf([] { FlowBuilder::start().input({"u", "u"}).build(); }, "\"u\"");
}

TEST(Tags, aNodeMayHaveSeveralTags) {
  Graph g = FlowBuilder::from(Times(2)).tag("a").tag("b").build();
  g(row({1}));
  EXPECT_EQ(values(g.tagged("a")), (Floats{2}));
  EXPECT_EQ(values(g.tagged("b")), (Floats{2}));
  EXPECT_EQ(g.tag_names(), (Strings{"a", "b"}));
}

TEST(Tags, referencesAddTaggedValues) {
  Graph g = FlowBuilder::start().tag("x").through(StateAdd()).using_({"x"}).build();
  Tensor x = leaf(row({1, 2}));
  Tensor y = g(x);
  EXPECT_EQ(values(y), (Floats{2, 4}));
  sum(y).backward();
  EXPECT_EQ(values(x.grad()), (Floats{2, 2}));
}

TEST(Tags, referencesAddUpInTheOrderOfUsing) {
  auto reader = std::make_shared<RefReader>();
  Graph g = FlowBuilder::start()
                .tag("z")
                .fork(Times(2))
                .tag("a")
                .fork(Times(3))
                .tag("m")
                .through(reader)
                .using_({"m", "a"})
                .using_({"z", "m"})
                .build();
  g(row({1}));
  Strings order;
  for (auto &[name, value] : reader->seen)
    order.push_back(name);
  EXPECT_EQ(order, (Strings{"m", "a", "z"})) << "a name again is harmless";
  Graph twice = FlowBuilder::start().tag("x").through(StateAdd()).using_({"x", "x"}).using_({"x"}).using_({}).build();
  EXPECT_EQ(values(twice(row({1}))), (Floats{2}));
  // In another order the small terms would be lost: (2^24 + 1) - 2^24 is 0, (2^24 - 2^24) + 1 is 1.
  Graph sums = FlowBuilder::start()
                   .fork(Times(-1))
                   .tag("minus")
                   .fork(probe([](const Tensor &x) { return x * 0 + 1; }))
                   .tag("one")
                   .through(StateAdd())
                   .using_({"minus", "one"})
                   .build();
  EXPECT_EQ(values(sums(row({0x1p24f}))), (Floats{1}));
}

TEST(Tags, referencesNeedAModuleThatTakesThem) {
  errorOf([] { FlowBuilder::start().tag("x").through(Linear(1, 1)).using_({"x"}).build(); }, "linear_2");
  errorOf([] { FlowBuilder::start().through(StateAdd()).using_({"never"}).build(); }, "\"never\"");
}

TEST(Tags, modulesThatTakeReferencesWorkWithout) {
  EXPECT_EQ(values(FlowBuilder::from(StateAdd()).build()(row({3}))), (Floats{3}));
}

TEST(Tags, furtherInputsComeAfterTheEntry) {
  Graph one = FlowBuilder::from(StateAdd()).through(StateAdd()).input({"u"}).through(StateAdd()).using_({"u"}).build();
  EXPECT_EQ(values(one.forward_multi({row({1}), row({10})})), (Floats{11}));
  Graph two = FlowBuilder::start()
                  .input({"u", "v"})
                  .through(StateAdd())
                  .using_({"u"})
                  .through(Times(2))
                  .through(StateAdd())
                  .using_({"v"})
                  .build();
  EXPECT_EQ(values(two.forward_multi({row({1}), row({10}), row({100})})), (Floats{122}));
  EXPECT_EQ(values(two.tagged("u")), (Floats{10}));
}

TEST(Tags, callsGiveAllInputs) {
  Graph g = FlowBuilder::start().input({"u"}).through(StateAdd()).using_({"u"}).build();
  Error error = errorOf([&] { g(row({1})); }, "2 inputs");
  EXPECT_NE(error.text().find("got 1"), std::string::npos) << error.text();
  EXPECT_NE(error.text().find("\"u\""), std::string::npos) << error.text();
  errorOf([&] { g.forward_multi({row({1}), row({1}), row({1})}); }, "got 3");
}

TEST(Tags, inputsMayBeDeclaredInsideASplit) {
  Graph g = FlowBuilder::start()
                .split(modules(StateAdd(), StateAdd()))
                .input({"u"})
                .using_({"u"})
                .merge(MergeOp::Add)
                .build();
  EXPECT_EQ(values(g.forward_multi({row({1}), row({10})})), (Floats{22}));
}

TEST(Tags, aSingleErrorStopsTheChain) {
  // The first of three errors; label still takes effect and does no harm.
  Error error = errorOf(
      [] {
        FlowBuilder::start().tag("a").tag("a").loop_body(ReLU()).for_n(0).merge(MergeOp::Add).label("l").build();
      },
      "\"a\"");
  EXPECT_EQ(error.code(), ErrorCode::GraphStructure);
}

TEST(Tags, internalTagsAreNamedOrBeginWithAnUnderscore) {
  Graph g = FlowBuilder::start()
                .tag("_hidden")
                .through(Times(2))
                .tag("secret")
                .through(StateAdd())
                .using_({"_hidden", "secret"})
                .tag("open")
                .internal("secret")
                .internal("unknown")
                .build();
  Strings internal = g.internal_tags();
  std::sort(internal.begin(), internal.end());
  EXPECT_EQ(internal, (Strings{"_hidden", "secret"}));
  EXPECT_EQ(values(g(row({1}))), (Floats{5}));
  EXPECT_EQ(values(g.tagged("secret")), (Floats{2})) << "inside its own graph nothing is hidden";
  EXPECT_EQ(g.tag_names(), (Strings{"_hidden", "secret", "open"}));
}

}  // namespace
