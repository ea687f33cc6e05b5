// A factory that forgets its return.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { FlowBuilder::from(Linear(16, 8)).build(); });

int main() {}

// CHECK: error: static assertion failed{{.*}}: the factory given to flodl::model returns nothing: return the graph that build() gives
// CHECK: factory_without_return.cpp:6:32: note: in instantiation
// CHECK-NOT: error:
// CHECK: 1 error generated.
