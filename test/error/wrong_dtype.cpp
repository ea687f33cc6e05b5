// Integers where a layer computes with floating point.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", kInt64, {"batch", 16}}}}, [] {
  return FlowBuilder::from(Linear(16, 8))
      .build();
});

int main() {}

// CHECK: wrong_dtype.cpp:7:10: error: [linear] expects 'input', 'weight' and 'bias' of one element type, but got int64[batch, 16], float32[8, 16], float32[8]; convert the input with .to(...)
