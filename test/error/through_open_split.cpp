// A module after a split, without a merge before it.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  return FlowBuilder::from(Linear(16, 16))
      .split(modules(Linear(16, 8), Linear(16, 8)))
      .through(ReLU())
      .build();
});

int main() {}

// CHECK: through_open_split.cpp:9:8: error: through: expects one stream, but 2 are open; merge(...) the branches of split first
