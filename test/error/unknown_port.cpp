// A port the module does not have.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Gated : Module {
  Ports ports{*this, {"gate"}};
  std::string name() const override { return "gated"; }
  Tensor forward_named(const Tensor &x, const Refs &refs) override { return x * refs["gate"]; }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  return FlowBuilder::from(Linear(16, 16)).tag("h")
      .through(Gated()).using_as("gates", "h")
      .build();
});

int main() {}

// CHECK: unknown_port.cpp:14:25: error: using_as("gates", …): the module 'gated' has no such port; its ports: "gate"
