// A selection whose size depends on the elements.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    return masked_select(x, x > 0);
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: data_dependent_shape.cpp:8:26: error: [masked_select] expects a tensor with values, since they decide the shape of the result, but got the symbol float32[batch, 16]; wrap the module in opaque(...), which runs it as it is
