// Recurrent cells.
#include "nn/Check.h"

namespace flodl {
using namespace detail;

GRUCell::GRUCell(int64_t input, int64_t hidden, SourceLoc loc) : input_(input), hidden_(hidden) {
  require(input >= 1, "GRUCell", "an input size of 1 or more", double(input), loc);
  require(hidden >= 1, "GRUCell", "a hidden size of 1 or more", double(hidden), loc);
  w_ih = Param(*this, "w_ih", uniform_bias(hidden, {3 * hidden, input}), loc);
  w_hh = Param(*this, "w_hh", uniform_bias(hidden, {3 * hidden, hidden}), loc);
  b_ih = Param(*this, "b_ih", uniform_bias(hidden, {3 * hidden}), loc);
  b_hh = Param(*this, "b_hh", uniform_bias(hidden, {3 * hidden}), loc);
}

std::vector<InputSpec> GRUCell::default_inputs() const { return {{"input", {"batch", input_}}}; }

Tensor GRUCell::forward(const Tensor &x) {
  return forward_step(x, zeros({x.size(0, here()), hidden_}, {w_hh.dtype(), w_hh.device()}, here()), here());
}
Tensor GRUCell::forward_named(const Tensor &x, const Refs &refs) {
  return refs.has("h") ? forward_step(x, refs["h"], here()) : forward(x);
}

Tensor GRUCell::forward_step(const Tensor &x, const Tensor &h, SourceLoc loc) {
  CallScope scope(this, loc);
  SourceLoc at = here();
  Tensor fromInput = linear(TensorArg(x, at), w_ih, b_ih), fromState = linear(TensorArg(h, at), w_hh, b_hh);
  auto gate = [&](const Tensor &all, int64_t i) {
    return Operand(narrow(TensorArg(all, at), -1, {i * hidden_, hidden_}), at);
  };
  Tensor r = sigmoid(TensorArg(gate(fromInput, 0) + gate(fromState, 0), at));
  Tensor z = sigmoid(TensorArg(gate(fromInput, 1) + gate(fromState, 1), at));
  Tensor n = tanh(TensorArg(gate(fromInput, 2) + Operand(Operand(r, at) * gate(fromState, 2), at), at));
  // (1-z)*n + z*h in libtorch's form.
  return Operand(n, at) + Operand(Operand(z, at) * Operand(Operand(h, at) - Operand(n, at), at), at);
}

}  // namespace flodl
