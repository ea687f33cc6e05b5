// The loader: options, the choice of the mode, epochs.
#include "flodl/data.h"
#include "Handles.h"
#include "Mode.h"
#include "Source.h"
#include "flodl/detail/progress.h"
#include "frontend/monitor/Resources.h"
#include <algorithm>
#include <cstdio>

namespace flodl {

namespace detail {

struct LoaderState {
  size_t len = 0, batchSize = 0;
  Device device;
  bool dropLast = true, resident = false, inlineReading = false, adaptive = true;
  double maxUsage = 0.90;
  uint64_t sampleBytes = 0;
  size_t depth = 0;
  std::shared_ptr<Sampler> sampler;
  std::vector<std::string> names;
  std::unique_ptr<data::Source> source;  ///< null once the loader is gone
  bool epochAlive = false;

  size_t batches() const { return dropLast ? len / batchSize : (len + batchSize - 1) / batchSize; }

  data::Placement placement() const {
    data::Placement p;
    p.device = device;
    p.maxUsage = maxUsage;
    p.dataBytes = sampleBytes * len;
    p.batchBytes = sampleBytes * batchSize;
    p.batches = batches();
    if (device.isCuda())
      p.memory = runtime().memory(device);
    else
      p.availableRam = monitor::availableRam();
    return p;
  }
};

}  // namespace detail

// Options.

DataLoaderBuilder &DataLoaderBuilder::batch_size(size_t count) {
  batchSize_ = count;
  return *this;
}
DataLoaderBuilder &DataLoaderBuilder::device(Device device) {
  device_ = device;
  return *this;
}
DataLoaderBuilder &DataLoaderBuilder::seed(uint64_t seed) {
  seed_ = seed;
  return *this;
}
DataLoaderBuilder &DataLoaderBuilder::shuffle(bool on) {
  shuffle_ = on;
  return *this;
}
DataLoaderBuilder &DataLoaderBuilder::sampler(std::shared_ptr<Sampler> sampler) {
  sampler_ = std::move(sampler);
  return *this;
}
DataLoaderBuilder &DataLoaderBuilder::prefetch(size_t depth) {
  prefetch_ = depth;
  return *this;
}
DataLoaderBuilder &DataLoaderBuilder::vram_max_usage(double share) {
  vramMaxUsage_ = share;
  return *this;
}
DataLoaderBuilder &DataLoaderBuilder::streaming() {
  streaming_ = true;
  return *this;
}
DataLoaderBuilder &DataLoaderBuilder::names(std::vector<std::string> names) {
  names_ = std::move(names);
  named_ = true;
  return *this;
}
DataLoaderBuilder &DataLoaderBuilder::drop_last(bool on) {
  dropLast_ = on;
  return *this;
}

[[noreturn]] static void invalid(const std::string &text) {
  throw Error(ErrorCode::InvalidArgument, "DataLoader: " + text);
}

static void checkNames(const std::vector<std::string> &names, size_t tensors) {
  if (names.size() != tensors)
    invalid("expects " + std::to_string(tensors) + " names, one for each tensor of a sample, but got " +
            std::to_string(names.size()));
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty())
      invalid("expects names that are not empty, but name " + std::to_string(i) + " is");
    if (std::find(names.begin(), names.begin() + static_cast<ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<ptrdiff_t>(i))
      invalid("expects different names, but '" + names[i] + "' occurs twice");
  }
}

DataLoader DataLoaderBuilder::build() {
  if (!data_ || data_->is_empty())
    invalid("empty dataset");
  if (batchSize_ == 0)
    invalid("expects a batch size of 1 or more; set it with batch_size(n)");

  // The first sample tells the number, types and names of the tensors.
  size_t first[] = {0};
  std::vector<TensorType> types;
  for (const detail::Handle &tensor : data::handlesOf(data_->get_batch(first), "BatchDataSet::get_batch")) {
    types.push_back(detail::runtime().type(tensor));
    Shape &shape = types.back().shape;
    if (shape.empty() || static_cast<int64_t>(shape[0]) != 1)
      invalid("expects get_batch of one index to return tensors with one row, but got " + str(types.back()));
    shape.erase(shape.begin());
  }
  if (types.empty())
    invalid("expects samples of at least one tensor, but sample 0 has none");
  std::vector<std::string> names = named_ ? names_ : data_->names();
  if (names.empty() && !named_)
    for (size_t i = 0; i < types.size(); ++i)
      names.push_back(std::to_string(i));
  checkNames(names, types.size());
  if (sampler_ && sampler_->len() != data_->len())
    invalid("expects a sampler over the " + std::to_string(data_->len()) + " samples of the data set, but it has " +
            std::to_string(sampler_->len()));

  auto state = std::make_shared<detail::LoaderState>();
  state->len = data_->len();
  state->batchSize = batchSize_;
  state->device = device_;
  state->dropLast = dropLast_;
  state->maxUsage = vramMaxUsage_;
  state->names = std::move(names);
  for (const TensorType &type : types)
    state->sampleBytes += data::byteSize(type);
  if (sampler_)
    state->sampler = sampler_;
  else if (shuffle_)
    state->sampler = std::make_shared<RandomSampler>(state->len, seed_);
  else
    state->sampler = std::make_shared<SequentialSampler>(state->len);
  if (state->batches() == 0)
    std::fprintf(stderr, "warning: DataLoader: a batch of %zu exceeds the %zu samples and drop_last is on, so every "
                         "epoch is empty; use drop_last(false) or a smaller batch_size\n", batchSize_, state->len);

  data::Reader reader(data_, std::move(types));
  data::Placement placement = state->placement();
  placement.forceStreaming = streaming_;
  if (data::keepResident(placement)) {
    try {
      state->source = data::makeResidentSource(reader, device_);
      state->resident = true;
    } catch (const Error &error) {
      if (error.code() != ErrorCode::OutOfMemory)
        throw;
      detail::runtime().releaseCache(device_);
    }
  }
  if (!state->resident) {
    state->adaptive = !prefetch_;
    state->depth = prefetch_.value_or(data::initialDepth);
    state->inlineReading = state->depth == 0;
    state->source = state->inlineReading ? data::makeInlineSource(reader, device_)
                                         : data::makeStreamingSource(reader, device_);
  }
  return DataLoader(std::move(state));
}

// The loader.

DataLoaderBuilder DataLoader::builder(std::shared_ptr<BatchDataSet> data) { return DataLoaderBuilder(std::move(data)); }
DataLoaderBuilder DataLoader::builder(std::shared_ptr<DataSet> data) { return from_dataset(std::move(data)); }
DataLoaderBuilder DataLoader::from_batch_dataset(std::shared_ptr<BatchDataSet> data) {
  return DataLoaderBuilder(std::move(data));
}
DataLoaderBuilder DataLoader::from_dataset(std::shared_ptr<DataSet> data) {
  return DataLoaderBuilder(data ? stack_samples(std::move(data)) : nullptr);
}

DataLoader::DataLoader(std::shared_ptr<detail::LoaderState> state) : state_(std::move(state)) {}

DataLoader &DataLoader::operator=(DataLoader &&other) noexcept {
  if (this != &other) {
    if (state_)
      state_->source.reset();
    state_ = std::move(other.state_);
  }
  return *this;
}

DataLoader::~DataLoader() {
  if (state_)
    state_->source.reset();
}

Epoch DataLoader::epoch(size_t number) {
  if (state_->epochAlive)
    invalid("expects one epoch at a time, but a former epoch() of this loader is still alive; let it go out of scope "
            "first");
  return Epoch(state_, number);
}

size_t DataLoader::len() const { return state_->len; }
size_t DataLoader::num_batches() const { return state_->batches(); }
size_t DataLoader::batch_size() const { return state_->batchSize; }
Device DataLoader::device() const { return state_->device; }
std::vector<std::string> DataLoader::names() const { return state_->names; }
bool DataLoader::is_resident() const { return state_->resident; }
size_t DataLoader::prefetch_depth() const { return state_->depth; }

void DataLoader::set_prefetch_depth(size_t depth) {
  // A loader that was built without a worker keeps reading in the consumer's thread.
  if (state_->resident || state_->inlineReading)
    return;
  state_->depth = std::max<size_t>(depth, 1);
  state_->adaptive = false;
}

size_t DataLoader::auto_resize() {
  if (!state_->resident)
    set_prefetch_depth(data::adaptiveDepth(state_->placement()));
  return state_->depth;
}

// Epochs.

static void checkOrder(const std::vector<size_t> &order, size_t len) {
  if (order.size() != len)
    invalid("expects the sampler to return " + std::to_string(len) + " indices, but got " +
            std::to_string(order.size()));
  for (size_t index : order)
    if (index >= len)
      throw Error(ErrorCode::IndexOutOfRange, "DataLoader: expects the sampler to return indices below " +
                                                  std::to_string(len) + ", but got " + std::to_string(index));
}

Epoch::Epoch(std::shared_ptr<detail::LoaderState> loader, size_t epoch)
    : loader_(std::move(loader)), batches_(loader_->batches()) {
  std::vector<size_t> order = loader_->sampler->indices(epoch);
  checkOrder(order, loader_->len);
  if (loader_->adaptive && !loader_->resident)
    loader_->depth = data::adaptiveDepth(loader_->placement());
  loader_->source->begin(std::move(order), loader_->batchSize, batches_, loader_->depth);
  loader_->epochAlive = true;
  if (detail::ProgressSink *sink = detail::progressSink())
    sink->epochBegin(epoch, batches_);
}

Epoch::Epoch(Epoch &&other) noexcept
    : loader_(std::move(other.loader_)), batches_(other.batches_), position_(other.position_), taken_(other.taken_),
      error_(std::move(other.error_)), batch_(std::move(other.batch_)) {
  other.position_ = other.batches_;
}

Epoch::~Epoch() {
  if (!loader_)
    return;
  if (loader_->source && !done())
    loader_->source->cancel();
  loader_->epochAlive = false;
}

Batch &Epoch::current() {
  if (error_)
    std::rethrow_exception(error_);
  if (taken_)
    return batch_;
  if (!loader_ || !loader_->source)
    invalid("this epoch's loader no longer exists; keep the loader alive while its batches are read");
  if (done())
    invalid("expects a batch to be left, but all " + std::to_string(batches_) + " of this epoch have been read");
  taken_ = true;
  try {
    std::vector<Tensor> tensors = data::wrapAll(loader_->source->take());
    std::vector<Batch::Field> fields;
    for (size_t i = 0; i < tensors.size(); ++i)
      fields.emplace_back(loader_->names[i], std::move(tensors[i]));
    batch_ = Batch(std::move(fields));
  } catch (...) {
    error_ = std::current_exception();
    if (loader_->source->dead())
      position_ = batches_;
    throw;
  }
  if (detail::ProgressSink *sink = detail::progressSink()) {
    size_t first = position_ * loader_->batchSize;
    sink->batchTaken(std::min(loader_->batchSize, loader_->len - first));
  }
  return batch_;
}

void Epoch::advance() {
  if (done())
    return;
  // Free the tensors before the next ones are made.
  batch_ = Batch();
  error_ = nullptr;
  if (!taken_ && loader_ && loader_->source)
    loader_->source->skip();
  taken_ = false;
  ++position_;
}

}  // namespace flodl
