// An in-place result that the tensor cannot hold.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    Tensor count = arange(16);
    return x + count.mul_(0.5);
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: in_place_type.cpp:9:22: error: [mul_] expects a result that int64 can hold, but got float32; convert the tensor first, or write `x = x + y`
