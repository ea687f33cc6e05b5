// A crash in a factory.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  volatile int *nothing = nullptr;
  return FlowBuilder::from(Linear(16, *nothing)).build();
});

int main() {}

// CHECK: factory_crash.cpp:6:25: error: model "net": its factory or a forward crashed (Segmentation fault); run the program itself with FLODL_EAGER=1 in a debugger to find the line
