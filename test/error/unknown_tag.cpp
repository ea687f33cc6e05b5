// A tag that is never defined.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Gated : Module {
  Ports ports{*this, {"gate"}};
  Tensor forward_named(const Tensor &x, const Refs &refs) override { return x * refs["gate"]; }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  return FlowBuilder::from(Linear(16, 16)).tag("h")
      .through(Gated()).using_({"h0"})
      .build();
});

int main() {}

// CHECK: unknown_tag.cpp:13:25: error: using_ refers to tags that are never defined: "h0"; defined tags: "h"
