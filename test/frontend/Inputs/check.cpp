// Trains a step, then evaluates with numbers that give NaN, then with another rank.
#include <cstdio>
#include <flodl/flodl.h>
using namespace flodl;

struct Log : Module {
  std::string name() const override { return "log"; }
  Tensor forward(const Tensor &x) override { return log(x) + x; }
};

inline const auto logarithm = flodl::model("logarithm", {.targets = {{"y", {"batch", 2}}}}, [] {
  Graph g = FlowBuilder::from(BatchNorm(4)).through(Sigmoid()).tag("p").through(Log()).through(Dropout(0.5))
                .through(Linear(4, 2)).build();
  g.set_loss(mse_loss).set_optimizer(AdamOptions{}).set_clip_grad_norm(1.0);
  return g;
});
inline const auto linear3 = flodl::model("linear3", [] { return FlowBuilder::from(Linear(4, 2)).build(); });
inline const auto logarithms = flodl::model("logarithms", {.inputs = {{"x", {"batch"}}}},
                                            [] { return FlowBuilder::from(Log()).tag("l").build(); });

int main() {
  Graph g = logarithm();
  Batch batch({{"input", randn({8, 4})}, {"y", randn({8, 2})}});
  for (int i = 0; i < 3; ++i)
    g.train_step(batch);
  g.forward(batch["input"]);
  g.eval();
  g.forward(batch["input"]);
  Graph other = linear3();
  std::printf("%s\n", str(other.forward(randn({2, 3, 4})).shape()).c_str());
  other.forward(randn({2, 3, 4}));
  try {
    logarithms().forward(from_vector({1.f, -1.f}, {2}));
    std::printf("no check\n");
  } catch (const Error &error) {
    std::printf("%s\n", error.what());
  }
}
