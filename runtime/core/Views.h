// The libtorch side of a View.
#pragma once
#include "flodl/rt/program.h"
#include "runtime/core/Tensors.h"
#include <optional>

namespace flodl::rt {

/// The wrapper made when the view was bound.
inline at::Tensor &tensorOf(const View &view) { return *static_cast<at::Tensor *>(view.tensor); }

inline std::optional<at::Tensor> optionalOf(const View *view) {
  return view ? std::optional<at::Tensor>(tensorOf(*view)) : std::nullopt;
}

inline std::vector<at::Tensor> tensorsOf(std::span<const View *const> views) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(views.size());
  for (const View *view : views)
    tensors.push_back(tensorOf(*view));
  return tensors;
}

}  // namespace flodl::rt
