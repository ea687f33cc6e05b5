// Two symbols that need not be equal.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Both : Module {
  Ports ports{*this, {"other"}};
  Tensor forward_named(const Tensor &x, const Refs &refs) override {
    return x + refs["other"];
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"n", 16}}, {"other", {"m", 16}}}}, [] {
  return FlowBuilder::start().input({"other"}).through(Both()).using_({"other"}).build();
});

int main() {}

// CHECK: symbols_differ.cpp:9:12: error: [add] expects 'lhs' and 'rhs' to broadcast, but got [n, 16] and [m, 16]: n and m need not be equal; give dimensions that always are one name in the model's inputs
