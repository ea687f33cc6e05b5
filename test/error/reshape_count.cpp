// A shape with another number of elements.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    return x.reshape({x.size(0), 3, 5});
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: reshape_count.cpp:8:14: error: [reshape] expects 'shape' to have as many elements as 'input', but got [batch, 3, 5] for [batch, 16]
