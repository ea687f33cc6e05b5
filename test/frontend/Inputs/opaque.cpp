// A model with a module that reads values on the host, as a node and deeper inside.
#include <cstdio>
#include <flodl/flodl.h>
using namespace flodl;

struct Clipped : Module {
  Param gain{*this, "gain", ones({4})};
  std::string name() const override { return "clipped"; }
  Tensor forward(const Tensor &x) override { return x.mean().item() > 1e6 ? relu(x) : x * gain; }
};

inline const auto mixed =
    flodl::model("mixed", {.inputs = {{"x", {"batch", 4}}}, .targets = {{"y", {"batch", 2}}}}, [] {
      Graph g = FlowBuilder::from(Linear(4, 4))
                    .tag("h")
                    .through(opaque(Clipped(), {.output = {{"batch", 4}}}))
                    .also(Linear(4, 4))
                    .through(Dropout(0.25))
                    .through(opaque(Clipped(), {.output = {{"batch", 4}}}))
                    .through(Linear(4, 2))
                    .build();
      g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1, .momentum = 0.9});
      return g;
    });

struct Deep : Module {
  Child<Opaque> inner{*this, "inner", opaque(Clipped(), {.output = {{"batch", 4}}})};
  Tensor forward(const Tensor &x) override { return inner(x); }
};
inline const auto deep = flodl::model("deep", {.inputs = {{"x", {"batch", 4}}}},
                                      [] { return FlowBuilder::from(Linear(4, 4)).through(Deep()).build(); });

int main() {
  manual_seed(7);
  Graph model = mixed();
  std::fprintf(stderr, "compiled: %d\n", model.is_compiled());
  Batch batch({{"x", randn({6, 4})}, {"y", randn({6, 2})}});
  for (int i = 0; i < 5; ++i)
    std::printf("%.9g\n", model.train_step(batch).loss().item());
  model.eval();
  std::printf("%s\n", model.forward(batch["x"]).str().c_str());
  std::printf("%s\n", model.tagged("h").str().c_str());
}
