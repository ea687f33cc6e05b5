// A size that is only known at run time, taken as a number.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    int64_t rows = x.shape()[0];
    return x * (1.0 / static_cast<double>(rows));
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: symbolic_number.cpp:8:22: error: the size batch is symbolic and has no value while the model is captured; keep it as a flodl::Dim
