// A model that does not say what it takes.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    return relu(x);
  }
};

inline const auto net = flodl::model("net", [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: no_inputs.cpp:12:25: error: model "net" declares no inputs and its first module does not tell what it takes; add `.inputs =
