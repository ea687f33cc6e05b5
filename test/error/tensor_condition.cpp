// A comparison of tensors used as a condition.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    if (x.mean({0, 1}) > 0)
      return relu(x);
    return x * 2.0;
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: tensor_condition.cpp:8:9: error: attempt to use a deleted function
// CHECK: use where(condition, a, b), or defined()
