// A factory that ends the process.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

#include <cstdlib>

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, []() -> Graph { std::exit(7); });

int main() {}

// CHECK: factory_exit.cpp:8:25: error: model "net": its factory or a forward ended the process with exit code 7; throw an exception to report an error
