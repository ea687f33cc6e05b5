// Shapes that do not broadcast.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    return x + ones({8});
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: broadcast.cpp:8:12: error: [add] expects 'lhs' and 'rhs' to broadcast, but got [batch, 16] and [8]: 16 and 8 are neither equal nor 1
