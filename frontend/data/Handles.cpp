// Between the tensors of data sets and the runtime's handles.
#include "Handles.h"

namespace flodl::data {

std::vector<detail::Handle> handlesOf(const std::vector<Tensor> &tensors, const char *what) {
  std::vector<detail::Handle> handles;
  handles.reserve(tensors.size());
  for (const Tensor &tensor : tensors) {
    if (!tensor.defined())
      throw Error(ErrorCode::InvalidArgument, std::string(what) + " returned an undefined tensor at position " +
                                                  std::to_string(handles.size()));
    handles.push_back(detail::valueOf(tensor, what, {}));
  }
  return handles;
}

std::vector<Tensor> wrapAll(const std::vector<detail::Handle> &handles) {
  std::vector<Tensor> tensors;
  tensors.reserve(handles.size());
  for (const detail::Handle &handle : handles)
    tensors.push_back(detail::wrap(handle));
  return tensors;
}

size_t byteSize(const TensorType &type) {
  return static_cast<size_t>(static_cast<int64_t>(numel(type.shape))) * itemSize(type.dtype);
}

detail::Handle indexTensor(std::span<const size_t> indices, size_t len, Device device) {
  std::vector<int64_t> values;
  values.reserve(indices.size());
  for (size_t index : indices) {
    if (index >= len)
      throw Error(ErrorCode::IndexOutOfRange, "expects sample indices below " + std::to_string(len) + ", but got " +
                                                  std::to_string(index));
    values.push_back(static_cast<int64_t>(index));
  }
  int64_t shape[] = {static_cast<int64_t>(values.size())};
  return detail::runtime().fromHost(values.data(), kInt64, shape, device);
}

}  // namespace flodl::data
