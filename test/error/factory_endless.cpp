// A factory that never returns.
// RUN: %exit 1 %flodlc --check --timeout 2 %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  for (volatile int i = 0;; i = i + 1) {
  }
  return FlowBuilder::from(Linear(16, 16)).build();
});

int main() {}

// CHECK: factory_endless.cpp:6:25: error: model "net": its factory or a forward did not end within 2 s; it runs forever, or needs a longer --timeout
