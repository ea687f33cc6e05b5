// Recurrent cells and sequences.
#include "nn/Check.h"
#include "flodl/nn/recurrent.h"

namespace flodl {
using namespace detail;

// Cells: libtorch's formulas, composed of operations that fuse.

namespace {

/// Part `i` of `count` along the last dimension.
struct Gates {
  Tensor all;
  int64_t hidden;
  SourceLoc loc;
  Operand operator[](int64_t i) const {
    return Operand(narrow(TensorArg(all, loc), -1, {i * hidden, hidden}), loc);
  }
};

int64_t hiddenOf(const Tensor &weight_hh, SourceLoc loc) {
  std::optional<int64_t> hidden = weight_hh.ndim() == 2 ? weight_hh.shape()[1].constant() : std::nullopt;
  if (!hidden)
    throw Error(ErrorCode::ShapeMismatch, "expects 'weight_hh' of shape [gates * hidden, hidden], but got " +
                                              str(weight_hh.shape()), loc);
  return *hidden;
}

}  // namespace

Tensor gru_cell(const TensorArg &x, const Tensor &h, const Tensor &weight_ih, const Tensor &weight_hh,
                const Tensor &bias_ih, const Tensor &bias_hh) {
  SourceLoc at = x.loc;
  int64_t hidden = hiddenOf(weight_hh, at);
  Gates input{linear(x, weight_ih, bias_ih), hidden, at}, state{linear(TensorArg(h, at), weight_hh, bias_hh), hidden, at};
  Tensor r = sigmoid(TensorArg(input[0] + state[0], at));
  Tensor z = sigmoid(TensorArg(input[1] + state[1], at));
  Tensor n = tanh(TensorArg(input[2] + Operand(Operand(r, at) * state[2], at), at));
  // (1-z)*n + z*h in libtorch's form.
  return Operand(n, at) + Operand(Operand(z, at) * Operand(Operand(h, at) - Operand(n, at), at), at);
}

std::array<Tensor, 2> lstm_cell(const TensorArg &x, const Tensor &h, const Tensor &c, const Tensor &weight_ih,
                                const Tensor &weight_hh, const Tensor &bias_ih, const Tensor &bias_hh) {
  SourceLoc at = x.loc;
  Operand fromState(linear(TensorArg(h, at), weight_hh, bias_hh), at);
  Gates gates{fromState + Operand(linear(x, weight_ih, bias_ih), at), hiddenOf(weight_hh, at), at};
  Operand i(sigmoid(TensorArg(gates[0].tensor, at)), at), f(sigmoid(TensorArg(gates[1].tensor, at)), at);
  Operand g(tanh(TensorArg(gates[2].tensor, at)), at), o(sigmoid(TensorArg(gates[3].tensor, at)), at);
  Tensor cell = Operand(f * Operand(c, at), at) + Operand(i * g, at);
  return {o * Operand(tanh(TensorArg(cell, at)), at), cell};
}

Tensor rnn_tanh_cell(const TensorArg &x, const Tensor &h, const Tensor &weight_ih, const Tensor &weight_hh, const Tensor &bias_ih,
                     const Tensor &bias_hh) {
  SourceLoc at = x.loc;
  Tensor sum = Operand(linear(TensorArg(h, at), weight_hh, bias_hh), at) + Operand(linear(x, weight_ih, bias_ih), at);
  return tanh(TensorArg(sum, at));
}
Tensor rnn_relu_cell(const TensorArg &x, const Tensor &h, const Tensor &weight_ih, const Tensor &weight_hh, const Tensor &bias_ih,
                     const Tensor &bias_hh) {
  SourceLoc at = x.loc;
  Tensor sum = Operand(linear(TensorArg(h, at), weight_hh, bias_hh), at) + Operand(linear(x, weight_ih, bias_ih), at);
  return relu(TensorArg(sum, at));
}

static void checkSizes(const char *module, int64_t input, int64_t hidden, SourceLoc loc) {
  require(input >= 1, module, "an input size of 1 or more", double(input), loc);
  require(hidden >= 1, module, "a hidden size of 1 or more", double(hidden), loc);
}

/// Zeros `[N, hidden]` of the parameters' type, for the input `x`.
static Tensor zeroCellState(const Tensor &x, int64_t hidden, const Tensor &weight) {
  return zeros({x.size(0, here()), hidden}, {weight.dtype(), weight.device()}, here());
}

/// The parameters of the cell `owner`.
template <class Cell>
static void addCellParameters(Cell &owner, int64_t gates, int64_t input, int64_t hidden, bool bias, SourceLoc loc) {
  owner.weight_ih = Param(owner, "weight_ih", uniform_bias(hidden, {gates * hidden, input}), loc);
  owner.weight_hh = Param(owner, "weight_hh", uniform_bias(hidden, {gates * hidden, hidden}), loc);
  if (!bias)
    return;
  owner.bias_ih = Param(owner, "bias_ih", uniform_bias(hidden, {gates * hidden}), loc);
  owner.bias_hh = Param(owner, "bias_hh", uniform_bias(hidden, {gates * hidden}), loc);
}

GRUCell::GRUCell(int64_t input, int64_t hidden, CellOptions options, SourceLoc loc) : input_(input), hidden_(hidden) {
  checkSizes("GRUCell", input, hidden, loc);
  addCellParameters(*this, 3, input, hidden, options.bias, loc);
}

std::vector<InputSpec> GRUCell::default_inputs() const { return {{"input", {"batch", input_}}}; }

Tensor GRUCell::forward(const Tensor &x) { return forward_step(x, zeroCellState(x, hidden_, weight_hh), here()); }
Tensor GRUCell::forward_named(const Tensor &x, const Refs &refs) {
  return refs.has("h") ? forward_step(x, refs["h"], here()) : forward(x);
}

Tensor GRUCell::forward_step(const Tensor &x, const Tensor &h, SourceLoc loc) {
  CallScope scope(this, loc);
  return gru_cell(TensorArg(x, here()), h, weight_ih, weight_hh, bias_ih, bias_hh);
}

RNNCell::RNNCell(int64_t input, int64_t hidden, RNNCellOptions options, SourceLoc loc)
    : input_(input), hidden_(hidden), nonlinearity_(options.nonlinearity) {
  checkSizes("RNNCell", input, hidden, loc);
  addCellParameters(*this, 1, input, hidden, options.bias, loc);
}

std::vector<InputSpec> RNNCell::default_inputs() const { return {{"input", {"batch", input_}}}; }

Tensor RNNCell::forward(const Tensor &x) { return forward_step(x, zeroCellState(x, hidden_, weight_hh), here()); }
Tensor RNNCell::forward_named(const Tensor &x, const Refs &refs) {
  return refs.has("h") ? forward_step(x, refs["h"], here()) : forward(x);
}

Tensor RNNCell::forward_step(const Tensor &x, const Tensor &h, SourceLoc loc) {
  CallScope scope(this, loc);
  auto cell = nonlinearity_ == Nonlinearity::Tanh ? rnn_tanh_cell : rnn_relu_cell;
  return cell(TensorArg(x, here()), h, weight_ih, weight_hh, bias_ih, bias_hh);
}

LSTMCell::LSTMCell(int64_t input, int64_t hidden, CellOptions options, SourceLoc loc) : input_(input), hidden_(hidden) {
  checkSizes("LSTMCell", input, hidden, loc);
  addCellParameters(*this, 4, input, hidden, options.bias, loc);
}

std::vector<InputSpec> LSTMCell::default_inputs() const { return {{"input", {"batch", input_}}}; }

Tensor LSTMCell::forward(const Tensor &x) {
  Tensor zero = zeroCellState(x, hidden_, weight_hh);
  return forward_step(x, zero, zero, here())[0];
}

Tensor LSTMCell::forward_named(const Tensor &x, const Refs &refs) {
  auto state = [&](const char *port) { return refs.has(port) ? refs[port] : zeroCellState(x, hidden_, weight_hh); };
  return forward_step(x, state("h"), state("c"), here())[0];
}

std::array<Tensor, 2> LSTMCell::forward_step(const Tensor &x, const Tensor &h, const Tensor &c, SourceLoc loc) {
  CallScope scope(this, loc);
  return lstm_cell(TensorArg(x, here()), h, c, weight_ih, weight_hh, bias_ih, bias_hh);
}

Tensor LSTMCell::forward_packed(const Tensor &x, const Tensor &state, SourceLoc loc) {
  CallScope scope(this, loc);
  Gates states{state, hidden_, here()};
  auto [h, c] = forward_step(x, states[0].tensor, states[1].tensor, here());
  return cat(TensorList({h, c}, here()), 1);
}

// Sequences.

RecurrentBase::RecurrentBase(const char *kind, int64_t gates, int64_t input, int64_t hidden, RecurrentOptions options,
                             SourceLoc loc)
    : kind_(kind), input_(input), hidden_(hidden), options_(options) {
  checkSizes(kind, input, hidden, loc);
  require(options.num_layers >= 1, kind, "1 layer or more", double(options.num_layers), loc);
  require(options.dropout >= 0 && options.dropout <= 1, kind, "a dropout in [0, 1]", options.dropout, loc);
  int64_t rows = gates * hidden;
  for (int64_t layer = 0; layer < options.num_layers; ++layer)
    for (int64_t direction = 0; direction < directions(); ++direction) {
      std::string suffix = "_l" + std::to_string(layer) + (direction ? "_reverse" : "");
      int64_t width = layer ? directions() * hidden : input;
      weights_.emplace_back(*this, "weight_ih" + suffix, uniform_bias(hidden, {rows, width}), loc);
      weights_.emplace_back(*this, "weight_hh" + suffix, uniform_bias(hidden, {rows, hidden}), loc);
      if (!options.bias)
        continue;
      weights_.emplace_back(*this, "bias_ih" + suffix, uniform_bias(hidden, {rows}), loc);
      weights_.emplace_back(*this, "bias_hh" + suffix, uniform_bias(hidden, {rows}), loc);
    }
}

std::vector<InputSpec> RecurrentBase::default_inputs() const {
  if (options_.batch_first)
    return {{"input", {"batch", "length", input_}}};
  return {{"input", {"length", "batch", input_}}};
}

/// Zeros for the sequence `x`: `[layers * directions, N, hidden]`.
Tensor RecurrentBase::zeroState(const Tensor &x) const {
  const Param &weight = weights_[0];
  return zeros({options_.num_layers * directions(), x.size(options_.batch_first ? 0 : 1, here()), hidden_},
               {weight.dtype(), weight.device()}, here());
}

/// `count` layers from `first` on; `states` are theirs.
std::vector<Tensor> RecurrentBase::runLayers(OpCode op, const Tensor &x, const std::vector<Tensor> &states, int64_t first,
                                             int64_t count) const {
  std::vector<Operand> operands{Operand(x, here())};
  for (const Tensor &state : states)
    operands.emplace_back(state, here());
  int64_t eachLayer = each() * directions();
  for (int64_t i = first * eachLayer; i < (first + count) * eachLayer; ++i)
    operands.emplace_back(weights_[static_cast<size_t>(i)], here());
  return apply(op, std::move(operands), {options_.batch_first, options_.bidirectional, options_.bias}, here());
}

std::vector<Tensor> RecurrentBase::run(OpCode op, const Tensor &x, std::vector<Tensor> states) const {
  SourceLoc at = here();
  if (x.ndim() != 3)
    throw Error(ErrorCode::ShapeMismatch,
                kind_ + ": expects an input of shape " + (options_.batch_first ? "[N, L, " : "[L, N, ") +
                    std::to_string(input_) + "], but got " + str(x.shape()),
                at);
  for (Tensor &state : states)
    if (!state.defined())
      state = zeroState(x);
  if (options_.dropout == 0 || options_.num_layers == 1)
    return runLayers(op, x, states, 0, options_.num_layers);
  std::vector<std::vector<Tensor>> last(states.size());  // final states by layer
  Tensor output = x;
  for (int64_t layer = 0; layer < options_.num_layers; ++layer) {
    std::vector<Tensor> own;
    for (const Tensor &state : states)
      own.push_back(narrow(TensorArg(state, at), 0, layer * directions(), directions()));
    std::vector<Tensor> results = runLayers(op, output, own, layer, 1);
    for (size_t i = 0; i < states.size(); ++i)
      last[i].push_back(results[i + 1]);
    bool isLast = layer + 1 == options_.num_layers;
    output = isLast ? results[0] : dropout(TensorArg(results[0], at), options_.dropout, is_training());
  }
  std::vector<Tensor> all{output};
  for (std::vector<Tensor> &ofLayers : last)
    all.push_back(cat(TensorList(std::move(ofLayers), at), 0));
  return all;
}

RNN::RNN(int64_t input, int64_t hidden, RNNOptions options, SourceLoc loc)
    : RecurrentBase("RNN", 1, input, hidden,
                    {.num_layers = options.num_layers,
                     .bias = options.bias,
                     .batch_first = options.batch_first,
                     .dropout = options.dropout,
                     .bidirectional = options.bidirectional},
                    loc),
      nonlinearity_(options.nonlinearity) {}

Tensor RNN::forward(const Tensor &x) { return forward_seq(x, {}, here())[0]; }
Tensor RNN::forward_named(const Tensor &x, const Refs &refs) {
  return forward_seq(x, refs.has("h0") ? refs["h0"] : Tensor(), here())[0];
}
std::array<Tensor, 2> RNN::forward_seq(const Tensor &x, const Tensor &h0, SourceLoc loc) {
  CallScope scope(this, loc);
  std::vector<Tensor> results = run(nonlinearity_ == Nonlinearity::Tanh ? OpCode::rnn_tanh : OpCode::rnn_relu, x, {h0});
  return {results[0], results[1]};
}

GRU::GRU(int64_t input, int64_t hidden, RecurrentOptions options, SourceLoc loc)
    : RecurrentBase("GRU", 3, input, hidden, options, loc) {}

Tensor GRU::forward(const Tensor &x) { return forward_seq(x, {}, here())[0]; }
Tensor GRU::forward_named(const Tensor &x, const Refs &refs) {
  return forward_seq(x, refs.has("h0") ? refs["h0"] : Tensor(), here())[0];
}
std::array<Tensor, 2> GRU::forward_seq(const Tensor &x, const Tensor &h0, SourceLoc loc) {
  CallScope scope(this, loc);
  std::vector<Tensor> results = run(OpCode::gru, x, {h0});
  return {results[0], results[1]};
}

LSTM::LSTM(int64_t input, int64_t hidden, RecurrentOptions options, SourceLoc loc)
    : RecurrentBase("LSTM", 4, input, hidden, options, loc) {}

Tensor LSTM::forward(const Tensor &x) { return forward_seq(x, {}, {}, here())[0]; }
Tensor LSTM::forward_named(const Tensor &x, const Refs &refs) {
  auto state = [&](const char *port) { return refs.has(port) ? refs[port] : Tensor(); };
  return forward_seq(x, state("h0"), state("c0"), here())[0];
}
std::array<Tensor, 3> LSTM::forward_seq(const Tensor &x, const Tensor &h0, const Tensor &c0, SourceLoc loc) {
  CallScope scope(this, loc);
  std::vector<Tensor> results = run(OpCode::lstm, x, {h0, c0});
  return {results[0], results[1], results[2]};
}

}  // namespace flodl
