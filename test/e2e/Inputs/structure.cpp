// Models whose graph is the interesting part: branches, tags, references, nested graphs, losses.
#include "Harness.h"
using namespace e2e;

/// Adds what it is handed by tag, in the order of `using_`.
struct StateSum : Module {
  Tensor forward_named(const Tensor &x, const Refs &refs) override {
    Tensor sum = x;
    for (auto &[name, value] : refs.values())
      sum = sum + value * 0.5;
    return sum;
  }
};
struct Gate : Module {
  Child<Linear> from;
  Ports ports{*this, {"gate", optional("bias")}};
  Gate(int64_t in, int64_t n) : from(*this, "from", in, n) {}
  Tensor forward_named(const Tensor &x, const Refs &refs) override {
    Tensor y = x * sigmoid(from(refs["gate"]));
    return refs.has("bias") ? y + refs["bias"] : y;
  }
};
/// Differs between the modes beyond what its parts do.
struct Noisy : Module {
  Child<Dropout> drop{*this, "drop", 0.4};
  Param scale;
  explicit Noisy(int64_t n) : scale(*this, "scale", ones({n})) {}
  Tensor forward(const Tensor &x) override { return scale * drop(x) + drop(x * x); }
};
/// A list of children, as long as its config says.
struct Stack : Module {
  Children<Linear> layers{*this, "layers"};
  Stack(int64_t n, int64_t depth) {
    for (int64_t i = 0; i < depth; ++i)
      layers.add(n, n);
  }
  Tensor forward(const Tensor &x) override {
    Tensor y = x;
    for (Linear &layer : layers)
      y = tanh(layer(y));
    return y;
  }
};
/// Counts its training calls in a buffer.
struct Counting : Module {
  Buf mean{*this, "mean", zeros({4})};
  Tensor forward(const Tensor &x) override {
    mean.set(mean * 0.9 + x.detach().mean({0}) * 0.1);
    return x - mean;
  }
};

static Graph encoder() { return FlowBuilder::from(Linear(6, 8)).through(Tanh()).tag("code").through(Linear(8, 4)).build(); }

static const bool models[] = {
    testCase("split_add", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 5}}}},
             [] {
               Graph g = FlowBuilder::from(Tanh()).split(modules(Linear(6, 5), Linear(6, 5), Linear(6, 5))).merge(MergeOp::Add).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("split_mean_tags", {.inputs = {{"x", {"batch", 6}}}},
             [] {
               return FlowBuilder::from(Linear(6, 6))
                   .split(modules(Linear(6, 5), Linear(6, 5), Linear(6, 5)))
                   .tag_group("branch")
                   .merge(MergeOp::Mean)
                   .through(GELU())
                   .build();
             }),
    testCase("fork_and_tag", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 3}}, {"code", {"batch", 2}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(6, 7)).through(ReLU()).fork(Linear(7, 2)).tag("code").through(Linear(7, 3)).build();
               g.set_loss([](const LossContext &c) {
                  return Terms{{"main", mse_loss(c.output, c.batch["y"])}, {"code", mse_loss(c.tag("code"), c.batch["code"]) * 0.3}};
                }).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("references", {.inputs = {{"x", {"batch", 5}}}},
             [] {
               return FlowBuilder::from(Linear(5, 5)).tag("a").through(Linear(5, 5)).tag("b").through(Tanh()).through(StateSum()).using_({"a", "b"}).build();
             }),
    testCase("gate_by_port", {.inputs = {{"x", {"batch", 5}}}, .targets = {{"y", {"batch", 4}}}},
             [] {
               Graph g = FlowBuilder::from(Tanh())
                             .tag("raw")
                             .through(Linear(5, 4))
                             .tag("bias")
                             .through(SiLU())
                             .through(Gate(5, 4))
                             .using_as("gate", "raw")
                             .using_as("bias", "bias")
                             .build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("nested", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 6}}}},
             [] {
               Graph g = FlowBuilder::from(encoder()).tag("enc").through(FlowBuilder::from(Linear(4, 8)).through(Tanh()).through(Linear(8, 6)).build()).build();
               g.set_loss(mse_loss).set_optimizer(AdamOptions{.lr = 1e-2, .eps = 1e-2});
               return g;
             }),
    testCase("shared_weights", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 6}}}},
             [] {
               auto layer = std::make_shared<Linear>(6, 6);
               Graph g = FlowBuilder::from(layer).through(Tanh()).through(layer).through(Sigmoid()).also(layer).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("two_inputs", {.inputs = {{"x", {"batch", 4}}, {"z", {"batch", 3}}}, .targets = {{"y", {"batch", 4}}}},
             [] {
               Graph g = FlowBuilder::start().input({"z"}).through(Gate(3, 4)).using_({"z"}).through(Linear(4, 4)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("noise_inside", {.inputs = {{"x", {"batch", 7}}}, .targets = {{"y", {"batch", 2}}}},
             [] {
               Graph g = FlowBuilder::from(Noisy(7)).through(Dropout(0.1)).through(Linear(7, 2)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("stack", {.inputs = {{"x", {"batch", 5}}}, .targets = {{"y", {"batch", 5}}}},
             [] {
               Graph g = FlowBuilder::from(Stack(5, 4)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1}).set_clip_grad_value(0.01);
               return g;
             }),
    testCase("buffer", {.inputs = {{"x", {"batch", 4}}}, .targets = {{"y", {"batch", 4}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(4, 4)).through(Counting()).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("penalty", {.inputs = {{"x", {"batch", 4}}}, .targets = {{"y", {"batch", 1}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(4, 3)).tag("h").through(Linear(3, 1)).build();
               g.set_loss([](const LossContext &c) {
                  Tensor weight = c.parameter("h/weight");
                  return bce_with_logits_loss(c.output, sigmoid(c.target())) + (weight * weight).sum() * 0.01 + c.tag("h").mean() * 0.1;
                }).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("unused_part", {.inputs = {{"x", {"batch", 4}}}, .targets = {{"y", {"batch", 3}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(4, 3)).fork(Linear(3, 2)).tag("unused").build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1, .momentum = 0.9, .weight_decay = 0.1});
               return g;
             }),
    testCase("identity", {.inputs = {{"x", {"batch", 4}}}, .targets = {{"y", {"batch", 3}}}},
             [] {
               Graph g = FlowBuilder::start().tag("in").through(Identity()).through(Linear(4, 3)).tag("a").tag("b").through(Identity()).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("one_number", {.inputs = {{"x", {"batch", 1}}}, .targets = {{"y", {"batch", 1}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(1, 1)).through(LayerNorm(1)).through(Softmax(-1)).also(Linear(1, 1)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             },
             {.batches = {1, 5}}),
};
