// More values than the module has ports.
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
      .through(Gated()).using_({"h", "h"})
      .build();
});

int main() {}

// CHECK: too_many_values.cpp:14:25: error: using_ gives 2 values to the module 'gated', which has 1 port
