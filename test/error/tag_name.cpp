// A tag with a character of paths in it.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

inline const auto net = flodl::model("net", {.inputs = {{"x", {"batch", 16}}}}, [] {
  return FlowBuilder::from(Linear(16, 16)).tag("enc/h")
      .build();
});

int main() {}

// CHECK: tag_name.cpp:7:44: error: tag("enc/h"): a tag is not empty and holds no '/' and no '.'
