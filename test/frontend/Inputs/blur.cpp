// Blurs in front of and behind parameters.
#include <flodl/flodl.h>
using namespace flodl;

inline const auto harmless = flodl::model("harmless", {.inputs = {{"x", {"batch", 2, 8, 8}}}}, [] {
  return FlowBuilder::from(GaussianBlur(1)).through(Conv2d(2, 3, 3)).build();
});

inline const auto untrained = flodl::model("untrained", {.inputs = {{"x", {"batch", 2, 8, 8}}}}, [] {
  return FlowBuilder::from(Conv2d(2, 3, 3)).through(ReLU())
      .through(GaussianBlur(1))
      .through(Conv2d(3, 1, 1)).build();
});
