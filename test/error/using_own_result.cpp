// A module that is handed its own result.
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
      .through(Gated()).tag("h").using_({"h"})
      .build();
});

int main() {}

// CHECK: using_own_result.cpp:14:34: error: using_("h") gives 'gated_2' its own result, a cycle; put using_ before tag("h") to get the value of the call before
