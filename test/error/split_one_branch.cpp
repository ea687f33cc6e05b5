// A split into one branch.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  return FlowBuilder::from(Linear(16, 16))
      .split(modules(Linear(16, 8)))
      .merge(MergeOp::Add)
      .build();
});

int main() {}

// CHECK: split_one_branch.cpp:8:8: error: split: expects at least 2 branches, but got 1
