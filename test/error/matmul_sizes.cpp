// Inner sizes of a matrix product.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

struct Custom : Module {
  Tensor forward(const Tensor &x) override {
    Tensor w = randn({8, 4});
    return matmul(x, w);
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Custom()).build(); });

int main() {}

// CHECK: matmul_sizes.cpp:9:19: error: [matmul] expects the last dimension of 'lhs' (16) to equal the inner dimension of 'rhs' (8), but got [batch, 16] and [8, 4]
