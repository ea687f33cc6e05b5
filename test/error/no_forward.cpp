// A module without a forward.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Empty : Module {};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Empty()).build(); });

int main() {}

// CHECK: no_forward.cpp:8:93: error: the module Empty has no forward(x); override `Tensor forward(const Tensor &x)`
