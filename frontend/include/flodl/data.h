// The data loader: batches of a data set, on the device, ready when they are asked for.
#pragma once
#include "flodl/batch.h"
#include "flodl/dataset.h"
#include "flodl/program.h"
#include "flodl/sampler.h"
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace flodl {

namespace detail {
struct LoaderState;
}

/// The batches of one epoch, in order, each loaded once: `for (auto &batch : loader.epoch(e))`.
///
/// One epoch of a loader may be alive at a time; dropping it early cancels what is still being
/// loaded. A batch lives until the next one is taken, its tensors as long as someone holds them.
/// Errors of the data set are thrown where the batch is read; going on continues with the next one.
class Epoch {
 public:
  struct End {};
  /// Input iterator; the batch is loaded when it is first read.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Batch;
    using difference_type = std::ptrdiff_t;
    using pointer = Batch *;
    using reference = Batch &;

    explicit Iterator(Epoch *epoch) : epoch_(epoch) {}
    Batch &operator*() const { return epoch_->current(); }
    Batch *operator->() const { return &epoch_->current(); }
    Iterator &operator++() {
      epoch_->advance();
      return *this;
    }
    void operator++(int) { epoch_->advance(); }
    bool operator==(End) const { return epoch_->done(); }

   private:
    Epoch *epoch_;
  };

  Epoch(Epoch &&other) noexcept;
  Epoch &operator=(Epoch &&) = delete;
  ~Epoch();

  Iterator begin() { return Iterator(this); }
  End end() const { return {}; }
  /// Number of batches, known before the first is loaded.
  size_t size() const { return batches_; }

 private:
  friend class DataLoader;
  Epoch(std::shared_ptr<detail::LoaderState> loader, size_t epoch);
  Batch &current();
  void advance();
  bool done() const { return position_ >= batches_; }

  std::shared_ptr<detail::LoaderState> loader_;
  size_t batches_ = 0, position_ = 0;
  bool taken_ = false;
  std::exception_ptr error_;
  Batch batch_;
};

class DataLoaderBuilder;

/// A data set that reads samples or batches.
template <class T>
concept AnyDataSet =
    std::derived_from<std::remove_cvref_t<T>, BatchDataSet> || std::derived_from<std::remove_cvref_t<T>, DataSet>;

/// Loads batches of a data set onto a device.
///
/// A data set that fits (half of the free RAM on the CPU; on a GPU `vram_max_usage` of its memory,
/// less what is in use) is loaded once and batches are gathered from it; a larger one is read in
/// the background while training runs. Both give the same batches.
///
/// \code
/// auto loader = DataLoader::builder(FashionMnist::train()).batch_size(128).shuffle(true).build();
/// for (auto &batch : loader.epoch(0))
///   model.train_step(batch);
/// \endcode
class DataLoader {
 public:
  /// From a data set (moved or copied in) or a `shared_ptr` to one. Batches are stacked when it
  /// reads one sample at a time.
  static DataLoaderBuilder builder(std::shared_ptr<BatchDataSet> data);
  static DataLoaderBuilder builder(std::shared_ptr<DataSet> data);
  template <AnyDataSet Data>
  static DataLoaderBuilder builder(Data &&data);
  static DataLoaderBuilder from_dataset(std::shared_ptr<DataSet> data);
  static DataLoaderBuilder from_batch_dataset(std::shared_ptr<BatchDataSet> data);

  DataLoader(DataLoader &&) noexcept = default;
  DataLoader &operator=(DataLoader &&other) noexcept;
  /// Stops and joins the loading thread, also in the middle of an epoch.
  ~DataLoader();

  /// The batches of an epoch (counted from 0); the number decides the order.
  /// Errors: an epoch of this loader is still alive; the sampler's order is not valid.
  Epoch epoch(size_t number);

  /// Samples of the data set.
  size_t len() const;
  bool is_empty() const { return len() == 0; }
  /// len / batch size, rounded down with `drop_last`, else up.
  size_t num_batches() const;
  size_t batch_size() const;
  Device device() const;
  std::vector<std::string> names() const;
  /// True when the whole data set lies on the device.
  bool is_resident() const;
  /// Batches that are loaded ahead; 0 when resident.
  size_t prefetch_depth() const;
  /// Loads `depth` batches ahead from the next epoch on, whatever the free memory; no effect when resident.
  void set_prefetch_depth(size_t depth);
  /// Chooses the depth by the memory that is free now, keeps it from then on, and returns it.
  size_t auto_resize();

 private:
  friend class DataLoaderBuilder;
  explicit DataLoader(std::shared_ptr<detail::LoaderState> state);
  std::shared_ptr<detail::LoaderState> state_;
};

/// Options of a loader; `build()` makes it. The order of the calls does not matter.
class DataLoaderBuilder {
 public:
  /// Samples of a batch; required. May exceed the data set.
  DataLoaderBuilder &batch_size(size_t count);
  /// Where batches arrive; `default_device()` unless said.
  DataLoaderBuilder &device(Device device);
  DataLoaderBuilder &device(DeviceType type) { return device(Device(type)); }
  /// Seed of the shuffling order; 42 unless said.
  DataLoaderBuilder &seed(uint64_t seed);
  /// Another order in every epoch (default), or 0, 1, 2, …
  DataLoaderBuilder &shuffle(bool on);
  /// A custom order; wins over `shuffle` and `seed`.
  DataLoaderBuilder &sampler(std::shared_ptr<Sampler> sampler);
  /// Batches loaded ahead when streaming. 0 loads in the consumer's thread, without a worker.
  DataLoaderBuilder &prefetch(size_t depth);
  /// Largest share of a GPU's memory to use, in [0.50, 0.99]; 0.90 unless said.
  DataLoaderBuilder &vram_max_usage(double share);
  /// Never keeps the data set on the device.
  DataLoaderBuilder &streaming();
  /// Names of the tensors instead of those of the data set.
  DataLoaderBuilder &names(std::vector<std::string> names);
  /// Leaves out an incomplete last batch (default: a last batch of one breaks batch normalisation).
  /// Evaluation wants false.
  DataLoaderBuilder &drop_last(bool on);

  /// Build the model before the loader, so that memory is measured with the model in place.
  /// Errors: "empty dataset"; no batch size; samples without tensors; names that do not fit; a
  ///   sampler of another length.
  DataLoader build();

 private:
  friend class DataLoader;
  explicit DataLoaderBuilder(std::shared_ptr<BatchDataSet> data) : data_(std::move(data)) {}

  std::shared_ptr<BatchDataSet> data_;
  size_t batchSize_ = 0;
  Device device_ = default_device();
  uint64_t seed_ = 42;
  bool shuffle_ = true, streaming_ = false, dropLast_ = true;
  std::shared_ptr<Sampler> sampler_;
  std::optional<size_t> prefetch_;
  double vramMaxUsage_ = 0.90;
  std::vector<std::string> names_;
  bool named_ = false;
};

template <AnyDataSet Data>
DataLoaderBuilder DataLoader::builder(Data &&data) {
  using Type = std::remove_cvref_t<Data>;
  if constexpr (std::derived_from<Type, BatchDataSet>)
    return from_batch_dataset(std::make_shared<Type>(std::forward<Data>(data)));
  else
    return from_dataset(std::make_shared<Type>(std::forward<Data>(data)));
}

}  // namespace flodl
