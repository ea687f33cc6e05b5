// Helpers of the inference rules. A rule never throws: it returns a text, *expects* X, *but got* Y.
#pragma once
#include "flodl/base/op.h"
#include <optional>

namespace flodl::rules {

/// True when both are known to be equal.
inline bool equal(const Dim &a, const Dim &b) { return a.same(b); }
inline bool isOne(const Dim &dim) { return dim.constant() == std::optional<int64_t>(1); }

/// Broadcast of two shapes, or nothing when they do not fit. A symbolic size broadcasts only
/// against 1 and itself.
std::optional<Shape> broadcastShapes(const Shape &a, const Shape &b);
/// `what` (`'lhs'` and `'rhs'`) do not broadcast.
std::string broadcastError(std::string_view lhs, const Shape &a, std::string_view rhs, const Shape &b);

/// PyTorch's promotion over operands: tensors with dimensions win over 0-d tensors, these over
/// numbers, as long as the category (bool, integer, float) is not lower.
DType promoteTypes(OperandTypes operands);
/// A position counted from the end made non-negative; nothing when out of range for `rank`.
std::optional<int64_t> normalizeDim(int64_t dim, size_t rank);
std::string dimRangeError(int64_t dim, size_t rank);

}  // namespace flodl::rules
