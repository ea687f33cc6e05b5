// Modules have identity: they are moved or shared, not copied.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  Linear layer(16, 16);
  return FlowBuilder::from(layer).build();
});

int main() {}

// CHECK: error: {{.*}}the builder takes an rvalue module, such as Linear(2, 3) or std::move(m), or a std::shared_ptr to share its weights
// CHECK: lvalue_module.cpp:8:28: note:
