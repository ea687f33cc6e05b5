// Between the tensors of data sets and the runtime's handles.
#pragma once
#include "flodl/detail/runtime.h"
#include "flodl/tensor.h"
#include <span>
#include <vector>

namespace flodl::data {

/// The runtime's tensors; `what` names who made them in the error for undefined or symbolic ones.
std::vector<detail::Handle> handlesOf(const std::vector<Tensor> &tensors, const char *what);
std::vector<Tensor> wrapAll(const std::vector<detail::Handle> &handles);
/// Bytes of all elements of a concrete type.
size_t byteSize(const TensorType &type);
/// A 1-d int64 tensor of `indices`. Throws `Error` (IndexOutOfRange) for an index that is not below `len`.
detail::Handle indexTensor(std::span<const size_t> indices, size_t len, Device device);

}  // namespace flodl::data
