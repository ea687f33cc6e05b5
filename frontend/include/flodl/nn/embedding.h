// Tables of rows that are looked up by index.
#pragma once
#include "flodl/model.h"
#include "flodl/module.h"
#include "flodl/ops.h"
#include <functional>
#include <optional>

namespace flodl {

struct EmbeddingOptions {
  /// This row starts at zero and gets no gradient.
  std::optional<int64_t> padding_idx = {};
};
/// Rows of a table by index.
///
/// Shapes: int64 `[*]` to `[*, dim]`; `weight` is `[num_embeddings, dim]` and starts as N(0, 1).
/// Errors: indices that are no integers.
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

/// What becomes of the rows of a bag.
enum class BagMode : uint8_t { Sum, Mean, Max };

struct EmbeddingBagOptions {
  BagMode mode = BagMode::Mean;
  /// Bags leave this row out; it starts at zero.
  std::optional<int64_t> padding_idx = {};
  /// The offsets end with the number of indices.
  bool include_last_offset = false;
};
/// Rows of a table, reduced over bags of indices.
///
/// Shapes: int64 `[bags, size]` to `[bags, dim]`; or `[n]` with the port "offsets" `[bags]`, which starts at 0 and
/// does not fall: bag b holds the indices from `offsets[b]` to before `offsets[b + 1]`, and an empty bag gives zeros.
/// Factors of the rows, in the shape of the indices, come through the port "per_sample_weights"; only for sums.
/// `weight` is `[num_embeddings, dim]` and starts as N(0, 1).
/// The gradient of a maximum goes to one row for each element.
class EmbeddingBag : public Module {
 public:
  EmbeddingBag(int64_t num_embeddings, int64_t dim, EmbeddingBagOptions options = {},
               SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "embedding_bag"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &indices) override;
  Tensor forward_named(const Tensor &indices, const Refs &refs) override;
  /// Bags of different sizes: `indices [n]`, `offsets [bags]`.
  Tensor forward_bag(const Tensor &indices, const Tensor &offsets, SourceLoc loc = SourceLoc::current());
  Tensor forward_bag(const Tensor &indices, const Tensor &offsets, const Tensor &per_sample_weights,
                     SourceLoc loc = SourceLoc::current());
  Param weight;
  Ports ports{*this, {optional("offsets"), optional("per_sample_weights")}};

 private:
  /// Reduces the bags of rows, which lie as the indices do.
  using Reduce = std::function<Tensor(const Tensor &rows, BagMode mode)>;
  Tensor reduceRows(const Tensor &indices, const Tensor &factors, const Reduce &reduce) const;
  Tensor ofOneSize(const Tensor &indices, const Tensor &factors) const;
  EmbeddingBagOptions options_;
};

}  // namespace flodl
