// A trainable tensor that is no member of the module.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor weight = randn({16}).set_requires_grad();
  Tensor forward(const Tensor &x) override {
    return x * weight;
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: unregistered_parameter.cpp:9:16: error: a trainable tensor of shape [16] is used in module_1 but is not registered, so it would never be trained or saved; declare it as `Param p{*this, "p", ...};` (a module: `Child<M> m{*this, "m", ...};`)
