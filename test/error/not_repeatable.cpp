// A forward that does something else the second time.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  int calls = 0;
  Tensor forward(const Tensor &x) override {
    return ++calls % 2 ? relu(x) : sigmoid(x);
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: not_repeatable.cpp:9:31: error: forward is not repeatable: two recordings of 'module_1' differ, first `%1 = relu(%0) : float32[batch, 16]`, then `%1 = sigmoid(%0) : float32[batch, 16]`; forward must not depend on counters, stored tensors or host random numbers
