// A module that does different things in training and in evaluation.
#include <cstdio>
#include <flodl/flodl.h>
using namespace flodl;

struct Noise : Module {
  std::string name() const override { return "noise"; }
  Tensor forward(const Tensor &x) override {
    return is_training() ? x + 0.1 * randn({x.size(0), x.size(1)}) : x;
  }
};

inline const auto noisy =
    flodl::model("noisy", {.inputs = {{"x", {"batch", 4}}}, .targets = {{"y", {"batch", 2}}}}, [] {
      Graph g = FlowBuilder::from(BatchNorm(4)).through(Noise()).through(Dropout(0.5)).through(Linear(4, 2)).build();
      g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1, .momentum = 0.9});
      return g;
    });

int main() {
  manual_seed(3);
  Graph model = noisy();
  Batch batch({{"x", randn({6, 4})}, {"y", randn({6, 2})}});
  for (int i = 0; i < 3; ++i) {
    std::printf("%.9g\n", model.train_step(batch).loss().item());
    model.eval();
    std::printf("%.9g\n", mse_loss(model.forward(batch["x"]), batch["y"]).item());
    model.train();
  }
  std::printf("%s\n", model.buffers()[0].str().c_str());
  // One part in evaluation mode only.
  model.walk([](Module &module) { module.train(module.name() != "batchnorm"); });
  model.forward(batch["x"]);
  std::printf("%.9g\n", model.train_step(batch).loss().item());
}
