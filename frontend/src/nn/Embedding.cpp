// Tables of rows that are looked up by index.
#include "nn/Check.h"
#include <limits>

namespace flodl {
using namespace detail;

/// Rows to look up, as operations take them.
static Tensor checkedIndices(const char *module, const Tensor &indices) {
  if (isFloating(indices.dtype()))
    throw Error(ErrorCode::DTypeMismatch,
                std::string(module) + ": expects indices that are integers, but got " + std::string(dtypeName(indices.dtype())) +
                    "; convert them with .to(kInt64)",
                here());
  return indices.to(kInt64, here());
}

/// N(0, 1), with zeros in the row `padding` of -1 or more.
static Param table(Module &owner, int64_t rows, int64_t dim, int64_t padding, SourceLoc loc) {
  Param weight(owner, "weight", normal({rows, dim}, 0, 1), loc);
  if (padding >= 0 && !capturing()) {
    NoGradGuard noGrad;
    weight.narrow(0, {padding, 1}, loc).set_data(zeros({1, dim}, {weight.dtype()}), loc);
  }
  return weight;
}

static void check(const char *module, int64_t rows, int64_t dim, std::optional<int64_t> padding, SourceLoc loc) {
  require(rows >= 1, module, "num_embeddings of 1 or more", double(rows), loc);
  require(dim >= 1, module, "dim of 1 or more", double(dim), loc);
  if (padding)
    require(*padding >= 0 && *padding < rows, module, "padding_idx inside the table", double(*padding), loc);
}

Embedding::Embedding(int64_t num_embeddings, int64_t dim, EmbeddingOptions options, SourceLoc loc)
    : padding_(options.padding_idx.value_or(-1)) {
  check("Embedding", num_embeddings, dim, options.padding_idx, loc);
  weight = table(*this, num_embeddings, dim, padding_, loc);
}

std::vector<InputSpec> Embedding::default_inputs() const { return {{"input", kInt64, {"batch", "length"}}}; }
Tensor Embedding::forward(const Tensor &indices) {
  return embedding(TensorArg(weight, here()), checkedIndices("Embedding", indices), padding_);
}

EmbeddingBag::EmbeddingBag(int64_t num_embeddings, int64_t dim, EmbeddingBagOptions options, SourceLoc loc)
    : options_(options) {
  check("EmbeddingBag", num_embeddings, dim, options.padding_idx, loc);
  weight = table(*this, num_embeddings, dim, options.padding_idx.value_or(-1), loc);
}

std::vector<InputSpec> EmbeddingBag::default_inputs() const { return {{"input", kInt64, {"batch", "length"}}}; }

Tensor EmbeddingBag::forward(const Tensor &indices) { return ofOneSize(indices, {}); }

Tensor EmbeddingBag::forward_named(const Tensor &indices, const Refs &refs) {
  Tensor factors = refs.has("per_sample_weights") ? refs["per_sample_weights"] : Tensor();
  return refs.has("offsets") ? forward_bag(indices, refs["offsets"], factors, here()) : ofOneSize(indices, factors);
}

/// `rows` with another dimension at the end.
static Tensor column(const Tensor &rows) { return unsqueeze(TensorArg(rows, here()), -1); }

Tensor EmbeddingBag::reduceRows(const Tensor &indices, const Tensor &factors, const Reduce &reduce) const {
  SourceLoc at = here();
  BagMode mode = options_.mode;
  Tensor rows = embedding(TensorArg(weight, at), indices, options_.padding_idx.value_or(-1));
  if (factors.defined()) {
    if (mode != BagMode::Sum)
      throw Error(ErrorCode::InvalidArgument, "embedding_bag: expects per_sample_weights only with BagMode::Sum", at);
    if (factors.shape(at) != indices.shape(at))
      throw Error(ErrorCode::ShapeMismatch,
                  "embedding_bag: expects per_sample_weights of shape " + str(indices.shape(at)) + ", that of the indices, but got " +
                      str(factors.shape(at)),
                  at);
    rows = Operand(rows, at) * Operand(column(factors), at);
  }
  if (!options_.padding_idx)
    return reduce(rows, mode);
  Tensor left = Operand(column(indices), at) == Operand(*options_.padding_idx, at);
  Tensor count = reduce(logical_not(TensorArg(left, at)).to(rows.dtype(), at), BagMode::Sum);
  double neutral = mode == BagMode::Max ? -std::numeric_limits<double>::infinity() : 0;
  Tensor chosen = masked_fill(Operand(rows, at), Operand(left, at), neutral);
  if (mode == BagMode::Sum)
    return reduce(chosen, mode);
  if (mode == BagMode::Mean)
    return Operand(reduce(chosen, BagMode::Sum), at) / Operand(clamp_min(TensorArg(count, at), 1), at);
  return masked_fill(Operand(reduce(chosen, mode), at), Operand(Operand(count, at) == Operand(0, at), at), 0);
}

Tensor EmbeddingBag::ofOneSize(const Tensor &indices, const Tensor &factors) const {
  if (indices.ndim() != 2)
    throw Error(ErrorCode::ShapeMismatch,
                "embedding_bag: expects indices of shape [bags, size], but got " + str(indices.shape()) +
                    "; bags of different sizes go through the port \"offsets\", or forward_bag",
                here());
  return reduceRows(checkedIndices("EmbeddingBag", indices), factors, [](const Tensor &rows, BagMode mode) {
    TensorArg all(rows, here());
    if (mode == BagMode::Max)
      return apply(OpCode::max_dim, {Operand(rows, here())}, {int64_t(1), false}, here())[0];
    return mode == BagMode::Sum ? sum(all, {1}) : mean(all, {1});
  });
}

Tensor EmbeddingBag::forward_bag(const Tensor &indices, const Tensor &offsets, SourceLoc loc) {
  return forward_bag(indices, offsets, {}, loc);
}

Tensor EmbeddingBag::forward_bag(const Tensor &indices, const Tensor &offsets, const Tensor &per_sample_weights, SourceLoc loc) {
  CallScope scope(this, loc);
  SourceLoc at = here();
  static constexpr const char *modes[] = {"sum", "mean", "max"};
  auto nameOf = [](BagMode mode) { return modes[static_cast<size_t>(mode)]; };
  Tensor list = checkedIndices("EmbeddingBag", indices), starts = offsets.to(kInt64, at);
  if (options_.include_last_offset)
    starts = narrow(TensorArg(starts, at), 0, 0, starts.size(0, at) - 1);
  if (!options_.padding_idx && !per_sample_weights.defined())
    return embedding_bag(TensorArg(weight, at), list, starts, nameOf(options_.mode));
  // Bags of the rows themselves, in their order.
  Tensor order = arange(list.size(0, at), {kInt64, list.device()}, at);
  return reduceRows(list, per_sample_weights, [&](const Tensor &rows, BagMode mode) {
    return embedding_bag(TensorArg(rows, at), order, starts, nameOf(mode));
  });
}

}  // namespace flodl
