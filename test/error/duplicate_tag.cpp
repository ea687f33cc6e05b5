// One tag for two streams.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  return FlowBuilder::from(Linear(16, 16)).tag("h")
      .through(ReLU()).tag("h")
      .build();
});

int main() {}

// CHECK: duplicate_tag.cpp:8:24: error: tag("h"): the tag exists already; tags: "h"
