// What the rules of normalisations share.
#pragma once
#include "rules/Common.h"

namespace flodl::rules {

/// Element type of saved statistics.
inline DType statisticsType(DType dtype) { return dtype == kFloat64 ? kFloat64 : kFloat32; }

/// A text when the trailing dimensions of `input` are not `normalized`.
std::string trailingError(const TensorType &input, const Shape &normalized);
/// Type of statistics over the last `normalizedRank` dimensions.
TensorType rowStatistics(const TensorType &input, size_t normalizedRank);

/// A text when `input`, of rank `least` or more, has no channels, or when one of `operands` is present and not `[C]`.
std::string channelError(const TensorType &input, size_t least, OperandTypes operands, std::span<const char *const> names);

}  // namespace flodl::rules
