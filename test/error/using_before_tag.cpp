// A value that is used before it exists.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Gated : Module {
  Ports ports{*this, {"gate"}};
  std::string name() const override { return "gated"; }
  Tensor forward_named(const Tensor &x, const Refs &refs) override { return x * refs["gate"]; }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  return FlowBuilder::from(Linear(16, 16))
      .through(Gated()).using_({"h"})
      .through(ReLU()).tag("h")
      .build();
});

int main() {}

// CHECK: using_before_tag.cpp:14:25: error: using_("h") stands before tag("h"): carried state from the previous call is not supported yet; tag the value earlier in the chain
