// A builder that is built twice.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  auto flow = FlowBuilder::from(Linear(16, 16));
  Graph first = flow.build();
  return flow.build();
});

int main() {}

// CHECK: builder_twice.cpp:9:15: error: build: this builder was built already; start a new one
