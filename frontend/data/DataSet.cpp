// Stacking of samples and data sets that lie in memory.
#include "flodl/dataset.h"
#include "Handles.h"
#include <cstring>
#include <numeric>

namespace flodl {

namespace {

/// Reads batches by stacking samples. The first sample decides; each is copied before the next is read.
class StackedDataSet : public BatchDataSet {
 public:
  explicit StackedDataSet(std::shared_ptr<DataSet> samples) : samples_(std::move(samples)) {}
  size_t len() const override { return samples_->len(); }
  std::vector<std::string> names() const override { return samples_->names(); }

  std::vector<Tensor> get_batch(std::span<const size_t> indices) const override {
    detail::Runtime &runtime = detail::runtime();
    std::vector<TensorType> types;
    std::vector<detail::Handle> batch;
    std::vector<char *> rows;
    for (size_t index : indices) {
      std::vector<detail::Handle> sample = data::handlesOf(samples_->get(index), "DataSet::get");
      if (batch.empty() && types.empty())
        for (const detail::Handle &tensor : sample) {
          types.push_back(runtime.type(tensor));
          batch.push_back(runtime.empty(types.back().dtype, batchShape(types.back(), indices.size()), kCPU));
          rows.push_back(static_cast<char *>(runtime.data(batch.back())));
        }
      requireEqual(sample, types, index);
      for (size_t i = 0; i < sample.size(); ++i) {
        runtime.toHost(sample[i], rows[i]);
        rows[i] += data::byteSize(types[i]);
      }
    }
    return data::wrapAll(batch);
  }

 private:
  static std::vector<int64_t> batchShape(const TensorType &sample, size_t count) {
    std::vector<int64_t> shape{static_cast<int64_t>(count)};
    for (const Dim &size : sample.shape)
      shape.push_back(size);
    return shape;
  }

  static void requireEqual(const std::vector<detail::Handle> &sample, const std::vector<TensorType> &types,
                           size_t index) {
    std::string who = "sample " + std::to_string(index);
    if (sample.size() != types.size())
      throw Error(ErrorCode::InvalidArgument, "expects every sample to have " + std::to_string(types.size()) +
                                                  " tensors like the first one of its batch, but " + who + " has " +
                                                  std::to_string(sample.size()));
    for (size_t i = 0; i < sample.size(); ++i) {
      TensorType type = detail::runtime().type(sample[i]);
      if (!sameType(type, types[i]))
        throw Error(type.dtype == types[i].dtype ? ErrorCode::ShapeMismatch : ErrorCode::DTypeMismatch,
                    "expects tensor " + std::to_string(i) + " of every sample to be " + str(types[i]) +
                        " like the first one of its batch, but " + who + " has " + str(type));
    }
  }

  std::shared_ptr<DataSet> samples_;
};

}  // namespace

std::shared_ptr<BatchDataSet> stack_samples(std::shared_ptr<DataSet> samples) {
  return std::make_shared<StackedDataSet>(std::move(samples));
}

TensorDataSet::TensorDataSet(std::vector<Field> fields, SourceLoc loc) {
  for (auto &[name, tensor] : fields) {
    names_.push_back(std::move(name));
    tensors_.push_back(std::move(tensor));
  }
  check(loc);
}

TensorDataSet::TensorDataSet(std::vector<Tensor> tensors, SourceLoc loc) : tensors_(std::move(tensors)) { check(loc); }

void TensorDataSet::check(SourceLoc loc) {
  if (tensors_.empty())
    throw Error(ErrorCode::InvalidArgument, "TensorDataSet expects at least one tensor", loc);
  for (size_t i = 0; i < tensors_.size(); ++i) {
    std::string who = names_.empty() ? "tensor " + std::to_string(i) : "'" + names_[i] + "'";
    if (!tensors_[i].defined() || tensors_[i].ndim() == 0)
      throw Error(ErrorCode::ShapeMismatch,
                  "TensorDataSet expects tensors whose dimension 0 counts the samples, but " + who + " has none", loc);
    if (tensors_[i].device().isCuda())
      throw Error(ErrorCode::InvalidArgument,
                  "TensorDataSet expects tensors on the CPU, but " + who + " is on a GPU; the loader moves batches", loc);
    auto rows = static_cast<size_t>(static_cast<int64_t>(tensors_[i].size(0)));
    if (i == 0)
      len_ = rows;
    else if (rows != len_)
      throw Error(ErrorCode::ShapeMismatch, "TensorDataSet expects tensors of equal length, but the first has " +
                                                std::to_string(len_) + " samples and " + who + " has " +
                                                std::to_string(rows),
                  loc);
  }
}

std::vector<Tensor> TensorDataSet::get_batch(std::span<const size_t> indices) const {
  detail::Handle rows = data::indexTensor(indices, len_, kCPU);
  std::vector<detail::Handle> batch;
  for (const detail::Handle &tensor : data::handlesOf(tensors_, "TensorDataSet"))
    batch.push_back(detail::runtime().selectRows(tensor, rows, 0, static_cast<int64_t>(indices.size())));
  return data::wrapAll(batch);
}

}  // namespace flodl
