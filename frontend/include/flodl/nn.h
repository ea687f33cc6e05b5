// Modules that come with floDl. Names, defaults and initial values are PyTorch's; arguments are
// checked when a module is made.
#pragma once
#include "flodl/init.h"
#include "flodl/model.h"
#include "flodl/module.h"
#include "flodl/nn/convolution.h"
#include "flodl/nn/dropout.h"
#include "flodl/nn/normalisation.h"
#include "flodl/nn/padding.h"
#include "flodl/nn/pooling.h"
#include "flodl/nn/resampling.h"
#include "flodl/ops.h"
#include <optional>
#include <vector>

namespace flodl {

// Dense.

struct LinearOptions {
  bool bias = true;
};
/// Affine map of the last dimension: `x * weight^T + bias`.
///
/// Shapes: `[*, in]` to `[*, out]`; `weight` is `[out, in]`, `bias` is `[out]`.
/// Both start as U(-1/sqrt(in), 1/sqrt(in)).
class Linear : public Module {
 public:
  Linear(int64_t in_features, int64_t out_features, LinearOptions options = {}, SourceLoc loc = SourceLoc::current());
  /// With initial values for `weight` and, unless undefined, `bias`.
  Linear(Tensor initial_weight, Tensor initial_bias, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "linear"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  /// A module that uses a parameter of another one, such as the weight of an embedding, without a copy: the gradients of
  /// all users meet in it, and a graph lists it once.
  static Linear from_shared_weight(const Param &weight, SourceLoc loc = SourceLoc::current());
  static Linear from_shared_weight(const Param &weight, const Param &bias, SourceLoc loc = SourceLoc::current());
  int64_t in_features, out_features;
  Param weight, bias;

 private:
  Linear() = default;
};

struct BilinearOptions {
  bool bias = true;
};
/// Bilinear form of two inputs: y_o = x1^T W_o x2 + b_o.
///
/// Shapes: `[*, in1]` and `[*, in2]` to `[*, out]`; the second input comes through the port "input2". `weight` is
/// `[out, in1, in2]`, `bias` is `[out]`; both start as U(-1/sqrt(in1), 1/sqrt(in1)).
class Bilinear : public Module {
 public:
  Bilinear(int64_t in1_features, int64_t in2_features, int64_t out_features, BilinearOptions options = {},
           SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "bilinear"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  Tensor forward_bilinear(const Tensor &input1, const Tensor &input2, SourceLoc loc = SourceLoc::current());
  Param weight, bias;
  Ports ports{*this, {"input2"}};

 private:
  int64_t in1_;
};

struct EmbeddingOptions {
  /// This row starts at zero and gets no gradient.
  std::optional<int64_t> padding_idx = {};
};
/// Rows of a table by index.
///
/// Shapes: int64 `[*]` to `[*, dim]`; `weight` is `[num_embeddings, dim]` and starts as N(0, 1).
class Embedding : public Module {
 public:
  Embedding(int64_t num_embeddings, int64_t dim, EmbeddingOptions options = {},
            SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "embedding"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &indices) override;
  Param weight;

 private:
  int64_t padding_;
};

// Recurrence and attention.

/// One step of a gated recurrent unit: h' = (1-z)*n + z*h.
///
/// Shapes: `[N, input]` to `[N, hidden]`; the state comes through the port "h", zeros without one.
/// Parameters `w_ih [3H, input]`, `w_hh [3H, H]`, `b_ih [3H]`, `b_hh [3H]` in the order r, z, n,
/// all U(±1/sqrt(H)).
class GRUCell : public Module {
 public:
  GRUCell(int64_t input_size, int64_t hidden_size, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "grucell"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  /// One step from the state `h [N, hidden]`.
  Tensor forward_step(const Tensor &x, const Tensor &h, SourceLoc loc = SourceLoc::current());
  Param w_ih, w_hh, b_ih, b_hh;
  Ports ports{*this, {optional("h")}};

 private:
  int64_t input_, hidden_;
};

/// Scaled dot-product attention of several heads, batch first.
///
/// Shapes: `[N, L, E]` to `[N, L, E]`. `forward(x)` attends to itself; the ports "key", "value" and
/// "mask" take other sequences. A mask is `[Lq, Lk]` or broadcasts to `[N, heads, Lq, Lk]`; where it
/// is true (or not zero) the key is hidden. A query with every key hidden gives NaN.
/// Parameters `q_proj.weight`, `q_proj.bias`, then `k_proj`, `v_proj`, `out_proj`: the weights start as
/// U(±sqrt(3/(2E))), that of `out_proj` as U(±1/sqrt(E)), the biases at zero.
class MultiheadAttention : public Module {
 public:
  MultiheadAttention(int64_t embed_dim, int64_t num_heads, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "multihead_attention"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  Tensor forward_ext(const Tensor &query, const Tensor &key, const Tensor &value, const Tensor &mask = Tensor(),
                     SourceLoc loc = SourceLoc::current());

 private:
  Tensor heads(const Tensor &x) const;
  int64_t embed_, heads_;

 public:
  Child<Linear> q_proj, k_proj, v_proj, out_proj;
  Ports ports{*this, {"key", "value", optional("mask")}};
};

// Activations and shape.

/// Returns its input.
struct Identity : Module {
  std::string name() const override { return "identity"; }
  Tensor forward(const Tensor &x) override { return x; }
};
/// max(0, x).
struct ReLU : Module {
  std::string name() const override { return "relu"; }
  Tensor forward(const Tensor &x) override;
};
/// x/2 * (1 + erf(x/sqrt(2))), or with the tanh approximation.
class GELU : public Module {
 public:
  enum Approximate : uint8_t { Exact, Tanh };
  explicit GELU(Approximate approximate = Exact) : approximate_(approximate) {}
  Approximate approximate() const { return approximate_; }
  std::string name() const override { return "gelu"; }
  Tensor forward(const Tensor &x) override;

 private:
  Approximate approximate_;
};
/// x * sigmoid(x).
struct SiLU : Module {
  std::string name() const override { return "silu"; }
  Tensor forward(const Tensor &x) override;
};
/// 1 / (1 + e^-x).
struct Sigmoid : Module {
  std::string name() const override { return "sigmoid"; }
  Tensor forward(const Tensor &x) override;
};
/// tanh x.
struct Tanh : Module {
  std::string name() const override { return "tanh"; }
  Tensor forward(const Tensor &x) override;
};
/// Exponentials that sum to 1 along `dim`.
class Softmax : public Module {
 public:
  explicit Softmax(int64_t dim) : dim_(dim) {}
  std::string name() const override { return "softmax"; }
  Tensor forward(const Tensor &x) override;

 private:
  int64_t dim_;
};
/// Logarithm of softmax along `dim`.
class LogSoftmax : public Module {
 public:
  explicit LogSoftmax(int64_t dim) : dim_(dim) {}
  std::string name() const override { return "log_softmax"; }
  Tensor forward(const Tensor &x) override;

 private:
  int64_t dim_;
};
/// Merges the dimensions `start` to `end` into one.
class Flatten : public Module {
 public:
  explicit Flatten(int64_t start = 1, int64_t end = -1) : start_(start), end_(end) {}
  std::string name() const override { return "flatten"; }
  Tensor forward(const Tensor &x) override;

 private:
  int64_t start_, end_;
};
/// Gives the input the shape `shape`; one -1 is worked out. Sizes may be symbolic: `{"batch", 8, -1}`.
class Reshape : public Module {
 public:
  explicit Reshape(Shape shape) : shape_(std::move(shape)) {}
  std::string name() const override { return "reshape"; }
  Tensor forward(const Tensor &x) override;

 private:
  Shape shape_;
};

}  // namespace flodl
