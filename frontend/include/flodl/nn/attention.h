// Scaled dot-product attention.
#pragma once
#include "flodl/nn/linear.h"
#include <array>
#include <optional>

namespace flodl {

struct AttentionOptions {
  /// bool: true where a key takes part; floating-point: added to the scores. Broadcasts to `[*, Lq, Lk]`.
  Tensor attn_mask = {};
  /// Share of the weights that is dropped, in every mode; whether it is 0 is structure.
  double dropout_p = 0;
  /// Query i sees the keys up to i. Errors: together with a mask.
  bool is_causal = false;
  /// Factor of the scores; 1/sqrt(E) without one.
  std::optional<double> scale = {};
};
/// softmax(query * key^T * scale + mask) * value; a query that sees no key gives zeros.
///
/// Shapes: `[*, Lq, E]`, `[*, Lk, E]`, `[*, Lk, Ev]` to `[*, Lq, Ev]`.
/// Source: `torch.nn.functional.scaled_dot_product_attention`.
Tensor scaled_dot_product_attention(const TensorArg &query, const Tensor &key, const Tensor &value,
                                    const AttentionOptions &options = {});

struct MultiheadAttentionOptions {
  /// Share of the attention weights that is dropped in training; whether it is 0 is structure.
  double dropout = 0;
  bool bias = true;
  /// Widths of keys and values, when they are not `embed_dim`.
  std::optional<int64_t> kdim = {}, vdim = {};
};

/// What a call of `MultiheadAttention` may hide.
struct AttentionMasks {
  /// `[Lq, Lk]`, or what broadcasts to `[N, heads, Lq, Lk]`. As in torch.nn, true in a bool mask hides the key, and a
  /// floating-point mask is added to the scores; an integer mask hides where it is not 0.
  Tensor mask = {};
  /// `[N, Lk]`, of the same kinds: the keys of each sequence that are padding.
  Tensor key_padding_mask = {};
  /// Query i sees the keys up to i.
  bool is_causal = false;
};

/// Scaled dot-product attention of several heads, batch first.
///
/// Shapes: `[N, L, E]` to `[N, L, E]`. `forward(x)` attends to itself; the ports "key", "value", "mask" and
/// "key_padding_mask" take other sequences and `AttentionMasks`. A query with every key hidden gives NaN.
/// Parameters `q_proj.weight`, `q_proj.bias`, then `k_proj`, `v_proj`, `out_proj`: the weights start as
/// U(±sqrt(3/(2E))) (with other widths of keys or values U(±sqrt(6/(E + width)))), that of `out_proj` as U(±1/sqrt(E)),
/// the biases at zero.
class MultiheadAttention : public Module {
 public:
  MultiheadAttention(int64_t embed_dim, int64_t num_heads, MultiheadAttentionOptions options = {},
                     SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "multihead_attention"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  Tensor forward_ext(const Tensor &query, const Tensor &key, const Tensor &value, const Tensor &mask = Tensor(),
                     SourceLoc loc = SourceLoc::current());
  Tensor forward_ext(const Tensor &query, const Tensor &key, const Tensor &value, const AttentionMasks &masks,
                     SourceLoc loc = SourceLoc::current());
  /// The output, and the attention weights `[N, heads, Lq, Lk]` it was mixed with; `mean(weights, {1})` is PyTorch's
  /// average over the heads.
  std::array<Tensor, 2> forward_with_weights(const Tensor &query, const Tensor &key, const Tensor &value,
                                             const AttentionMasks &masks = {}, SourceLoc loc = SourceLoc::current());

 private:
  Tensor heads(const Tensor &x) const;
  int64_t embed_, heads_;
  MultiheadAttentionOptions options_;

 public:
  Child<Linear> q_proj, k_proj, v_proj, out_proj;
  Ports ports{*this, {"key", "value", optional("mask"), optional("key_padding_mask")}};
};

}  // namespace flodl
