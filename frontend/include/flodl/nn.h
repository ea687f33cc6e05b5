// Modules that come with floDl. Names, defaults and initial values are PyTorch's; arguments are
// checked when a module is made.
#pragma once
#include "flodl/init.h"
#include "flodl/model.h"
#include "flodl/module.h"
#include "flodl/ops.h"
#include <optional>
#include <vector>

namespace flodl {

/// A value for height and width: `2` or `{2, 3}`.
struct Size2 {
  Size2(int64_t both) : h(both), w(both) {}
  Size2(int both) : Size2(int64_t(both)) {}
  Size2(int64_t h, int64_t w) : h(h), w(w) {}
  int64_t h, w;
};

/// A value for height and width that may be absent.
struct OptionalSize2 : std::optional<Size2> {
  using std::optional<Size2>::optional;
  OptionalSize2(int64_t h, int64_t w) : optional(Size2(h, w)) {}
};

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
  int64_t in_features, out_features;
  Param weight, bias;
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

// Convolution and pooling.

struct Conv2dOptions {
  Size2 stride = 1, padding = 0, dilation = 1;
  int64_t groups = 1;
  bool bias = true;
};
/// Two-dimensional convolution.
///
/// Shapes: `[N, in, H, W]` to `[N, out, H', W']`, H' = floor((H + 2p - d(k-1) - 1) / s) + 1;
/// `weight` is `[out, in/groups, kh, kw]`. Both parameters start as U(±1/sqrt(fan_in)).
class Conv2d : public Module {
 public:
  Conv2d(int64_t in_channels, int64_t out_channels, Size2 kernel, Conv2dOptions options = {},
         SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "conv2d"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  const Conv2dOptions &options() const { return options_; }
  Param weight, bias;

 private:
  int64_t in_;
  Conv2dOptions options_;
};

struct ConvTranspose2dOptions {
  Size2 stride = 1, padding = 0, output_padding = 0, dilation = 1;
  int64_t groups = 1;
  bool bias = true;
};
/// Transposed two-dimensional convolution.
///
/// Shapes: `[N, in, H, W]` to `[N, out, H', W']`, H' = (H-1)s - 2p + d(k-1) + op + 1;
/// `weight` is `[in, out/groups, kh, kw]`.
class ConvTranspose2d : public Module {
 public:
  ConvTranspose2d(int64_t in_channels, int64_t out_channels, Size2 kernel, ConvTranspose2dOptions options = {},
                  SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "conv_t2d"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  const ConvTranspose2dOptions &options() const { return options_; }
  Param weight, bias;

 private:
  int64_t in_;
  ConvTranspose2dOptions options_;
};

struct MaxPool2dOptions {
  /// Without one: the kernel.
  OptionalSize2 stride = {};
  Size2 padding = 0, dilation = 1;
  bool ceil_mode = false;
};
/// Largest value of each window; padded cells count as -infinity. `[N, C, H, W]`.
class MaxPool2d : public Module {
 public:
  explicit MaxPool2d(Size2 kernel, MaxPool2dOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "maxpool2d"; }
  Tensor forward(const Tensor &x) override;

 private:
  Size2 kernel_;
  MaxPool2dOptions options_;
};

/// Means over windows chosen so that the result is `[N, C, size.h, size.w]`.
class AdaptiveAvgPool2d : public Module {
 public:
  explicit AdaptiveAvgPool2d(Size2 size, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "adaptive_avgpool2d"; }
  Tensor forward(const Tensor &x) override;

 private:
  Size2 size_;
};

// Normalisation and dropout.

struct BatchNormOptions {
  double eps = 1e-5, momentum = 0.1;
};
/// Normalises each channel (dimension 1) over the batch: with the batch's statistics in training,
/// which also move the running ones, with the running ones in evaluation.
///
/// Shapes: `[N, C, *]`. Parameters `weight` (ones) and `bias` (zeros), buffers `running_mean`
/// (zeros) and `running_var` (ones), all `[C]`. Errors: training on fewer than two samples.
class BatchNorm : public Module {
 public:
  explicit BatchNorm(int64_t num_features, BatchNormOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "batchnorm"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Param weight, bias;
  Buf running_mean, running_var;

 private:
  BatchNormOptions options_;
};
using BatchNorm1d = BatchNorm;

/// `BatchNorm` for images: `[N, C, H, W]` only.
class BatchNorm2d : public BatchNorm {
 public:
  explicit BatchNorm2d(int64_t num_channels, BatchNormOptions options = {}, SourceLoc loc = SourceLoc::current())
      : BatchNorm(num_channels, options, loc) {}
  std::string name() const override { return "batchnorm2d"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
};

struct LayerNormOptions {
  double eps = 1e-5;
};
/// Normalises over the last dimension: `(x - mean) / sqrt(var + eps) * weight + bias`.
class LayerNorm : public Module {
 public:
  explicit LayerNorm(int64_t size, LayerNormOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "layernorm"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Param weight, bias;

 private:
  int64_t size_;
  LayerNormOptions options_;
};

/// In training each element is 0 with probability `p` and scaled by 1/(1-p) otherwise.
class Dropout : public Module {
 public:
  explicit Dropout(double p = 0.5, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "dropout"; }
  Tensor forward(const Tensor &x) override;

 private:
  double p_;
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
