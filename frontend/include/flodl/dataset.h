// Data sets: where samples come from.
#pragma once
#include "flodl/tensor.h"
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace flodl {

/// Samples that are read one at a time.
///
/// Every sample has the same number of CPU tensors; position i keeps its meaning, dtype and shape.
/// Threads: `len` and `get` are called from loader threads while training runs, and must be safe
/// for concurrent calls. Errors: what `get` throws reaches whoever takes that batch.
struct DataSet {
  virtual ~DataSet() = default;
  virtual size_t len() const = 0;
  virtual std::vector<Tensor> get(size_t index) const = 0;
  /// Names of the tensors; empty for "0", "1", …
  virtual std::vector<std::string> names() const { return {}; }
  bool is_empty() const { return len() == 0; }
};

/// Samples that are read a batch at a time; otherwise as `DataSet`.
struct BatchDataSet {
  virtual ~BatchDataSet() = default;
  virtual size_t len() const = 0;
  /// Tensors whose dimension 0 equals `indices.size()`, rows in the order of `indices`.
  virtual std::vector<Tensor> get_batch(std::span<const size_t> indices) const = 0;
  /// Names of the tensors; empty for "0", "1", …
  virtual std::vector<std::string> names() const { return {}; }
  bool is_empty() const { return len() == 0; }
};

/// Reads batches from a `DataSet` by stacking its samples.
/// Errors: a sample differs from the first one of its batch in the number of tensors, a shape or a
///   dtype; the message names its index.
std::shared_ptr<BatchDataSet> stack_samples(std::shared_ptr<DataSet> samples);

/// Samples that lie in memory as tensors: sample i is row i of each of them.
///
/// \code
/// TensorDataSet data({{"x", randn({100, 2})}, {"y", zeros({100, 1})}});
/// \endcode
class TensorDataSet : public BatchDataSet {
 public:
  using Field = std::pair<std::string, Tensor>;
  /// Errors: no tensors, a tensor without dimensions, different lengths, a tensor not on the CPU.
  explicit TensorDataSet(std::vector<Field> fields, SourceLoc loc = SourceLoc::current());
  /// Fields named "0", "1", …
  explicit TensorDataSet(std::vector<Tensor> tensors, SourceLoc loc = SourceLoc::current());

  size_t len() const override { return len_; }
  std::vector<Tensor> get_batch(std::span<const size_t> indices) const override;
  std::vector<std::string> names() const override { return names_; }

 private:
  void check(SourceLoc loc);
  std::vector<Tensor> tensors_;
  std::vector<std::string> names_;
  size_t len_ = 0;
};

}  // namespace flodl
