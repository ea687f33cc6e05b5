// Two members of one name, made in a constructor.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  explicit Custom(int64_t width)
      : up(*this, "fc", width, width),
        down(*this, "fc", width, width) {}
  Tensor forward(const Tensor &x) override { return down(up(x)); }
  Child<Linear> up, down;
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom(16)).build(); });

int main() {}

// CHECK: duplicate_member.cpp:9:{{14|21}}: error: the module Custom has two members named "fc"; every Child, Param and Buf of a module needs a name of its own
