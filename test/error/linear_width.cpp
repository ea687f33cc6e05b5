// A layer does not fit the one before it.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  return FlowBuilder::from(Linear(16, 32))
      .through(ReLU())
      .through(Linear(64, 8))
      .build();
});

int main() {}

// CHECK: linear_width.cpp:9:8: error: [linear] expects the last dimension of 'input' (32) to equal dimension 1 of 'weight' (64)
