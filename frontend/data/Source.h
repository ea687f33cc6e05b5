// Where the batches of an epoch come from: the device itself, a worker thread, or the data set
// read in the consumer's thread.
#pragma once
#include "flodl/dataset.h"
#include <memory>
#include <vector>

namespace flodl::data {

/// Reads batches of a data set and checks them against its first sample.
class Reader {
 public:
  Reader(std::shared_ptr<BatchDataSet> data, std::vector<TensorType> sampleTypes)
      : data_(std::move(data)), types_(std::move(sampleTypes)) {}
  /// The samples at `indices` as CPU tensors. Safe for concurrent calls.
  std::vector<detail::Handle> read(std::span<const size_t> indices) const;
  size_t len() const { return data_->len(); }

 private:
  std::shared_ptr<BatchDataSet> data_;
  std::vector<TensorType> types_;
};

/// One after another, the batches of an epoch.
class Source {
 public:
  virtual ~Source() = default;
  /// Starts an epoch: consecutive runs of `batchSize` indices of `order`, `batches` of them.
  virtual void begin(std::vector<size_t> order, size_t batchSize, size_t batches, size_t depth) = 0;
  /// The next batch, on the device. After an error the following call gives the one after it.
  virtual std::vector<detail::Handle> take() = 0;
  /// Passes over the next batch.
  virtual void skip() { take(); }
  /// Ends the epoch, also before its last batch.
  virtual void cancel() {}
  /// True when no batch will ever come again.
  virtual bool dead() const { return false; }
};

/// Loads the whole data set to the device. Throws `Error` (OutOfMemory) when it does not fit.
std::unique_ptr<Source> makeResidentSource(const Reader &reader, Device device);
/// Reads in a thread of its own, `depth` batches ahead.
std::unique_ptr<Source> makeStreamingSource(Reader reader, Device device);
/// Reads when a batch is taken.
std::unique_ptr<Source> makeInlineSource(Reader reader, Device device);

}  // namespace flodl::data
