// What every model promises, whatever it computes: each test runs compiled code and compares it with
// the model's own forward on the same graph.
#include "Checks.h"
using namespace flodl;

struct Config {
  int64_t hidden = 6;
  double dropout = 0.5;
};

static const auto mlp = flodl::model("mlp", {.inputs = {{"x", {"batch", 5}}}, .targets = {{"y", {"batch", 3}}}}, [] {
  Graph g = FlowBuilder::from(Linear(5, 6)).through(Tanh()).tag("hidden").through(Linear(6, 3)).build();
  g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
  return g;
});

static const auto widened = flodl::model("widened", {.inputs = {{"x", {"batch", 3}}}},
                                         [] { return FlowBuilder::from(Linear(3, 7)).through(GELU()).through(Linear(7, 1)).build(); });

static const auto configured =
    flodl::model("configured", {.inputs = {{"x", {"batch", 5}}}, .configs = {Config{}, Config{.hidden = 9}}},
                 [](const Config &c) {
                   return FlowBuilder::from(Linear(5, c.hidden)).through(Dropout(c.dropout)).through(Linear(c.hidden, 2)).build();
                 });

static const auto normalised = flodl::model("normalised", {.inputs = {{"x", {"batch", 4}}}}, [] {
  return FlowBuilder::from(Linear(4, 6)).through(BatchNorm(6)).through(Dropout(0.5)).through(Linear(6, 4)).through(BatchNorm(4)).build();
});

/// Shapes as programs write them: sizes of the input, -1, and a choice by a known size.
struct Heads : Module {
  Tensor forward(const Tensor &x) override {
    Tensor y = x.reshape({x.size(0), 8, -1});
    if (x.size(1) > 8 && x.size(0) == x.size(0))
      y = y * 2.0;
    return y.transpose(1, 2).reshape({x.size(0) * 3, 8});
  }
};
static const auto heads = flodl::model("heads", {.inputs = {{"x", {"batch", 24}}}},
                                       [] { return FlowBuilder::from(Heads()).through(Linear(8, 2)).build(); });

/// Conditions that only a call's sizes decide, in forward and in the loss.
struct Pairs : Module {
  Tensor forward(const Tensor &x) override {
    check(x.size(0) % 2 == 0, "samples come in pairs");
    return x.reshape({x.size(0) / 2, 10});
  }
};
static const auto pairs = flodl::model("pairs", {.inputs = {{"x", {"batch", 5}}}, .targets = {{"y", {"pairs", 2}}}}, [] {
  Graph g = FlowBuilder::from(Pairs()).through(Linear(10, 2)).build();
  g.set_loss([](const Tensor &output, const Tensor &target) {
     check(target.size(0) >= 2, "a loss of at least two pairs");
     return (output.sum({0}) - target.sum({0})).abs().sum();
   }).set_optimizer(SGDOptions{.lr = 0.1});
  return g;
});

/// A part of two models.
static std::shared_ptr<Linear> trunk() {
  static auto shared = std::make_shared<Linear>(5, 4);
  return shared;
}
static Graph withTrunk(int64_t out) {
  Graph g = FlowBuilder::from(trunk()).through(Tanh()).through(Linear(4, out)).build();
  g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
  return g;
}
static const auto first = flodl::model("first", {.inputs = {{"x", {"batch", 5}}}, .targets = {{"y", {"batch", 2}}}},
                                       [] { return withTrunk(2); });
static const auto second = flodl::model("second", {.inputs = {{"x", {"batch", 5}}}, .targets = {{"y", {"batch", 3}}}},
                                        [] { return withTrunk(3); });

static const auto words = flodl::model("words", {.inputs = {{"x", kInt64, {"batch"}}}, .targets = {{"y", kInt64, {"batch"}}}},
                                       [] {
                                         Graph g = FlowBuilder::from(Embedding(7, 4)).through(Linear(4, 5)).build();
                                         g.set_loss(cross_entropy_loss).set_optimizer(SGDOptions{.lr = 0.1});
                                         return g;
                                       });

/// One gradient for the input and two parameters, made of a gradient that is broadcast.
struct Twins : Module {
  Param a{*this, "a", ones({3, 4})}, b{*this, "b", ones({3, 4})};
  Tensor forward(const Tensor &x) override { return tanh(x + a + b).sum({0}); }
};
static const auto twins = flodl::model("twins", {.inputs = {{"x", {3, 4}}}},
                                       [] { return FlowBuilder::from(Twins()).build(); });

/// Its buffer is read, written and given out, and its old value is needed by the backward pass.
struct Moving : Module {
  Buf mean{*this, "mean", ones({4})};
  Param scale{*this, "scale", ones({4})};
  Tensor forward(const Tensor &x) override {
    Tensor before = mean, y = x * scale * before;
    mean.set(before * 0.5 + x.detach().mean({0}));
    return y;
  }
};
static const auto moving = flodl::model("moving", {.inputs = {{"x", {"batch", 4}}}},
                                        [] { return FlowBuilder::from(Moving()).build(); });

/// Where the models are (`--device`).
static Tensor placed(const Tensor &tensor) { return tensor.to(default_device()); }
static Tensor drawn(const Shape &shape, TensorOptions options = {}) { return placed(randn(shape, options)); }

// ---- gradients

static void twoForwardsBeforeOneBackward() {
  Graph g = mlp();
  // Of different sizes, and of one size, which share everything but their frames.
  for (int64_t batch : {6, 4}) {
    Tensor a = drawn({4, 5}), b = drawn({batch, 5});
    CHECK(gradientsAgree(g, [&] {
      Tensor outA = g.forward(a), tagA = g.tagged("hidden"), outB = g.forward(b);
      ((outA * outA).sum() + tagA.sum() + (outB * g.tagged("hidden").sum()).sum()).backward();
    }));
    // Each for itself, in this order and in the other.
    for (bool later : {false, true})
      CHECK(gradientsAgree(g, [&] {
        Tensor outA = g.forward(a), outB = g.forward(b);
        (later ? outA * outA : outB * outB * 2.0).sum().backward();
        (later ? outB * outB * 2.0 : outA * outA).sum().backward();
      }));
  }
}

static void accumulation() {
  Graph g = mlp();
  Tensor a = drawn({4, 5}), b = drawn({3, 5});
  g.forward(a).sum().backward();
  std::vector<Tensor> one = takeGradients(g);
  g.forward(b).sum().backward();
  std::vector<Tensor> two = takeGradients(g);
  g.forward(a).sum().backward();
  g.forward(b).sum().backward();
  std::vector<Tensor> both = takeGradients(g);
  for (size_t i = 0; i < both.size(); ++i)
    CHECK(same(both[i], one[i] + two[i]));
  CHECK(gradientsAgree(g, [&] {
    for (const Tensor &x : {a, b, a})
      g.forward(x).sum().backward();
  }));
  // Removed gradients are the user's: what comes later does not change them.
  g.forward(a).sum().backward();
  std::vector<Tensor> kept = takeGradients(g);
  std::vector<double> values = kept[0].to_vector<double>();
  (g.forward(b) * 3.0).sum().backward();
  CHECK(kept[0].to_vector<double>() == values);
  takeGradients(g);
}

static void realAndFake() {
  Graph generator = mlp(), critic = heads();
  Tensor noise = drawn({2, 5}), real = drawn({2, 24});
  auto loss = [&] {
    Tensor fake = cat({generator.forward(noise), drawn({2, 21}) * 0.0}, 1);
    Tensor onReal = critic.forward(real), onFake = critic.forward(fake);
    (onReal.mean() - (onFake * onFake).mean()).backward();
  };
  CHECK(gradientsAgree(critic, loss));
  takeGradients(generator);
  CHECK(gradientsAgree(generator, loss));
}

static void frozenCritic() {
  Graph g = mlp();
  g.freeze();
  auto inputGradient = [&](bool eager) {
    g.set_eager(eager);
    manual_seed(5);
    Tensor x = drawn({4, 5}).set_requires_grad();
    (g.forward(x) * g.tagged("hidden").sum()).sum().backward();
    return x.grad();
  };
  Tensor compiled = inputGradient(false);
  for (const Tensor &gradient : takeGradients(g))
    CHECK(!gradient.defined());
  CHECK(compiled.defined());
  CHECK(same(compiled, inputGradient(true)));
  g.thaw("linear_1");
  g.set_eager(false);
  CHECK(gradientsAgree(g, [&] { g.forward(drawn({4, 5}) * 0.0 + 1.0).sum().backward(); }));
}

static void frozenCriticOfAGenerator() {
  Graph generator = mlp(), critic = widened();
  critic.freeze();
  Tensor noise = drawn({4, 5});
  CHECK(gradientsAgree(generator, [&] {
    Tensor score = critic.forward(generator.forward(noise));
    (score * score).mean().backward();
  }));
  CHECK(critic.is_compiled());
  for (const Tensor &gradient : takeGradients(critic))
    CHECK(!gradient.defined());
}

static void oneGradientForSeveral() {
  Graph g = twins();
  Tensor x = drawn({3, 4});
  auto run = [&] { g.forward(x).sum().backward(); };
  CHECK(gradientsAgree(g, run));
  // Frozen, a parameter keeps the gradient it has.
  run();
  auto [a, b] = std::pair(g.parameters()[0], g.parameters()[1]);
  Tensor before = a.grad() * 1.0;
  a.set_requires_grad(false);
  b.zero_grad();
  x = x + 1.0;
  run();
  CHECK(same(a.grad(), before));
  CHECK(!same(b.grad(), before));
}

static void bufferBeforeItsWrite() {
  Graph g = moving();
  CHECK(g.is_compiled());
  Tensor a = drawn({3, 4}), b = drawn({2, 4}), before = a.mean({0}) + 0.5;
  // The second call writes the buffer again before the first one's backward. (Eager execution refuses that.)
  Tensor first = g.forward(a), second = g.forward(b);
  CHECK(same(first, a * 1.0));
  CHECK(same(second, b * before));
  (first.sum() + second.sum()).backward();
  CHECK(same(g.parameters()[0].grad(), a.sum({0}) + b.sum({0}) * before));
}

static void backwardOnlyOnce() {
  Graph g = mlp();
  Tensor loss = g.forward(drawn({4, 5})).sum();
  loss.backward();
  CHECK(mentions(errorOf([&] { loss.backward(); }), "set_eager(true)"));
  Tensor kept = g.forward(drawn({4, 5}));
  CHECK(mentions(errorOf([&] { kept.backward(placed(ones({4, 3})), /*retain_graph=*/true); kept.backward(placed(ones({4, 3}))); }), "set_eager(true)"));
}

static void changedParameterBeforeBackward() {
  Graph g = mlp();
  Tensor out = g.forward(drawn({4, 5}));
  {
    NoGradGuard noGrad;
    g.parameter("linear_3/weight").set_data(zeros({3, 6}));
  }
  CHECK(!errorOf([&] { out.sum().backward(); }).empty());
}

// ---- outputs and modes

static void keptOutputs() {
  Graph g = mlp();
  std::vector<Tensor> inputs, outputs, tags;
  for (int64_t batch : {4, 7, 1, 4}) {
    inputs.push_back(drawn({batch, 5}));
    outputs.push_back(g.forward(inputs.back()));
    tags.push_back(g.tagged("hidden"));
  }
  g.set_eager(true);
  for (size_t i = 0; i < inputs.size(); ++i) {
    CHECK(same(outputs[i], g.forward(inputs[i])));
    CHECK(same(tags[i], g.tagged("hidden")));
  }
}

/// Output and gradients in the present modes, compiled against eager. Buffers are put back.
static bool modesAgree(Graph &g) {
  Tensor x = drawn({5, 4});
  std::vector<Tensor> before;
  for (const NamedParameter &buffer : g.buffers())
    before.push_back(buffer + 0.0);
  auto run = [&](bool eager) {
    g.set_eager(eager);
    size_t i = 0;
    for (NamedParameter &buffer : g.buffers())
      buffer.set_data(before[i++]);
    Tensor input = (x + 0.0).detach().set_requires_grad();
    Tensor y = g.forward(input);
    (y * x).sum().backward();
    std::vector<Tensor> all{y.detach(), input.grad()};
    for (Tensor &gradient : takeGradients(g))
      all.push_back(gradient);
    for (const NamedParameter &buffer : g.buffers())
      all.push_back(buffer + 0.0);
    return all;
  };
  std::vector<Tensor> compiled = run(false), eager = run(true);
  g.set_eager(false);
  return g.is_compiled() && same(compiled, eager);
}

static void evaluationWithGradients() {
  Graph g = normalised();
  g.forward(drawn({8, 4}));  // statistics other than the initial ones
  g.eval();
  CHECK(modesAgree(g));
}

static void partInEvaluationMode() {
  Graph g = normalised();
  g.forward(drawn({8, 4}));
  int seen = 0;
  g.walk([&](Module &module) {
    // The first normalisation is frozen, the second trains; dropout is off, as its masks would differ.
    if (auto *norm = dynamic_cast<BatchNorm *>(&module); norm && seen++ == 0)
      norm->eval();
    if (auto *dropout = dynamic_cast<Dropout *>(&module))
      dropout->eval();
  });
  Tensor frozen = g.buffers()[0] + 0.0, live = g.buffers()[2] + 0.0;
  CHECK(modesAgree(g));
  CHECK(same(g.buffers()[0], frozen));
  CHECK(!same(g.buffers()[2], live));
}

static void trainingWithoutGradients() {
  Graph g = normalised();
  NoGradGuard noGrad;
  Tensor before = g.buffers()[0] + 0.0;
  Tensor y = g.forward(drawn({8, 4}));
  CHECK(!y.requires_grad());
  CHECK(!same(before, g.buffers()[0]));
}

// ---- configurations and shapes

static void configurations() {
  for (const Config &config : {Config{}, Config{.hidden = 9}, Config{.hidden = 9, .dropout = 0.1}})
    CHECK(configured(config).is_compiled());
  Graph g = configured({.hidden = 7});
  CHECK(!g.is_compiled());
  CHECK(mentions(g.eager_reason(), "7"));
  CHECK(int64_t(g.forward(drawn({3, 5})).size(1)) == 2);
  // The probability is a run-time value: with 0 nothing is dropped.
  Graph kept = configured({.dropout = 0}), eager = configured({.dropout = 0});
  eager.set_eager(true);
  for (size_t i = 0; i < 4; ++i)
    eager.parameters()[i].set_data(kept.parameters()[i].detach());
  Tensor x = drawn({3, 5});
  CHECK(same(kept.forward(x), eager.forward(x)));
}

static void shapes() {
  Graph g = heads();
  for (int64_t batch : {1, 4, 3}) {
    Tensor x = drawn({batch, 24});
    Tensor compiled = g.forward(x);
    CHECK(g.is_compiled());
    g.set_eager(true);
    CHECK(same(compiled, g.forward(x)));
    g.set_eager(false);
    CHECK(int64_t(compiled.size(0)) == batch * 3);
  }
}

static void checkedSizes() {
  Graph g = pairs();
  CHECK(g.is_compiled());
  for (bool eager : {false, true}) {
    g.set_eager(eager);
    CHECK(int64_t(g.forward(drawn({4, 5})).size(0)) == 2);
    std::string text = errorOf([&] { g.forward(drawn({3, 5})); });
    CHECK(mentions(text, "samples come in pairs: expects "));
    CHECK(mentions(text, eager ? "1 == 0" : "mod(batch, 2) == 0, but got batch = 3 (checked at contracts.cpp:"));
    CHECK(std::isfinite(g.train_step(Batch({{"x", drawn({4, 5})}, {"y", drawn({2, 2})}})).loss().item()));
    CHECK(mentions(errorOf([&] { g.train_step(Batch({{"x", drawn({2, 5})}, {"y", drawn({1, 2})}})).loss().item(); }),
                   "a loss of at least two pairs"));
  }
}

static void unknownSize() {
  Graph g = FlowBuilder::from(Linear(4, 6)).through(Reshape({"rows", -1})).build();
  CHECK(mentions(errorOf([&] { g.forward(randn({2, 4})); }), "the size rows has no value here"));
}

static void precision() {
  Graph g = mlp();
  g.to(kFloat64);
  Tensor x = drawn({2, 5}, {kFloat64});
  Tensor y = g.forward(x);
  CHECK(y.dtype() == kFloat64);
  CHECK(!g.is_compiled());  // only float32 was asked for
  g.to(kFloat32);
  CHECK(g.forward(x.to(kFloat32)).dtype() == kFloat32);
  CHECK(g.is_compiled());
}

// ---- training

static void sharedParameter() {
  Graph a = first(), b = second();
  Tensor x = drawn({4, 5});
  auto both = [&] { (a.forward(x).sum() + b.forward(x).sum()).backward(); };
  both();
  Tensor compiled = trunk()->weight.grad();
  takeGradients(a);
  takeGradients(b);
  a.set_eager(true);
  b.set_eager(true);
  both();
  CHECK(same(compiled, trunk()->weight.grad()));
  takeGradients(a);
  takeGradients(b);
  a.set_eager(false);
  b.set_eager(false);
  // A step of one is seen by the other.
  a.train_step(Batch::of({x, drawn({4, 2})}));
  Tensor seen = b.forward(x);
  b.set_eager(true);
  CHECK(same(seen, b.forward(x)));
  b.set_eager(false);
  b.train_step(Batch::of({x, drawn({4, 3})}));
  Tensor other = a.forward(x);
  a.set_eager(true);
  CHECK(same(other, a.forward(x)));
}

static void indexOutOfRange() {
  Graph g = words();
  CHECK(g.is_compiled());
  auto step = [&](int64_t word, int64_t label) {
    Batch batch = Batch::of({placed(from_vector<int64_t>({1, 2, word}, {3})), placed(from_vector<int64_t>({0, 1, label}, {3}))});
    return errorOf([&] { g.train_step(batch).loss().item(); });
  };
  auto parameters = [&] {
    std::vector<std::vector<float>> values;
    for (const NamedParameter &parameter : g.parameters())
      values.push_back(parameter.to_vector<float>());
    return values;
  };
  for (bool eager : {false, true}) {
    g.set_eager(eager);
    auto before = parameters();
    CHECK(mentions(step(7, 4), "embedding indices: expects values from 0 to 6, but got 7 at position 2"));
    CHECK(mentions(step(6, 5), "cross_entropy_loss target: expects values from 0 to 4"));
    CHECK(parameters() == before);
    CHECK(step(6, 4).empty());  // the model can go on
    CHECK(parameters() != before);
  }
}

static void stepLeavesNoGradients() {
  Graph g = mlp();
  StepResult result = g.train_step(Batch({{"y", drawn({4, 3})}, {"x", drawn({4, 5})}}));
  CHECK(std::isfinite(result.loss().item()));
  CHECK(std::isnan(result.grad_norm().item()));
  for (const Tensor &gradient : takeGradients(g))
    CHECK(!gradient.defined());
  CHECK(mentions(errorOf([&] { g.train_step(Batch({{"x", drawn({4, 5})}})); }), "\"y\""));
}

int main(int argc, char **argv) {
  flodl::init(argc, argv);
  manual_seed(1);
  struct {
    const char *name;
    void (*run)();
  } tests[] = {
      {"two forwards before one backward", twoForwardsBeforeOneBackward},
      {"gradient accumulation", accumulation},
      {"D(real) + D(fake)", realAndFake},
      {"frozen critic", frozenCritic},
      {"frozen critic of a generator", frozenCriticOfAGenerator},
      {"one gradient for several", oneGradientForSeveral},
      {"a buffer before its write", bufferBeforeItsWrite},
      {"one backward for each forward", backwardOnlyOnce},
      {"parameter changed before backward", changedParameterBeforeBackward},
      {"kept outputs", keptOutputs},
      {"evaluation with gradients", evaluationWithGradients},
      {"a part in evaluation mode", partInEvaluationMode},
      {"training without gradients", trainingWithoutGradients},
      {"configurations", configurations},
      {"shapes", shapes},
      {"checked sizes", checkedSizes},
      {"a size without a value", unknownSize},
      {"precision", precision},
      {"a parameter of two models", sharedParameter},
      {"an index out of range", indexOutOfRange},
      {"a step leaves no gradients", stepLeavesNoGradients},
  };
  for (auto &test : tests) {
    int before = failures;
    try {
      test.run();
    } catch (const std::exception &error) {
      ++failures;
      std::printf("FAIL: threw %s\n", error.what());
    }
    std::printf("%s: %s\n", test.name, failures == before ? "passed" : "failed");
  }
  return failures != 0;
}
