// A loop over a size that is only known at run time.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    Tensor sum = x;
    for (int64_t i = 0; i < x.size(0) - 1; ++i)
      sum = sum + x;
    return sum;
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: symbolic_loop.cpp:9:31: error: the comparison 0 < batch - 1 has no answer while the model is captured
