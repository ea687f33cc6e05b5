// A factory that forgets build().
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Linear(16, 8)); });

int main() {}

// CHECK: error: static assertion failed{{.*}}: the factory given to flodl::model returns an unfinished builder: end it with .build()
// CHECK: unfinished_builder.cpp:6:32: note: in instantiation
// CHECK-NOT: error:
// CHECK: 1 error generated.
