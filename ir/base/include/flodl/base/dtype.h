// Element types and PyTorch's type promotion. Knows neither MLIR nor libtorch.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace flodl {

/// Element type of a tensor.
enum class DType : uint8_t { Bool, Int32, Int64, Float16, BFloat16, Float32, Float64 };

inline constexpr DType kBool = DType::Bool;
inline constexpr DType kInt32 = DType::Int32;
inline constexpr DType kInt64 = DType::Int64;
inline constexpr DType kFloat16 = DType::Float16;
inline constexpr DType kBFloat16 = DType::BFloat16;
inline constexpr DType kFloat32 = DType::Float32;
inline constexpr DType kFloat64 = DType::Float64;

/// Bytes of one element.
size_t itemSize(DType dtype);
/// Name as users write it: `float32`, `int64`, `bool`, …
std::string_view dtypeName(DType dtype);
/// Inverse of `dtypeName`; nothing when the name is unknown.
std::optional<DType> parseDType(std::string_view name);
bool isFloating(DType dtype);

/// How strongly an operand takes part in promotion: a tensor with dimensions wins over a 0-d
/// tensor, which wins over a number written in the source.
/// Source: PyTorch, "Tensor Attributes: torch.dtype, type promotion".
enum class PromotionRank : uint8_t { Number, ZeroDim, Tensor };

/// Result type of two operand types of the same rank.
DType promote(DType a, DType b);

}  // namespace flodl
