// Branches that nobody merges.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  return FlowBuilder::from(Linear(16, 16))
      .split(modules(Linear(16, 8), Linear(16, 8)))
      .build();
});

int main() {}

// CHECK: missing_merge.cpp:9:8: error: build: 2 streams are open; merge(...) the branches of split first
