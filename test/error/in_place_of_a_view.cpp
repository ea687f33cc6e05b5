// Changing a tensor that a view shares memory with.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    Tensor y = x * 2, left = y.narrow(1, 0, 8);
    y.add_(1);
    return cat({y, left}, 1);
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: in_place_of_a_view.cpp:9:7: error: add_ would change two tensors, one a view of the other (made at line 8), in module_1; a recorded tensor changes alone: write `x = x + y`, or let the view go out of scope before
