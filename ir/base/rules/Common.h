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

/// The i-th operand, or `nullptr` when it is absent or left out at the end.
inline const TensorType *optional(OperandTypes operands, size_t i) {
  return i < operands.size() ? operands[i] : nullptr;
}
bool equalShapes(const Shape &a, const Shape &b);
/// False when the two sizes are known to differ. Floor divisions and remainders of symbols leave
/// the answer to run time.
bool mayEqual(const Dim &a, const Dim &b);
/// `shape` without dimension `dim`, or with size 1 there.
Shape reduced(Shape shape, size_t dim, bool keepdim);
/// Non-negative positions of `dims`, all of them when empty; nothing, with a text in `error`, when
/// one is out of range or occurs twice.
std::optional<std::vector<size_t>> normalizeDims(const std::vector<int64_t> &dims, size_t rank, std::string &error);
/// Type of a reduction of `input` over `dims` (empty: all), or a text.
Inferred reducedType(const TensorType &input, DType dtype, const std::vector<int64_t> &dims, bool keepdim);
/// `input` for a `grad` of the type `forward`, or a text.
Inferred gradientOf(const TensorType &input, const Inferred &forward, const TensorType &grad);
/// `expects 'a' of a floating-point type, but got int64[8]`.
std::string floatError(std::string_view name, const TensorType &type);
/// `expects 'a' and 'b' of equal shapes, but got …`.
std::string equalShapesError(std::string_view a, const Shape &shapeA, std::string_view b, const Shape &shapeB);

// Rules that others are made of.
Inferred gather(OperandTypes operands, std::span<const AttrValue> attrs);
Inferred indexSelect(OperandTypes operands, std::span<const AttrValue> attrs);
Inferred select(OperandTypes operands, std::span<const AttrValue> attrs);
Inferred narrow(OperandTypes operands, std::span<const AttrValue> attrs);

/// `expects sizes that are not negative, but got [-1]`; empty when they are fine.
std::string negativeSize(const Shape &shape);
/// An error, or nothing, of a shape that must be one size: the number of elements.
std::string oneSizeError(const Shape &shape);

/// A position counted from the end made non-negative; nothing when out of range for `rank`.
std::optional<int64_t> normalizeDim(int64_t dim, size_t rank);
std::string dimRangeError(int64_t dim, size_t rank);

}  // namespace flodl::rules
