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

static void checkSizes(const char *module, int64_t input, int64_t hidden, SourceLoc loc) {
  require(input >= 1, module, "an input size of 1 or more", double(input), loc);
  require(hidden >= 1, module, "a hidden size of 1 or more", double(hidden), loc);
}

/// Zeros `[N, hidden]` of the parameters' type, for the input `x`.
static Tensor zeroCellState(const Tensor &x, int64_t hidden, const Tensor &weight) {
  return zeros({x.size(0, here()), hidden}, {weight.dtype(), weight.device()}, here());
}

GRUCell::GRUCell(int64_t input, int64_t hidden, SourceLoc loc) : input_(input), hidden_(hidden) {
  checkSizes("GRUCell", input, hidden, loc);
  weight_ih = Param(*this, "weight_ih", uniform_bias(hidden, {3 * hidden, input}), loc);
  weight_hh = Param(*this, "weight_hh", uniform_bias(hidden, {3 * hidden, hidden}), loc);
  bias_ih = Param(*this, "bias_ih", uniform_bias(hidden, {3 * hidden}), loc);
  bias_hh = Param(*this, "bias_hh", uniform_bias(hidden, {3 * hidden}), loc);
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

LSTMCell::LSTMCell(int64_t input, int64_t hidden, SourceLoc loc) : input_(input), hidden_(hidden) {
  checkSizes("LSTMCell", input, hidden, loc);
  weight_ih = Param(*this, "weight_ih", uniform_bias(hidden, {4 * hidden, input}), loc);
  weight_hh = Param(*this, "weight_hh", uniform_bias(hidden, {4 * hidden, hidden}), loc);
  bias_ih = Param(*this, "bias_ih", uniform_bias(hidden, {4 * hidden}), loc);
  bias_hh = Param(*this, "bias_hh", uniform_bias(hidden, {4 * hidden}), loc);
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
  int64_t rows = gates * hidden;
  for (int64_t layer = 0; layer < options.num_layers; ++layer) {
    std::string suffix = "_l" + std::to_string(layer);
    weights_.emplace_back(*this, "weight_ih" + suffix, uniform_bias(hidden, {rows, layer ? hidden : input}), loc);
    weights_.emplace_back(*this, "weight_hh" + suffix, uniform_bias(hidden, {rows, hidden}), loc);
    weights_.emplace_back(*this, "bias_ih" + suffix, uniform_bias(hidden, {rows}), loc);
    weights_.emplace_back(*this, "bias_hh" + suffix, uniform_bias(hidden, {rows}), loc);
  }
}

std::vector<InputSpec> RecurrentBase::default_inputs() const {
  if (options_.batch_first)
    return {{"input", {"batch", "length", input_}}};
  return {{"input", {"length", "batch", input_}}};
}

Tensor RecurrentBase::zeroState(const Tensor &x) const {
  if (x.ndim() != 3)
    throw Error(ErrorCode::ShapeMismatch,
                kind_ + ": expects an input of shape " + (options_.batch_first ? "[N, L, " : "[L, N, ") +
                    std::to_string(input_) + "], but got " + str(x.shape()),
                here());
  const Param &weight = weights_[0];
  return zeros({options_.num_layers, x.size(options_.batch_first ? 0 : 1, here()), hidden_},
               {weight.dtype(), weight.device()}, here());
}

std::vector<Tensor> RecurrentBase::run(bool lstm, const Tensor &x, const std::vector<Tensor> &states) const {
  std::vector<Operand> operands{Operand(x, here())};
  for (const Tensor &state : states)
    operands.emplace_back(state.defined() ? state : zeroState(x), here());
  for (const Param &weight : weights_)
    operands.emplace_back(weight, here());
  return apply(lstm ? OpCode::lstm : OpCode::gru, std::move(operands), {options_.batch_first}, here());
}

GRU::GRU(int64_t input, int64_t hidden, RecurrentOptions options, SourceLoc loc)
    : RecurrentBase("GRU", 3, input, hidden, options, loc) {}

Tensor GRU::forward(const Tensor &x) { return forward_seq(x, {}, here())[0]; }
Tensor GRU::forward_named(const Tensor &x, const Refs &refs) {
  return forward_seq(x, refs.has("h0") ? refs["h0"] : Tensor(), here())[0];
}
std::array<Tensor, 2> GRU::forward_seq(const Tensor &x, const Tensor &h0, SourceLoc loc) {
  CallScope scope(this, loc);
  std::vector<Tensor> results = run(/*lstm=*/false, x, {h0});
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
  std::vector<Tensor> results = run(/*lstm=*/true, x, {h0, c0});
  return {results[0], results[1], results[2]};
}

}  // namespace flodl
