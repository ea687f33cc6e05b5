// A loss whose target has another shape.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}, .targets = {{"y", {"batch", 8}}}}, [] {
  Graph g = FlowBuilder::from(Linear(16, 4)).build();
  g.set_loss(mse_loss);
  return g;
});

int main() {}

// CHECK: loss_shapes.cpp:8:5: error: [mse_loss] expects 'input' and 'target' of equal shapes, but got [batch, 4] and [batch, 8]
