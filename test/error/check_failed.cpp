// A condition on sizes that the model's own shapes break.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Heads : Module {
  Tensor forward(const Tensor &x) override {
    check(x.size(1) % 3 == 0, "three heads share the width");
    return x.reshape({x.size(0), 3, -1});
  }
};
static const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 8}}}},
                                     [] { return FlowBuilder::from(Heads()).build(); });

int main() {}

// CHECK: check_failed.cpp:8:5: error: three heads share the width: expects 2 == 0
