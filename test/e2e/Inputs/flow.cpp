// Models with loops, gates, switches, maps and carried state.
#include "Harness.h"
using namespace e2e;

/// Adds a trained vector.
struct Shift : Module {
  Param b;
  explicit Shift(int64_t n) : b(*this, "b", zeros({n})) {}
  std::string name() const override { return "shift"; }
  Tensor forward(const Tensor &x) override { return x + b + 0.4; }
};
/// Adds what it is handed.
struct Plus : Module {
  Child<Linear> l;
  explicit Plus(int64_t n) : l(*this, "l", n, n) {}
  Tensor forward_named(const Tensor &x, const Refs &refs) override {
    Tensor sum = tanh(l(x));
    for (auto &[name, value] : refs.values())
      sum = sum + value * 0.5;
    return sum;
  }
};
/// Publishes its state.
struct Publishing : LoopBody {
  Child<Linear> l{*this, "l", 4, 4};
  Tensor step(const Tensor &x, const Refs &, TraceEmit &emit) override {
    Tensor y = tanh(l(x));
    emit.publish("state", y);
    return y;
  }
};
/// Chooses by the sign of the sum of all elements.
struct BySign : Module {
  Tensor forward(const Tensor &x) override { return (x.sum() > 0).to(kInt64); }
};

static Graph trained(Graph g) {
  g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1, .momentum = 0.9});
  return g;
}
static Graph inner(int64_t n) { return FlowBuilder::from(Linear(n, n)).through(Tanh()).tag("h").through(Linear(n, n)).build(); }

static const ModelOptions<void> fourToFour = {.inputs = {{"x", {"batch", 4}}}, .targets = {{"y", {"batch", 4}}}};

static const bool models[] = {
    testCase("for_n", fourToFour,
             [] { return trained(FlowBuilder::from(Linear(4, 4)).loop_body(inner(4)).for_n(3).tag("end").through(Linear(4, 4)).build()); }),
    testCase("for_with_reference", fourToFour,
             [] { return trained(FlowBuilder::from(Linear(4, 4)).tag("in").loop_body(Plus(4)).for_n(2).using_({"in"}).build()); }),
    testCase("for_with_dropout", fourToFour,
             [] {
               return trained(FlowBuilder::from(Linear(4, 4))
                                  .loop_body(FlowBuilder::from(Dropout(0.3)).through(Linear(4, 4)).build())
                                  .for_n(3)
                                  .build());
             }),
    testCase("while", fourToFour,
             [] {
               return trained(FlowBuilder::from(Linear(4, 4)).loop_body(Shift(4)).while_cond(ThresholdHalt(3.0), 20).tag("grown").through(Tanh()).through(Linear(4, 4)).build());
             }),
    testCase("until", fourToFour,
             [] {
               return trained(FlowBuilder::from(Linear(4, 4)).loop_body(inner(4)).until_cond(LearnedHalt(4), 5).through(Linear(4, 4)).build());
             }),
    testCase("while_in_a_graph", fourToFour,
             [] {
               auto loop = FlowBuilder::from(Linear(4, 4)).loop_body(Shift(4)).while_cond(ThresholdHalt(2.0), 9).build();
               return trained(FlowBuilder::from(Linear(4, 4)).split(modules(std::move(loop), Linear(4, 4))).merge(MergeOp::Mean).build());
             }),
    testCase("publishing", fourToFour,
             [] { return trained(FlowBuilder::from(Linear(4, 4)).loop_body(Publishing()).for_n(3).through(Linear(4, 4)).build()); }),
    testCase("gate", fourToFour,
             [] {
               return trained(FlowBuilder::from(Linear(4, 6))
                                  .tag("code")
                                  .gate(SoftmaxRouter(6, 3), modules(Linear(6, 4), Linear(6, 4), Linear(6, 4)))
                                  .through(Tanh())
                                  .build());
             }),
    testCase("gate_by_reference", fourToFour,
             [] {
               return trained(FlowBuilder::from(Linear(4, 4))
                                  .tag("first")
                                  .through(Tanh())
                                  .gate(SigmoidRouter(4, 2), modules(inner(4), Linear(4, 4)))
                                  .using_({"first"})
                                  .build());
             }),
    testCase("gate_of_images", {.inputs = {{"x", {"batch", 2, 5, 5}}}},
             [] {
               auto route = FlowBuilder::from(AdaptiveAvgPool2d(1)).through(Flatten()).through(SoftmaxRouter(2, 2)).build();
               return FlowBuilder::from(Conv2d(2, 2, 3, {.padding = 1}))
                   .gate(std::move(route), modules(Conv2d(2, 3, 3), Conv2d(2, 3, 3)))
                   .build();
             }),
    testCase("switch", fourToFour,
             [] {
               return trained(FlowBuilder::from(Linear(4, 4)).tag("in").switch_(BySign(), modules(Linear(4, 4), inner(4))).through(Linear(4, 4)).build());
             }),
    testCase("switch_fixed", fourToFour,
             [] { return trained(FlowBuilder::from(Linear(4, 4)).switch_(FixedSelector(1), modules(Linear(4, 4), inner(4), Tanh())).build()); }),
    testCase("switch_learned", fourToFour,
             [] { return trained(FlowBuilder::from(Linear(4, 4)).switch_(ArgmaxSelector(4, 3), modules(Linear(4, 4), inner(4), Tanh())).build()); }),
    testCase("map_each", fourToFour,
             [] { return trained(FlowBuilder::from(Linear(4, 4)).map(inner(4)).each().through(Linear(4, 4)).build()); }),
    testCase("map_batched", fourToFour,
             [] { return trained(FlowBuilder::from(Linear(4, 4)).map(inner(4)).batched().each().through(Linear(4, 4)).build()); }),
    testCase("map_over", fourToFour,
             [] { return trained(FlowBuilder::from(Linear(4, 6)).tag("wide").through(Linear(6, 2)).map(Linear(6, 4)).over("wide").build()); }),
    testCase("map_slices", fourToFour,
             [] { return trained(FlowBuilder::from(Linear(4, 6)).map(Linear(2, 3)).slices(3).through(Linear(9, 4)).build()); }),
    testCase("map_slices_batched", fourToFour,
             [] { return trained(FlowBuilder::from(Linear(4, 6)).map(Linear(2, 3)).batched().slices(3).through(Linear(9, 4)).build()); }),
    testCase("carried", fourToFour,
             [] { return trained(FlowBuilder::from(Linear(4, 4)).through(Plus(4)).using_({"memory"}).tag("memory").through(Linear(4, 4)).build()); },
             {.batches = {3}}),
    testCase("carried_cell", {.inputs = {{"x", {"batch", 3}}}, .targets = {{"y", {"batch", 2}}}},
             [] { return trained(FlowBuilder::from(GRUCell(3, 5)).using_({"h"}).tag("h").through(Linear(5, 2)).build()); }, {.batches = {3}}),
    testCase("carried_past_a_loop", fourToFour,
             [] {
               return trained(FlowBuilder::from(Linear(4, 4))
                                  .through(Plus(4))
                                  .using_({"last", "before"})
                                  .tag("before")
                                  .loop_body(Shift(4))
                                  .while_cond(ThresholdHalt(2.0), 9)
                                  .through(Tanh())
                                  .tag("last")
                                  .build());
             },
             {.batches = {3}}),
};
