// A decision on values that do not exist while the model is recorded.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    if (x.mean({0, 1}).item() > 0)
      return relu(x);
    return x;
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: value_dependent.cpp:8:24: error: item() needs the values of a tensor while 'module_1' is recorded, but only its type is known: float32[]; keep the computation in tensor operations (where, clamp, comparisons), or wrap the module in opaque(...), which runs it as it is
