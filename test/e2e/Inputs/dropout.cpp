// Prints what dropout drops on every path: without and with gradients, in the backward pass, in the training
// step. The masks depend on the seed, the instance, the place in the model and the number of the call, so a run
// prints the same text compiled and eagerly, and at every optimisation level.
#include <cmath>
#include <cstdio>
#include <flodl/flodl.h>
#include <string>
using namespace flodl;

/// Drops twice at one place.
struct Twice : Module {
  Child<Dropout> drop{*this, "drop", 0.5};
  Param scale{*this, "scale", ones({5})};
  Tensor forward(const Tensor &x) override { return cat({drop(x), drop(x)}, 1) * cat({scale, scale}, 0); }
};

static Graph build() {
  Graph inner = FlowBuilder::from(Dropout(0.5)).build();
  Graph g = FlowBuilder::from(Dropout(0.5)).tag("first").through(Identity()).fork(std::move(inner)).tag("nested").through(Twice()).build();
  // Each element of the input is another power of two: the sum says which of them are left.
  g.set_loss([](const LossContext &c) { return Terms{{"first", c.tag("first").sum()}, {"all", c.output.sum()}}; })
      .set_optimizer(SGDOptions{.lr = 0});
  return g;
}
static const auto dropping = flodl::model("dropping", {.inputs = {{"x", {"batch", 5}}}, .targets = {{"y", {"batch"}}}}, build);

/// One digit for each element: 0 where it is 0.
static std::string mask(const Tensor &values) {
  std::string text;
  for (double value : values.to_vector<double>())
    text += value != 0 ? '1' : '0';
  return text;
}

static void print(const char *name, Graph &g, const Tensor &output) {
  std::printf("%s: first %s nested %s output %s\n", name, mask(g.tagged("first")).c_str(), mask(g.tagged("nested")).c_str(),
              mask(output).c_str());
}

static void run(const char *name, int64_t batch) {
  Graph g = dropping();
  std::vector<double> powers;
  for (int64_t i = 0; i < 5 * batch; ++i)
    powers.push_back(std::ldexp(1.0, int(i)));
  Tensor x = from_vector(powers, {batch, 5}).to(kFloat32).to(default_device());
  std::printf("%s\n", name);
  {
    NoGradGuard noGrad;
    print("inference", g, g.forward(x));
  }
  Tensor input = x.detach().set_requires_grad();
  Tensor output = g.forward(input);
  print("training", g, output);
  output.sum().backward();
  std::printf("gradient: %s\n", mask(input.grad()).c_str());
  g.eval();
  print("evaluation", g, g.forward(x));
  g.train();
  StepResult step = g.train_step(Batch({{"x", x}, {"y", zeros({batch}).to(default_device())}}));
  std::printf("step: first %.0f all %.0f\n", step.term("first").item(), step.term("all").item());
}

int main(int argc, char **argv) {
  flodl::init(argc, argv);
  manual_seed(7);
  run("instance", 3);
  run("another", 3);
  run("small", 1);
  manual_seed(8);
  run("seed", 3);
}
