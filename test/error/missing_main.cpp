// A program without a main.
// RUN: %exit 1 %flodlc --device cpu -o %t %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Linear(16, 8)).build(); });

// CHECK: undefined symbol: main
// CHECK: flodlc: note: a program needs `int main(int argc, char **argv)`; -c makes an object file of a source without one
