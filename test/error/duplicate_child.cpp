// Two members of one name.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Child<Linear> up{*this, "fc", 16, 16};
  Child<Linear> down{*this, "fc", 16, 16};
  Tensor forward(const Tensor &x) override { return down(up(x)); }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// Without a constructor of its own the compiler tells the class's line; with one, the member's.
// CHECK: duplicate_child.cpp:6:8: error: the module Custom has two members named "fc"; every Child, Param and Buf of a module needs a name of its own
