// Memory layout of values: sizes and strides, symbolic, and what view operations do to them.
#pragma once
#include "ir/flow/Flow.h"
#include "ir/flow/Types.h"

namespace flodl::lowering {

struct Layout {
  Shape sizes, strides;
  Dim offset = 0;

  static Layout contiguous(const Shape &sizes);
  bool isContiguous() const;
  /// `[N, C, H, W]` over the memory of a dense `[N, H, W, C]`, and not row by row itself.
  bool isChannelsLast() const;
};

/// Layout of a view operation's result over its (first) operand's memory, or nothing when the
/// result cannot be expressed by strides, so that the operand has to be made contiguous first. A
/// contiguous operand always succeeds.
std::optional<Layout> viewLayout(mlir::flow::TensorOpInterface op, const Layout &operand);

}  // namespace flodl::lowering
