// Branches of different widths are merged.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  return FlowBuilder::from(Linear(16, 16))
      .split(modules(Linear(16, 8), Linear(16, 4)))
      .merge(MergeOp::Add)
      .build();
});

int main() {}

// CHECK: merge_widths.cpp:9:8: error: merge: the branches have shapes [batch, 8] and [batch, 4], which do not add up
