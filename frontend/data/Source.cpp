// Reading in the consumer's thread, and data that lies on the device.
#include "Source.h"
#include "Handles.h"
#include <algorithm>
#include <numeric>

namespace flodl::data {

std::vector<detail::Handle> Reader::read(std::span<const size_t> indices) const {
  std::vector<detail::Handle> batch = handlesOf(data_->get_batch(indices), "BatchDataSet::get_batch");
  if (batch.size() != types_.size())
    throw Error(ErrorCode::InvalidArgument, "expects get_batch to return " + std::to_string(types_.size()) +
                                                " tensors as for the first sample, but got " +
                                                std::to_string(batch.size()));
  for (size_t i = 0; i < batch.size(); ++i) {
    TensorType expected = types_[i], got = detail::runtime().type(batch[i]);
    expected.shape.insert(expected.shape.begin(), Dim(indices.size()));
    if (!sameType(expected, got))
      throw Error(expected.dtype == got.dtype ? ErrorCode::ShapeMismatch : ErrorCode::DTypeMismatch,
                  "expects get_batch to return " + str(expected) + " at position " + std::to_string(i) +
                      ", but got " + str(got));
  }
  return batch;
}

namespace {

std::vector<detail::Handle> moveTo(std::vector<detail::Handle> batch, Device device) {
  return device.isCuda() ? detail::runtime().upload(batch, device)->take() : batch;
}

class InlineSource : public Source {
 public:
  InlineSource(Reader reader, Device device) : reader_(std::move(reader)), device_(device) {}

  void begin(std::vector<size_t> order, size_t batchSize, size_t, size_t) override {
    order_ = std::move(order);
    batchSize_ = batchSize;
    next_ = 0;
  }
  std::vector<detail::Handle> take() override {
    size_t first = next_;
    skip();
    return moveTo(reader_.read(std::span(order_).subspan(first, next_ - first)), device_);
  }
  void skip() override { next_ = std::min(next_ + batchSize_, order_.size()); }

 private:
  Reader reader_;
  Device device_;
  std::vector<size_t> order_;
  size_t batchSize_ = 0, next_ = 0;
};

class ResidentSource : public Source {
 public:
  ResidentSource(const Reader &reader, Device device) : device_(device), len_(reader.len()) {
    std::vector<size_t> all(len_);
    std::iota(all.begin(), all.end(), size_t{0});
    tensors_ = moveTo(reader.read(all), device);
  }

  void begin(std::vector<size_t> order, size_t batchSize, size_t, size_t) override {
    rows_ = indexTensor(order, len_, device_);
    count_ = order.size();
    batchSize_ = batchSize;
    next_ = 0;
  }
  std::vector<detail::Handle> take() override {
    size_t first = next_;
    skip();
    std::vector<detail::Handle> batch;
    for (const detail::Handle &tensor : tensors_)
      batch.push_back(detail::runtime().selectRows(tensor, rows_, static_cast<int64_t>(first),
                                                   static_cast<int64_t>(next_ - first)));
    return batch;
  }
  void skip() override { next_ = std::min(next_ + batchSize_, count_); }

 private:
  Device device_;
  size_t len_;
  std::vector<detail::Handle> tensors_;
  detail::Handle rows_;
  size_t count_ = 0, batchSize_ = 0, next_ = 0;
};

}  // namespace

std::unique_ptr<Source> makeResidentSource(const Reader &reader, Device device) {
  return std::make_unique<ResidentSource>(reader, device);
}
std::unique_ptr<Source> makeInlineSource(Reader reader, Device device) {
  return std::make_unique<InlineSource>(std::move(reader), device);
}

}  // namespace flodl::data
