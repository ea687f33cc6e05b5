// A decision on a size that is only known at run time.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    if (x.size(0) > 32)
      return relu(x);
    return x;
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: undecided_size.cpp:8:11: error: the comparison batch > 32 has no answer while the model is captured, since a size in it is symbolic; decide it from the model's config, make the dimension a number in the model's inputs, or leave a condition that must hold to run time with flodl::check
// CHECK-NEXT: if (x.size(0) > 32)
// CHECK-NEXT: {{^ +\|           \^}}
