// Recurrent networks: cells for one step, and whole sequences.
#pragma once
#include "flodl/model.h"
#include "flodl/module.h"
#include "flodl/ops.h"
#include <array>
#include <vector>

namespace flodl {

/// The state after one step: r = s(x r + h r), z = s(x z + h z), n = tanh(x n + r * (h n)), (1-z) * n + z * h, where x r is
/// the part r of `weight_ih * x + bias_ih`, and h r that of the state. Source: `torch.gru_cell`.
Tensor gru_cell(const TensorArg &x, const Tensor &h, const Tensor &weight_ih, const Tensor &weight_hh,
                const Tensor &bias_ih, const Tensor &bias_hh);
/// The states h and c after one step. Source: `torch.lstm_cell`.
std::array<Tensor, 2> lstm_cell(const TensorArg &x, const Tensor &h, const Tensor &c, const Tensor &weight_ih,
                                const Tensor &weight_hh, const Tensor &bias_ih, const Tensor &bias_hh);

/// The state after one step: tanh, or relu, of `weight_ih * x + bias_ih + weight_hh * h + bias_hh`. Source:
/// `torch.rnn_tanh_cell`, `torch.rnn_relu_cell`.
Tensor rnn_tanh_cell(const TensorArg &x, const Tensor &h, const Tensor &weight_ih, const Tensor &weight_hh,
                     const Tensor &bias_ih = Tensor(), const Tensor &bias_hh = Tensor());
Tensor rnn_relu_cell(const TensorArg &x, const Tensor &h, const Tensor &weight_ih, const Tensor &weight_hh,
                     const Tensor &bias_ih = Tensor(), const Tensor &bias_hh = Tensor());

struct CellOptions {
  bool bias = true;
};
/// One step of a gated recurrent unit: h' = (1-z)*n + z*h.
///
/// Shapes: `[N, input]` to `[N, hidden]`; the state comes through the port "h", zeros without one.
/// Parameters `weight_ih [3H, input]`, `weight_hh [3H, H]`, `bias_ih [3H]`, `bias_hh [3H]` in the order r, z, n,
/// all U(±1/sqrt(H)).
class GRUCell : public Module {
 public:
  GRUCell(int64_t input_size, int64_t hidden_size, CellOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "grucell"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  /// One step from the state `h [N, hidden]`.
  Tensor forward_step(const Tensor &x, const Tensor &h, SourceLoc loc = SourceLoc::current());
  Param weight_ih, weight_hh, bias_ih, bias_hh;
  Ports ports{*this, {optional("h")}};

 private:
  int64_t input_, hidden_;
};

/// One step of a long short-term memory: c' = f*c + i*g, h' = o*tanh(c').
///
/// Shapes: `[N, input]` to `[N, hidden]`, which is h'; the states come through the ports "h" and "c", zeros without.
/// Parameters `weight_ih [4H, input]`, `weight_hh [4H, H]`, `bias_ih [4H]`, `bias_hh [4H]` in the order i, f, g, o,
/// all U(±1/sqrt(H)).
class LSTMCell : public Module {
 public:
  LSTMCell(int64_t input_size, int64_t hidden_size, CellOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "lstmcell"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  /// One step from the states `h [N, hidden]` and `c [N, hidden]`: both states after it.
  std::array<Tensor, 2> forward_step(const Tensor &x, const Tensor &h, const Tensor &c,
                                     SourceLoc loc = SourceLoc::current());
  /// The same with both states side by side, `[N, 2*hidden]`, so that one value travels through a graph.
  Tensor forward_packed(const Tensor &x, const Tensor &state, SourceLoc loc = SourceLoc::current());
  Param weight_ih, weight_hh, bias_ih, bias_hh;
  Ports ports{*this, {optional("h"), optional("c")}};

 private:
  int64_t input_, hidden_;
};

/// What a plain recurrent unit applies to the sum of its parts.
enum class Nonlinearity : uint8_t { Tanh, Relu };

struct RNNCellOptions {
  bool bias = true;
  Nonlinearity nonlinearity = Nonlinearity::Tanh;
};
/// One step of a plain recurrent unit: h' = tanh(W x + b + V h + c).
///
/// Shapes: `[N, input]` to `[N, hidden]`; the state comes through the port "h", zeros without one.
/// Parameters `weight_ih [H, input]`, `weight_hh [H, H]`, `bias_ih [H]`, `bias_hh [H]`, all U(±1/sqrt(H)).
class RNNCell : public Module {
 public:
  RNNCell(int64_t input_size, int64_t hidden_size, RNNCellOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "rnncell"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  /// One step from the state `h [N, hidden]`.
  Tensor forward_step(const Tensor &x, const Tensor &h, SourceLoc loc = SourceLoc::current());
  Param weight_ih, weight_hh, bias_ih, bias_hh;
  Ports ports{*this, {optional("h")}};

 private:
  int64_t input_, hidden_;
  Nonlinearity nonlinearity_;
};

struct RecurrentOptions {
  int64_t num_layers = 1;
  bool bias = true;
  /// Sequences are `[N, L, ...]` instead of `[L, N, ...]`.
  bool batch_first = false;
  /// Share of the outputs of every layer but the last that is dropped in training; whether it is 0 is structure.
  double dropout = 0;
  /// With a second network in every layer that runs from the end to the start: outputs are twice as wide, and states lie
  /// as the layers do, forward then backward.
  bool bidirectional = false;
};

/// What the sequence modules share: for each layer and direction `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`,
/// `bias_hh_l0`, then `weight_ih_l0_reverse`, ..., `weight_ih_l1`, ..., all U(±1/sqrt(H)).
///
/// The library computes the whole sequence in one call (cuDNN on CUDA), or one a layer with dropout between them, from
/// the parameters as they are then.
class RecurrentBase : public Module {
 public:
  std::vector<InputSpec> default_inputs() const override;
  const std::vector<Param> &weights() const { return weights_; }

 protected:
  RecurrentBase(const char *kind, int64_t gates, int64_t input_size, int64_t hidden_size, RecurrentOptions options,
                SourceLoc loc);
  /// Output and final states of `op` from the given states; zeros where one is undefined.
  std::vector<Tensor> run(OpCode op, const Tensor &x, std::vector<Tensor> states) const;

 private:
  /// Number of networks in a layer, and of weights in each.
  int64_t directions() const { return options_.bidirectional ? 2 : 1; }
  int64_t each() const { return options_.bias ? 4 : 2; }
  Tensor zeroState(const Tensor &x) const;
  std::vector<Tensor> runLayers(OpCode op, const Tensor &x, const std::vector<Tensor> &states, int64_t first,
                                int64_t count) const;

  std::string kind_;
  int64_t input_, hidden_;
  RecurrentOptions options_;
  std::vector<Param> weights_;
};

struct RNNOptions {
  int64_t num_layers = 1;
  Nonlinearity nonlinearity = Nonlinearity::Tanh;
  bool bias = true;
  /// The others as in `RecurrentOptions`.
  bool batch_first = false;
  double dropout = 0;
  bool bidirectional = false;
};
/// Plain recurrent units over a sequence.
///
/// Shapes: as `GRU`; the first state comes through the port "h0".
class RNN : public RecurrentBase {
 public:
  RNN(int64_t input_size, int64_t hidden_size, RNNOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "rnn"; }
  Tensor forward(const Tensor &x) override;
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  /// Output and final state `[layers * directions, N, hidden]`.
  std::array<Tensor, 2> forward_seq(const Tensor &x, const Tensor &h0 = Tensor(), SourceLoc loc = SourceLoc::current());
  Ports ports{*this, {optional("h0")}};

 private:
  Nonlinearity nonlinearity_;
};

/// Gated recurrent units over a sequence.
///
/// Shapes: `[L, N, input]` to `[L, N, directions * hidden]`, the outputs of the last layer; the first state comes through
/// the port "h0" `[layers * directions, N, hidden]`, zeros without one. Gates in the order r, z, n.
class GRU : public RecurrentBase {
 public:
  GRU(int64_t input_size, int64_t hidden_size, RecurrentOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "gru"; }
  Tensor forward(const Tensor &x) override;
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  /// Output and final state `[layers * directions, N, hidden]`.
  std::array<Tensor, 2> forward_seq(const Tensor &x, const Tensor &h0 = Tensor(), SourceLoc loc = SourceLoc::current());
  Ports ports{*this, {optional("h0")}};
};

/// Long short-term memory over a sequence.
///
/// Shapes: as `GRU`; the first states come through the ports "h0" and "c0", zeros without. Gates in the order i, f, g, o.
class LSTM : public RecurrentBase {
 public:
  LSTM(int64_t input_size, int64_t hidden_size, RecurrentOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "lstm"; }
  Tensor forward(const Tensor &x) override;
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  /// Output and the final states h and c, each `[layers * directions, N, hidden]`.
  std::array<Tensor, 3> forward_seq(const Tensor &x, const Tensor &h0 = Tensor(), const Tensor &c0 = Tensor(),
                                    SourceLoc loc = SourceLoc::current());
  Ports ports{*this, {optional("h0"), optional("c0")}};
};

}  // namespace flodl
