// Broadcasting, promotion and positions.
#include "rules/Common.h"
#include <algorithm>

namespace flodl::rules {

std::optional<Shape> broadcastShapes(const Shape &a, const Shape &b) {
  const Shape &longer = a.size() >= b.size() ? a : b, &shorter = a.size() >= b.size() ? b : a;
  Shape out = longer;
  size_t offset = longer.size() - shorter.size();
  for (size_t i = 0; i < shorter.size(); ++i) {
    Dim &dim = out[offset + i];
    if (isOne(dim))
      dim = shorter[i];
    else if (!isOne(shorter[i]) && !equal(dim, shorter[i]))
      return std::nullopt;
  }
  return out;
}

std::string broadcastError(std::string_view lhs, const Shape &a, std::string_view rhs, const Shape &b) {
  std::string text = "expects '" + std::string(lhs) + "' and '" + std::string(rhs) + "' to broadcast, but got " + str(a) +
                     " and " + str(b);
  // The pair that does not fit, counted from the last dimension.
  for (size_t i = 1; i <= std::min(a.size(), b.size()); ++i) {
    const Dim &left = a[a.size() - i], &right = b[b.size() - i];
    if (isOne(left) || isOne(right) || equal(left, right))
      continue;
    text += ": " + left.str() + " and " + right.str();
    bool symbolic = !left.isConstant() || !right.isConstant();
    return text + (symbolic ? " need not be equal; give dimensions that always are one name in the model's inputs"
                            : " are neither equal nor 1");
  }
  return text;
}

bool equalShapes(const Shape &a, const Shape &b) {
  if (a.size() != b.size())
    return false;
  for (size_t i = 0; i < a.size(); ++i)
    if (!equal(a[i], b[i]))
      return false;
  return true;
}

bool mayEqual(const Dim &a, const Dim &b) {
  if (equal(a, b))
    return true;
  std::string difference = (a - b).str();
  return difference.find("floordiv") != std::string::npos || difference.find("mod") != std::string::npos;
}

Shape reduced(Shape shape, size_t dim, bool keepdim) {
  if (shape.empty())
    return shape;
  if (keepdim)
    shape[dim] = 1;
  else
    shape.erase(shape.begin() + static_cast<ptrdiff_t>(dim));
  return shape;
}

std::optional<std::vector<size_t>> normalizeDims(const std::vector<int64_t> &dims, size_t rank, std::string &error) {
  std::vector<size_t> out;
  if (dims.empty())
    for (size_t i = 0; i < rank; ++i)
      out.push_back(i);
  for (int64_t dim : dims) {
    auto position = normalizeDim(dim, rank);
    if (!position) {
      error = dimRangeError(dim, rank);
      return std::nullopt;
    }
    if (rank == 0)  // a 0-d tensor counts as having one dimension
      continue;
    if (std::find(out.begin(), out.end(), static_cast<size_t>(*position)) != out.end()) {
      error = "expects each dimension once, but got " + std::to_string(dim) + " again";
      return std::nullopt;
    }
    out.push_back(static_cast<size_t>(*position));
  }
  return out;
}

std::string floatError(std::string_view name, const TensorType &type) {
  return "expects '" + std::string(name) + "' of a floating-point type, but got " + str(type);
}

std::string equalShapesError(std::string_view a, const Shape &shapeA, std::string_view b, const Shape &shapeB) {
  return "expects '" + std::string(a) + "' and '" + std::string(b) + "' of equal shapes, but got " + str(shapeA) +
         " and " + str(shapeB);
}

Inferred gradientOf(const TensorType &input, const Inferred &forward, const TensorType &grad) {
  if (!forward.ok())
    return forward;
  if (!equalShapes(forward.types[0].shape, grad.shape))
    return Inferred::fail("expects 'grad' of shape " + str(forward.types[0].shape) + ", but got " + str(grad.shape));
  return Inferred::of({grad.dtype, input.shape});
}

std::string negativeSize(const Shape &shape) {
  for (const Dim &dim : shape)
    if (auto size = dim.constant(); size && *size < 0)
      return "expects sizes that are not negative, but got " + str(shape);
  return {};
}

std::string oneSizeError(const Shape &shape) {
  return shape.size() == 1 ? negativeSize(shape) : "expects one size, the number of elements, but got " + str(shape);
}

std::optional<int64_t> normalizeDim(int64_t dim, size_t rank) {
  int64_t n = rank == 0 ? 1 : static_cast<int64_t>(rank);
  if (dim < -n || dim >= n)
    return std::nullopt;
  return dim < 0 ? dim + n : dim;
}

std::string dimRangeError(int64_t dim, size_t rank) {
  int64_t n = rank == 0 ? 1 : static_cast<int64_t>(rank);
  return "expects a dimension in [" + std::to_string(-n) + ", " + std::to_string(n - 1) + "], but got " +
         std::to_string(dim);
}

}  // namespace flodl::rules

namespace flodl {

static int category(DType dtype) { return dtype == kBool ? 0 : isFloating(dtype) ? 2 : 1; }

DType promoteTypes(OperandTypes operands) {
  // One accumulated type per rank: numbers, 0-d tensors, tensors.
  std::optional<DType> best[3];
  for (const TensorType *operand : operands) {
    if (!operand)
      continue;
    int rank = operand->number ? 0 : operand->shape.empty() ? 1 : 2;
    best[rank] = best[rank] ? promote(*best[rank], operand->dtype) : operand->dtype;
  }
  std::optional<DType> result;
  for (int rank = 2; rank >= 0; --rank) {
    if (!best[rank])
      continue;
    if (!result) {
      result = *best[rank];
      // A lone number of floating type takes the default dtype.
      if (rank == 0 && isFloating(*result))
        result = kFloat32;
    } else if (category(*best[rank]) > category(*result)) {
      // A lower rank raises the category only; a number then brings the default float type.
      result = rank == 0 && isFloating(*best[rank]) ? kFloat32 : *best[rank];
    }
  }
  return result.value_or(kFloat32);
}

}  // namespace flodl
