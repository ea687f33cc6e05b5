// Reading elements on the host inside forward.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    auto values = x.to_vector();
    return x * values[0];
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: to_vector.cpp:8:21: error: to_vector() needs the values of a tensor while 'module_1' is recorded, but only its type is known: float32[batch, 16]; keep the computation in tensor operations (where, clamp, comparisons), or wrap the module in opaque(...), which runs it as it is
