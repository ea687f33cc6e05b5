// A module whose port is not connected.
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
      .through(Gated())
      .build();
});

int main() {}

// CHECK: missing_port.cpp:14:8: error: the module 'gated' needs its port "gate"; wire it with using_({...}) in order, or using_as("gate", tag)
