// A residual step must keep the width.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  return FlowBuilder::from(Linear(16, 16))
      .also(Linear(16, 8))
      .build();
});

int main() {}

// CHECK: residual_width.cpp:8:8: error: also: the module maps [batch, 16] to [batch, 8]; a residual needs equal shapes, use also_with() to project the skip path
// CHECK-NEXT: 8 |       .also(Linear(16, 8))
// CHECK-NEXT: {{^ +}}| ^
