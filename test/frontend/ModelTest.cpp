// Registration of models and their capture.
#include "Support.h"
#include "flodl/detail/capture.h"

using namespace flodl;
using namespace flodl::test;

namespace {

struct Config {
  int64_t hidden = 8;
  double dropout = 0.1;
};

Graph buildConfigured(const Config &c) {
  return FlowBuilder::from(Linear(4, c.hidden)).through(Dropout(c.dropout)).through(Linear(c.hidden, 2)).build();
}

const auto configured = flodl::model("configured",
                                     {.inputs = {{"x", {"batch", 4}}}, .configs = {{}, {.hidden = 16}, {.dropout = 0.5}}},
                                     buildConfigured);
const auto deduced = flodl::model("deduced", [] { return FlowBuilder::from(Conv2d(3, 8, 3)).build(); });
const auto nested = flodl::model("nested", {.inputs = {{"x", {"batch", 4}}}, .dtypes = {kFloat32, kFloat64}}, [] {
  return FlowBuilder::from(configured({.hidden = 4})).tag("part").through(Linear(2, 1)).build();
});

struct Models : Recorded {};

size_t count(const std::string &text, const std::string &part) {
  size_t n = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at)
    ++n;
  return n;
}

TEST_F(Models, registersEachOnceInOrder) {
  auto models = detail::registeredModels();
  ASSERT_EQ(models.size(), 3u);
  EXPECT_EQ(models[0]->name, "configured");
  EXPECT_EQ(models[0]->factories.size(), 3u);
  EXPECT_STREQ(models[0]->loc.file, __FILE__);
}

TEST_F(Models, capturesConfigsAndDtypesOnce) {
  std::string text = detail::captureModels([](const std::string &, const SourceLoc &) {});
  // The third configuration differs in a run-time value only.
  EXPECT_EQ(count(text, "flow.model @configured_"), 2u) << text;
  EXPECT_EQ(count(text, "flow.model @nested_"), 2u) << text;
  EXPECT_EQ(count(text, "flow.model @deduced_"), 1u) << text;
  EXPECT_NE(text.find("tensor<?x3x?x?xf32, #flow.dims<[\"batch\", 3, \"height\", \"width\"]>>"), std::string::npos);
  EXPECT_NE(text.find("tensor<?x4xf64, #flow.dims<[\"batch\", 4]>>"), std::string::npos);
  EXPECT_NE(text.find("\"part/linear_1/weight\""), std::string::npos);
}

TEST_F(Models, captureIsByteIdentical) {
  auto silent = [](const std::string &, const SourceLoc &) {};
  EXPECT_EQ(detail::captureModels(silent), detail::captureModels(silent));
}

}  // namespace
