// Two models of one name.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto first = flodl::model("net", [] { return FlowBuilder::from(Linear(16, 16)).build(); });
inline const auto second = flodl::model("net", [] { return FlowBuilder::from(Linear(16, 8)).build(); });

int main() {}

// CHECK: same_name.cpp:7:28: error: two models are named "net"; the other one is registered at {{.*}}same_name.cpp:6:27
