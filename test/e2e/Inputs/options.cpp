// Options of modules: paddings of convolutions, tracked statistics, directions and biases of recurrent networks, masks of
// attention, and rows that bags leave out.
#include "Harness.h"
using namespace e2e;

namespace {

template <class Builder>
Graph trained(Builder &&builder) {
  Graph g = std::forward<Builder>(builder).build();
  g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
  return g;
}

/// Every result of two sequence modules, in one row a sample.
struct BothDirections : Module {
  Child<GRU> gru{*this, "gru", 3, 4, RecurrentOptions{.num_layers = 2, .bias = false, .batch_first = true, .bidirectional = true}};
  Child<LSTM> lstm{*this, "lstm", 8, 2, RecurrentOptions{.batch_first = true, .bidirectional = true}};
  Tensor forward(const Tensor &x) override {
    auto [output, hn] = gru->forward_seq(x);
    auto [last, h, c] = lstm->forward_seq(output);
    return cat({last.sum({1}), hn.select(0, 0), hn.select(0, 3), h.select(0, 1), c.select(0, 0)}, 1);
  }
};

/// A cell without biases, stepped.
template <class Cell, class Options>
struct Stepped : Module {
  Child<Cell> cell;
  explicit Stepped(Options options) : cell(*this, "cell", 3, 4, options) {}
  Tensor forward(const Tensor &x) override {
    Tensor h = zeros({x.size(0), 4}, {x.dtype(), x.device()});
    for (int64_t step = 0; step < 3; ++step)
      h = cell->forward_step(x.select(1, step), h);
    return h;
  }
};

/// Attention that hides the last keys of some sequences, and later ones; the weights averaged over the heads beside it.
struct Masked : Module {
  Child<MultiheadAttention> attention{*this, "attention", 6, 2};
  Tensor forward(const Tensor &x) override {
    Tensor padding = arange(5, {kInt64, x.device()}) > 2 + (x.select(2, 0).select(1, 0) > 0).to(kInt64).unsqueeze(1);
    auto [output, weights] = attention->forward_with_weights(x, x, x, {.key_padding_mask = padding, .is_causal = true});
    return cat({output, weights.mean({1})}, 2);
  }
};

/// Bags of two indices, the last one of the rest.
struct Bags : Module {
  Child<EmbeddingBag> rows;
  explicit Bags(EmbeddingBagOptions options) : rows(*this, "rows", 9, 4, options) {}
  Tensor forward(const Tensor &x) override {
    Tensor starts = arange(x.size(0) + 1, {kInt64, x.device()}) * 2;
    return rows->forward_bag(x.reshape({-1}), starts);
  }
};

bool bags(const char *name, BagMode mode) {
  return testCase(name, {.inputs = {{"x", kInt64, {"batch", 3}}}, .targets = {{"y", {"batch", 4}}}},
                  [mode] { return trained(FlowBuilder::from(EmbeddingBag(9, 4, {.mode = mode, .padding_idx = 1}))); }, {.classes = 3});
}
bool offsetBags(const char *name, BagMode mode) {
  return testCase(name, {.inputs = {{"x", kInt64, {"batch", 3}}}, .targets = {{"y", {"batch", 4}}}},
                  [mode] { return trained(FlowBuilder::from(Bags({.mode = mode, .padding_idx = 1, .include_last_offset = true}))); },
                  {.classes = 3});
}

const bool models[] = {
    testCase("conv_same", {.inputs = {{"x", {"batch", 2, "height", "width"}}}},
             [] { return FlowBuilder::from(Conv2d(2, 3, {4, 3}, {.padding = "same", .dilation = {1, 2}})).through(Tanh()).build(); }),
    testCase("conv_valid", {.inputs = {{"x", {"batch", 2, 3, 4, 3}}}, .targets = {{"y", {"batch", 2, 2, 3, 3}}}},
             [] { return trained(FlowBuilder::from(Conv3d(2, 4, {2, 3, 2}, {.padding = "same"})).through(Conv3d(4, 2, {2, 2, 1}, {.padding = "valid"}))); }),
    testCase("conv_padding_modes", {.inputs = {{"x", {"batch", 2, 6}}}, .targets = {{"y", {"batch", 3, 7}}}},
             [] {
               return trained(FlowBuilder::from(Conv1d(2, 3, 3, {.padding = 2, .padding_mode = PaddingMode::Reflect}))
                                  .through(Conv1d(3, 4, 2, {.padding = "same", .padding_mode = PaddingMode::Replicate}))
                                  .through(Conv1d(4, 3, 4, {.padding = 1, .padding_mode = PaddingMode::Circular})));
             }),
    testCase("upsample_nearest_exact", {.inputs = {{"x", {"batch", 2, 3, 5}}}, .targets = {{"y", {"batch", 2, 7, 4}}}},
             [] { return trained(FlowBuilder::from(Conv2d(2, 2, 1)).through(Upsample({7, 4}, Interpolation::NearestExact))); }),
    testCase("instance_norm_tracked", {.inputs = {{"x", {"batch", 2, 5, 6}}}, .targets = {{"y", {"batch", 3, 3, 4}}}},
             [] {
               return trained(FlowBuilder::from(Conv2d(2, 3, 3)).through(InstanceNorm2d(3, {.affine = true, .track_running_stats = true, .momentum = 0.3})));
             }),
    testCase("recurrent_both_directions", {.inputs = {{"x", {"batch", "length", 3}}}, .targets = {{"y", {"batch", 16}}}},
             [] { return trained(FlowBuilder::from(BothDirections())); }),
    testCase("rnn", {.inputs = {{"x", {"length", "batch", 3}}, {"h0", {4, "batch", 4}}}},
             [] {
               return FlowBuilder::start().input({"h0"}).through(RNN(3, 4, {.num_layers = 2, .bidirectional = true})).using_({"h0"}).build();
             }),
    testCase("rnn_relu", {.inputs = {{"x", {"batch", "length", 3}}}, .targets = {{"y", {"batch", "length", 4}}}},
             [] { return trained(FlowBuilder::from(RNN(3, 4, {.nonlinearity = Nonlinearity::Relu, .bias = false, .batch_first = true}))); }),
    testCase("rnn_cell", {.inputs = {{"x", {"batch", 3, 3}}}, .targets = {{"y", {"batch", 4}}}},
             [] { return trained(FlowBuilder::from(Stepped<RNNCell, RNNCellOptions>({}))); }),
    testCase("rnn_cell_relu", {.inputs = {{"x", {"batch", 3, 3}}}, .targets = {{"y", {"batch", 4}}}},
             [] { return trained(FlowBuilder::from(Stepped<RNNCell, RNNCellOptions>({.bias = false, .nonlinearity = Nonlinearity::Relu}))); }),
    testCase("gru_cell_without_biases", {.inputs = {{"x", {"batch", 3, 3}}}, .targets = {{"y", {"batch", 4}}}},
             [] { return trained(FlowBuilder::from(Stepped<GRUCell, CellOptions>({.bias = false}))); }),
    testCase("recurrent_dropout", {.inputs = {{"x", {"length", "batch", 3}}}, .targets = {{"y", {"length", "batch", 8}}}},
             [] { return trained(FlowBuilder::from(LSTM(3, 4, {.num_layers = 3, .dropout = 0.4, .bidirectional = true}))); }),
    testCase("attention_masks", {.inputs = {{"x", {"batch", 5, 6}}}, .targets = {{"y", {"batch", 5, 11}}}},
             [] { return trained(FlowBuilder::from(Masked())); }),
    testCase("attention_widths", {.inputs = {{"x", {"batch", 3, 6}}, {"k", {"batch", "length", 4}}, {"v", {"batch", "length", 5}}}},
             [] {
               return FlowBuilder::start().input({"k", "v"}).through(MultiheadAttention(6, 3, {.kdim = 4, .vdim = 5})).using_({"k", "v"}).build();
             }),
    bags("bags_of_sums_with_padding", BagMode::Sum),
    bags("bags_of_means_with_padding", BagMode::Mean),
    bags("bags_of_maxima_with_padding", BagMode::Max),
    offsetBags("offset_bags_of_sums_with_padding", BagMode::Sum),
    offsetBags("offset_bags_of_means_with_padding", BagMode::Mean),
    offsetBags("offset_bags_of_maxima_with_padding", BagMode::Max),
    testCase("weighted_bags", {.inputs = {{"x", kInt64, {"batch", 3}}, {"w", {"batch", 3}}}},
             [] {
               return FlowBuilder::start().input({"w"}).through(EmbeddingBag(9, 4, {.mode = BagMode::Sum})).using_as("per_sample_weights", "w").build();
             },
             {.classes = 9}),
};

}  // namespace
