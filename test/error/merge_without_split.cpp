// A merge without branches.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  return FlowBuilder::from(Linear(16, 16))
      .merge(MergeOp::Add)
      .build();
});

int main() {}

// CHECK: merge_without_split.cpp:8:8: error: merge: expects the branches of a split, but only one stream is open
