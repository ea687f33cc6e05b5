// A branch by a host random number.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
#include <random>
using namespace flodl;

static std::mt19937 engine(0);

struct Choice : Module {
  Tensor forward(const Tensor &x) override {
    // The first two draws of this seed are even and odd.
    if (engine() % 2)
      return x * 2.0;
    return x;
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] { return FlowBuilder::from(Choice()).through(Linear(16, 2)).build(); });

int main() {}

// CHECK: not_repeatable_random.cpp:13:18: error: forward is not repeatable: two recordings of 'module_1' differ
