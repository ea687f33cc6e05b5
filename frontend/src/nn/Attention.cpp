// Attention, plain and of several heads.
#include "nn/Check.h"
#include <cmath>
#include <limits>

namespace flodl {
using namespace detail;

static constexpr double infinity = std::numeric_limits<double>::infinity();

/// True where the query's position is before the key's.
static Tensor later(const Tensor &query, const Tensor &key, SourceLoc at) {
  TensorOptions options{kInt64, query.device()};
  Tensor row = arange(0, query.size(-2, at), options, at), column = arange(0, key.size(-2, at), options, at);
  return Operand(unsqueeze(TensorArg(row, at), 1), at) < Operand(column, at);
}

Tensor scaled_dot_product_attention(const TensorArg &query, const Tensor &key, const Tensor &value,
                                    const AttentionOptions &options) {
  SourceLoc at = query.loc;
  const Tensor &mask = options.attn_mask;
  if (mask.defined() && options.is_causal)
    throw Error(ErrorCode::InvalidArgument,
                "[scaled_dot_product_attention] expects a mask or is_causal, but got both; write the causal part into the mask",
                at);
  std::optional<int64_t> width = query.tensor.ndim() < 2 ? std::nullopt : query.tensor.shape().back().constant();
  if (!width)
    throw Error(ErrorCode::ShapeMismatch,
                "[scaled_dot_product_attention] expects 'query' of shape [*, L, E] with E known, but got " +
                    str(query.tensor.shape()),
                at);
  double scale = options.scale.value_or(1 / std::sqrt(double(*width)));
  Tensor scores = Operand(matmul(query, transpose(TensorArg(key, at), -2, -1)), at) * Operand(scale, at);
  Tensor hidden;
  if (options.is_causal)
    hidden = later(query.tensor, key, at);
  else if (mask.defined())
    hidden = isFloating(mask.dtype()) ? Operand(mask, at) == Operand(-infinity, at) : logical_not(TensorArg(mask, at));
  if (mask.defined() && isFloating(mask.dtype()))
    scores = Operand(scores, at) + Operand(mask, at);
  else if (hidden.defined())
    scores = masked_fill(Operand(scores, at), Operand(hidden, at), -infinity);
  Tensor weights = softmax(TensorArg(scores, at), -1);
  // Where nothing is seen the softmax is NaN; everywhere else this changes nothing.
  if (hidden.defined())
    weights = masked_fill(Operand(weights, at), Operand(hidden, at), 0);
  if (options.dropout_p > 0)
    weights = dropout(TensorArg(weights, at), options.dropout_p, true);
  return matmul(TensorArg(weights, at), value);
}

/// A projection of an input of `width`; PyTorch draws the three as one weight of `[3 * embed, embed]` when all are of one
/// width.
static Linear projection(int64_t embed, int64_t width, const MultiheadAttentionOptions &options, SourceLoc loc) {
  bool one = options.kdim.value_or(embed) == embed && options.vdim.value_or(embed) == embed;
  return Linear(xavier_uniform({embed, width}, width, one ? 3 * embed : embed, {}, loc),
                options.bias ? zeros({embed}, {}, loc) : Tensor(), loc);
}
static Linear outputProjection(int64_t embed, bool bias, SourceLoc loc) {
  return Linear(kaiming_uniform({embed, embed}, embed, std::sqrt(5.0), {}, loc), bias ? zeros({embed}, {}, loc) : Tensor(),
                loc);
}

static int64_t checked(int64_t embed, int64_t heads, const MultiheadAttentionOptions &options, SourceLoc loc) {
  require(embed >= 1, "MultiheadAttention", "embed_dim of 1 or more", double(embed), loc);
  require(heads >= 1, "MultiheadAttention", "num_heads of 1 or more", double(heads), loc);
  require(embed % heads == 0, "MultiheadAttention", "an embed_dim that num_heads divides", double(embed), loc);
  require(options.dropout >= 0 && options.dropout <= 1, "MultiheadAttention", "a dropout in [0, 1]", options.dropout, loc);
  require(options.kdim.value_or(1) >= 1, "MultiheadAttention", "a kdim of 1 or more", double(options.kdim.value_or(1)), loc);
  require(options.vdim.value_or(1) >= 1, "MultiheadAttention", "a vdim of 1 or more", double(options.vdim.value_or(1)), loc);
  return embed;
}

MultiheadAttention::MultiheadAttention(int64_t embed_dim, int64_t num_heads, MultiheadAttentionOptions options,
                                       SourceLoc loc)
    : embed_(checked(embed_dim, num_heads, options, loc)), heads_(num_heads), options_(options),
      q_proj(*this, "q_proj", projection(embed_, embed_, options, loc)),
      k_proj(*this, "k_proj", projection(embed_, options.kdim.value_or(embed_), options, loc)),
      v_proj(*this, "v_proj", projection(embed_, options.vdim.value_or(embed_), options, loc)),
      out_proj(*this, "out_proj", outputProjection(embed_, options.bias, loc)) {}

std::vector<InputSpec> MultiheadAttention::default_inputs() const {
  return {{"input", {"batch", "length", embed_}}};
}

/// `[N, L, E]` to `[N, heads, L, E/heads]`.
Tensor MultiheadAttention::heads(const Tensor &x) const {
  SourceLoc at = here();
  Tensor split = reshape(TensorArg(x, at), {x.size(0, at), x.size(1, at), heads_, embed_ / heads_});
  return transpose(TensorArg(split, at), 1, 2);
}

Tensor MultiheadAttention::forward(const Tensor &x) { return forward_ext(x, x, x, AttentionMasks{}, here()); }

Tensor MultiheadAttention::forward_named(const Tensor &x, const Refs &refs) {
  if (refs.empty())  // called by a module, which wires nothing
    return forward(x);
  auto given = [&](const char *port) { return refs.has(port) ? refs[port] : Tensor(); };
  return forward_ext(x, refs["key"], refs["value"],
                     AttentionMasks{.mask = given("mask"), .key_padding_mask = given("key_padding_mask")}, here());
}

Tensor MultiheadAttention::forward_ext(const Tensor &query, const Tensor &key, const Tensor &value, const Tensor &mask,
                                       SourceLoc loc) {
  return forward_ext(query, key, value, AttentionMasks{.mask = mask}, loc);
}
Tensor MultiheadAttention::forward_ext(const Tensor &query, const Tensor &key, const Tensor &value, const AttentionMasks &masks,
                                       SourceLoc loc) {
  return forward_with_weights(query, key, value, masks, loc)[0];
}

/// `scores` without what `mask` hides.
static Tensor masked(const Tensor &scores, const Tensor &mask, SourceLoc at) {
  if (isFloating(mask.dtype()))
    return Operand(scores, at) + Operand(mask, at);
  Tensor hidden = mask.dtype() == kBool ? mask : Operand(mask, at) != Operand(0, at);
  return masked_fill(Operand(scores, at), Operand(hidden, at), -infinity);
}

std::array<Tensor, 2> MultiheadAttention::forward_with_weights(const Tensor &query, const Tensor &key, const Tensor &value,
                                                               const AttentionMasks &masks, SourceLoc loc) {
  CallScope scope(this, loc);
  SourceLoc at = here();
  const std::pair<const Tensor *, int64_t> inputs[] = {
      {&query, embed_}, {&key, options_.kdim.value_or(embed_)}, {&value, options_.vdim.value_or(embed_)}};
  for (auto [x, width] : inputs)
    if (x->ndim() != 3)
      throw Error(ErrorCode::ShapeMismatch,
                  "multihead_attention: expects inputs of shape [N, L, " + std::to_string(width) + "], but got " + str(x->shape()),
                  at);
  Tensor q = heads(q_proj(query, at)), k = heads(k_proj(key, at)), v = heads(v_proj(value, at));
  double scale = 1 / std::sqrt(double(embed_ / heads_));
  Tensor scores = matmul(TensorArg(q, at), transpose(TensorArg(k, at), -2, -1));
  scores = Operand(scores, at) * Operand(scale, at);
  if (masks.mask.defined())
    scores = masked(scores, masks.mask, at);
  if (const Tensor &padding = masks.key_padding_mask; padding.defined()) {
    if (padding.ndim() != 2)
      throw Error(ErrorCode::ShapeMismatch,
                  "multihead_attention: expects a key_padding_mask of shape [N, Lk], but got " + str(padding.shape()), at);
    scores = masked(scores, unsqueeze(TensorArg(padding, at), std::vector<int64_t>{1, 2}), at);
  }
  if (masks.is_causal)
    scores = masked(scores, later(query, key, at), at);
  Tensor weights = softmax(TensorArg(scores, at), -1);
  if (options_.dropout > 0)
    weights = dropout(TensorArg(weights, at), options_.dropout, is_training());
  Tensor mixed = transpose(TensorArg(matmul(TensorArg(weights, at), v), at), 1, 2);
  Tensor output = out_proj(reshape(TensorArg(mixed, at), {query.size(0, at), query.size(1, at), embed_}), at);
  return {output, weights};
}

}  // namespace flodl
