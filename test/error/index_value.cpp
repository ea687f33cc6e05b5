// A word that the table has no row for, in a compiled program and in the user's own forward.
// RUN: %flodlc %s --device cpu -o %t
// RUN: env FLODL_STRICT=1 %t 2>&1 | FileCheck %s --check-prefix=COMPILED
// RUN: env FLODL_EAGER=1 %t 2>&1 | FileCheck %s --check-prefix=EAGER
// REQUIRES: flodlc, libtorch
#include <cstdio>
#include <flodl/flodl.h>
using namespace flodl;

struct Words : Module {
  Child<Embedding> table{*this, "table", 100, 8};
  Tensor forward(const Tensor &x) override {
    return table(x).sum({1});
  }
};

inline const auto net = flodl::model("net", {.inputs = {{"words", kInt64, {"batch", 2}}}}, [] { return FlowBuilder::from(Words()).build(); });

int main() {
  Graph model = net();
  try {
    model.forward(from_vector<int64_t>({3, 99, 100, 0}, {2, 2}));
  } catch (const Error &error) {
    std::puts(error.what());
  }
}

// COMPILED: embedding indices: expects values from 0 to 99, but got 100 at position 2, in the operation of index_value.cpp:13; correct the data, or make the indexed dimension larger
// EAGER: index_value.cpp:13:{{[0-9]+}}: embedding indices: expects values from 0 to 99, but got 100 at position 2; correct the data, or make the indexed dimension larger
