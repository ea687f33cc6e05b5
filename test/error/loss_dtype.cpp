// Class indices that are no integers.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}, .targets = {{"label", {"batch"}}}}, [] {
  Graph g = FlowBuilder::from(Linear(16, 4)).build();
  g.set_loss(cross_entropy_loss);
  return g;
});

int main() {}

// CHECK: loss_dtype.cpp:8:5: error: [cross_entropy_loss] expects 'target' to hold class indices of type int64, but got float32[batch]; declare them with {"label", kInt64, {"batch"}}
