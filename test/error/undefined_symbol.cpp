// A function that is declared and never defined.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

int width();

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Linear(16, width())).build(); });

int main() {}

// CHECK: ld.lld: error: undefined symbol: width()
// CHECK: flodlc: note: the name is declared, but nothing that is linked defines it: give flodlc all the sources
