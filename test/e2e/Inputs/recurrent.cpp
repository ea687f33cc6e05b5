// Models of recurrent cells and sequences, attention with options, and bags of rows.
#include "Harness.h"
using namespace e2e;

namespace {

/// A cell stepped over a short sequence, its states side by side.
struct Stepped : Module {
  Child<LSTMCell> cell{*this, "cell", 4, 5};
  Tensor forward(const Tensor &x) override {
    Tensor state = zeros({x.size(0), 10}, {x.dtype(), x.device()});
    for (int64_t step = 0; step < 3; ++step)
      state = cell->forward_packed(x.select(1, step), state);
    return state;
  }
};

/// Output and final states of a sequence.
struct Encoder : Module {
  Child<LSTM> lstm{*this, "lstm", 3, 4, RecurrentOptions{.num_layers = 2, .batch_first = true}};
  Child<GRU> gru{*this, "gru", 4, 2, RecurrentOptions{.batch_first = true}};
  Tensor forward(const Tensor &x) override {
    auto [output, h, c] = lstm->forward_seq(x);
    auto [last, state] = gru->forward_seq(output);
    return cat({last.sum({1}), state.select(0, 0), h.select(0, 1), c.select(0, 0)}, 1);
  }
};

/// Attention of one sequence to another, by the operation.
struct Lookup : Module {
  Ports ports{*this, {"memory"}};
  Tensor forward_named(const Tensor &x, const Refs &refs) override {
    const Tensor &memory = refs["memory"];
    Tensor near = scaled_dot_product_attention(x, memory, memory, {.scale = 0.7});
    Tensor added = scaled_dot_product_attention(x, memory, memory, {.attn_mask = memory.select(2, 0).unsqueeze(1)});
    Tensor seen = scaled_dot_product_attention(x, memory, memory, {.attn_mask = memory.select(2, 1).unsqueeze(1) > 0});
    return scaled_dot_product_attention(near + seen, added, x, {.is_causal = true});
  }
};

/// Attention with a mask that is added, and without biases.
struct Biased : Module {
  Child<MultiheadAttention> attention{*this, "attention", 6, 2, MultiheadAttentionOptions{.bias = false}};
  Tensor forward(const Tensor &x) override {
    return attention->forward_ext(x, x, x, matmul(x, x.transpose(1, 2)).unsqueeze(1) * 0.1);
  }
};

template <class M>
Graph trained(M module) {
  Graph g = FlowBuilder::from(std::move(module)).build();
  g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
  return g;
}

bool bags(const char *name, BagMode mode) {
  return testCase(name, {.inputs = {{"x", kInt64, {"batch", 5}}}, .targets = {{"y", {"batch", 4}}}},
                  [mode] { return trained(EmbeddingBag(9, 4, {.mode = mode})); }, {.classes = 9});
}

/// Bags of two indices, the last one of the rest.
bool offsetBags(const char *name, BagMode mode) {
  struct Bags : Module {
    Child<EmbeddingBag> rows;
    explicit Bags(BagMode mode) : rows(*this, "rows", 9, 4, EmbeddingBagOptions{.mode = mode}) {}
    Tensor forward(const Tensor &x) override {
      Tensor starts = arange(x.size(0), {kInt64, x.device()}) * 2;
      return rows->forward_bag(x.reshape({-1}), starts);
    }
  };
  return testCase(name, {.inputs = {{"x", kInt64, {"batch", 3}}}, .targets = {{"y", {"batch", 4}}}},
                  [mode] { return trained(Bags(mode)); }, {.classes = 9});
}

const bool models[] = {
    testCase("lstm_cell", {.inputs = {{"x", {"batch", 4}}, {"h", {"batch", 6}}, {"c", {"batch", 6}}}, .targets = {{"y", {"batch", 6}}}},
             [] {
               Graph g = FlowBuilder::start().input({"h", "c"}).through(LSTMCell(4, 6)).using_({"h", "c"}).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("lstm_cell_stepped", {.inputs = {{"x", {"batch", 3, 4}}}, .targets = {{"y", {"batch", 10}}}},
             [] { return trained(Stepped()); }),
    testCase("gru", {.inputs = {{"x", {"length", "batch", 3}}}, .targets = {{"y", {"length", "batch", 4}}}},
             [] { return trained(GRU(3, 4)); }),
    testCase("gru_layers", {.inputs = {{"x", {"batch", "length", 3}}, {"h0", {2, "batch", 4}}}, .targets = {{"y", {"batch", "length", 4}}}},
             [] {
               Graph g = FlowBuilder::start().input({"h0"}).through(GRU(3, 4, {.num_layers = 2, .batch_first = true})).using_({"h0"}).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("lstm", {.inputs = {{"x", {"length", "batch", 3}}}, .targets = {{"y", {"length", "batch", 4}}}},
             [] { return trained(LSTM(3, 4)); }),
    testCase("lstm_layers", {.inputs = {{"x", {"batch", "length", 3}}, {"h0", {2, "batch", 4}}, {"c0", {2, "batch", 4}}}},
             [] {
               return FlowBuilder::start().input({"h0", "c0"}).through(LSTM(3, 4, {.num_layers = 2, .batch_first = true}))
                   .using_({"h0", "c0"}).build();
             }),
    testCase("sequence_encoder", {.inputs = {{"x", {"batch", "length", 3}}}, .targets = {{"y", {"batch", 12}}}},
             [] { return trained(Encoder()); }),
    testCase("attention_operation", {.inputs = {{"x", {"batch", 4, 6}}, {"memory", {"batch", 4, 6}}}},
             [] { return FlowBuilder::start().input({"memory"}).through(Lookup()).using_({"memory"}).build(); }),
    testCase("attention_with_an_added_mask", {.inputs = {{"x", {"batch", 4, 6}}}, .targets = {{"y", {"batch", 4, 6}}}},
             [] { return trained(Biased()); }),
    testCase("attention_dropout", {.inputs = {{"x", {"batch", "length", 6}}}},
             [] { return FlowBuilder::from(MultiheadAttention(6, 3, {.dropout = 0.3})).build(); }),
    bags("bags_of_sums", BagMode::Sum),
    bags("bags_of_means", BagMode::Mean),
    bags("bags_of_maxima", BagMode::Max),
    offsetBags("offset_bags_of_sums", BagMode::Sum),
    offsetBags("offset_bags_of_means", BagMode::Mean),
    offsetBags("offset_bags_of_maxima", BagMode::Max),
};

}  // namespace
