// A symbol that outlives its recording.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

static Tensor kept;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    if (kept.defined())
      return x + kept;
    kept = relu(x);
    return x;
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: escaped_tensor.cpp:11:18: error: a tensor that an earlier recording made is used in module_1: forward must not keep tensors between calls; keep such a value in a Buf, or wrap the module in opaque(...)
