// Updates of many parameters at once: the parts of memory an optimizer or a clip works on.
#pragma once
#include "flodl/detail/runtime.h"
#include <ATen/ATen.h>
#include <span>

namespace flodl::rt {

/// One gradient.
struct GradientSegment {
  void *gradient = nullptr;
  int64_t count = 0;
  DType dtype = kFloat32;
};

/// One parameter with its gradient, optimizer state and the scalars of its update.
struct UpdateSegment {
  void *parameter = nullptr;
  const void *gradient = nullptr;
  void *first = nullptr, *second = nullptr;  ///< velocity, or Adam's two moments
  int64_t count = 0;
  DType dtype = kFloat32;
  int64_t step = 1;                          ///< updates of this parameter, this one included
  const detail::OptimizerGroup *group = nullptr;
};

}  // namespace flodl::rt
