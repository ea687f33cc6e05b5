// A model with a module that reads values on the host.
#include <flodl/flodl.h>
using namespace flodl;

struct Clipped : Module {
  std::string name() const override { return "clipped"; }
  Tensor forward(const Tensor &x) override { return x.mean().item() > 0 ? relu(x) : x; }
};

inline const auto mixed = flodl::model("mixed", {.inputs = {{"x", {"batch", 4}}}}, [] {
  return FlowBuilder::from(Linear(4, 4)).through(opaque(Clipped(), {.output = {{"batch", 4}}})).build();
});
inline const auto plain = flodl::model("plain", {.inputs = {{"x", {"batch", 4}}}}, [] {
  return FlowBuilder::from(Linear(4, 4)).build();
});
