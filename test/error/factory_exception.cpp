// An exception in a factory.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

#include <stdexcept>

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, []() -> Graph { throw std::runtime_error("no config file"); });

int main() {}

// CHECK: factory_exception.cpp:8:25: error: the factory of model "net" threw: no config file
