// Pieces whose number depends on a size that only run time knows.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    return chunk(x, 3)[0];
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: pieces_of_unknown_size.cpp:8:18: error: [chunk] expects a dimension whose size is a number or a multiple of 3, but got batch in [batch, 16]
