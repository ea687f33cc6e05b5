// Sharing tensors with libtorch, without copies. The only public header that includes libtorch's.
#pragma once
#include "flodl/tensor.h"
#include <ATen/core/Tensor.h>

namespace flodl {

/// The libtorch tensor behind `tensor`: the same memory, gradient and history.
inline at::Tensor to_torch(const Tensor &tensor, SourceLoc loc = SourceLoc::current()) {
  return *static_cast<at::Tensor *>(detail::valueOf(tensor, "to_torch()", loc).get());
}

/// A tensor over the same memory, gradient and history; undefined when `tensor` is.
/// Errors: an element type that floDl does not have.
inline Tensor from_torch(at::Tensor tensor) {
  if (!tensor.defined())
    return {};
  detail::Handle handle = std::make_shared<at::Tensor>(std::move(tensor));
  detail::runtime().type(handle);  // throws for a foreign element type
  return detail::wrap(std::move(handle));
}

}  // namespace flodl
