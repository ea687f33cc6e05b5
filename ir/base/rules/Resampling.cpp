// Types of patches, pixel shuffling, interpolation and sampling.
#include "rules/Windows.h"
#include <algorithm>

namespace flodl::rules {

// ---- patches

namespace {
/// The window that cuts patches out of images.
struct Patch {
  const std::vector<int64_t> &kernel, &dilation, &padding, &stride;
  explicit Patch(std::span<const AttrValue> attrs)
      : kernel(ints(attrs[0])), dilation(ints(attrs[1])), padding(ints(attrs[2])), stride(ints(attrs[3])) {}
  int64_t size() const { return kernel[0] * kernel[1]; }
  Dim positions(const Dim &height, const Dim &width) const {
    return windowPositions(height, kernel[0], stride[0], padding[0], dilation[0]) *
           windowPositions(width, kernel[1], stride[1], padding[1], dilation[1]);
  }
};
}  // namespace

static std::string patchError(std::span<const AttrValue> attrs) {
  return extentsError(2, {{"kernel_size", &attrs[0], 1}, {"dilation", &attrs[1], 1}, {"padding", &attrs[2], 0}, {"stride", &attrs[3], 1}});
}

static std::string fitError(const Patch &patch, const Dim &height, const Dim &width) {
  std::string error = windowError(height, patch.kernel[0], patch.padding[0], patch.dilation[0]);
  return error.empty() ? windowError(width, patch.kernel[1], patch.padding[1], patch.dilation[1]) : error;
}

Inferred im2col(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  size_t rank = input.shape.size();
  if ((rank != 3 && rank != 4) || !isFloating(input.dtype))  // C1
    return Inferred::fail("expects images of rank 3 or 4 with a floating-point type, but got " + str(input));
  if (std::string error = patchError(attrs); !error.empty())  // C2
    return Inferred::fail(std::move(error));
  Patch patch(attrs);
  const Dim &height = input.shape[rank - 2], &width = input.shape[rank - 1];
  if (std::string error = fitError(patch, height, width); !error.empty())  // C3
    return Inferred::fail(std::move(error));
  TensorType result{input.dtype, {input.shape.begin(), input.shape.end() - 3}};
  result.shape.push_back(input.shape[rank - 3] * patch.size());
  result.shape.push_back(patch.positions(height, width));
  return Inferred::of(result);
}

Inferred col2im(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  const Shape &image = std::get<Shape>(attrs[0]);
  size_t rank = input.shape.size();
  if ((rank != 2 && rank != 3) || !isFloating(input.dtype))  // C1
    return Inferred::fail("expects columns of rank 2 or 3 with a floating-point type, but got " + str(input));
  if (image.size() != 2)  // C2
    return Inferred::fail("expects 'output_size' to be height and width, but got " + str(image));
  if (std::string error = patchError(attrs.subspan(1)); !error.empty())  // C2
    return Inferred::fail(std::move(error));
  Patch patch(attrs.subspan(1));
  if (std::string error = fitError(patch, image[0], image[1]); !error.empty())  // C3
    return Inferred::fail(std::move(error));
  const Dim &elements = input.shape[rank - 2], &columns = input.shape[rank - 1];
  Dim positions = patch.positions(image[0], image[1]);
  if (elements.constant().value_or(0) % patch.size() || !mayEqual(columns, positions))  // C4
    return Inferred::fail("expects columns of a multiple of " + std::to_string(patch.size()) + " elements, " + positions.str() +
                          " of them for an image of " + str(image) + ", but got " + str(input.shape));
  TensorType result{input.dtype, {input.shape.begin(), input.shape.end() - 2}};
  result.shape.insert(result.shape.end(), {elements / patch.size(), image[0], image[1]});
  return Inferred::of(result);
}

// ---- pixels

Inferred pixelShuffle(OperandTypes operands, std::span<const AttrValue> attrs) {
  TensorType result{operands[0]->dtype, operands[0]->shape};
  int64_t r = std::get<int64_t>(attrs[0]);
  size_t rank = result.shape.size();
  if (rank < 3)  // C1
    return Inferred::fail("expects images of rank 3 or more, but got " + str(result.shape));
  if (r < 1 || result.shape[rank - 3].constant().value_or(0) % (r * r))  // C2
    return Inferred::fail("expects the square of 'upscale_factor' to divide the channels, but got " + std::to_string(r) + " for " +
                          str(result.shape));
  result.shape[rank - 3] = result.shape[rank - 3] / (r * r);
  for (size_t i = rank - 2; i < rank; ++i)
    result.shape[i] = result.shape[i] * r;
  return Inferred::of(result);
}

Inferred pixelUnshuffle(OperandTypes operands, std::span<const AttrValue> attrs) {
  TensorType result{operands[0]->dtype, operands[0]->shape};
  int64_t r = std::get<int64_t>(attrs[0]);
  size_t rank = result.shape.size();
  if (rank < 3)  // C1
    return Inferred::fail("expects images of rank 3 or more, but got " + str(result.shape));
  for (size_t i = rank - 2; i < rank; ++i) {
    if (r < 1 || result.shape[i].constant().value_or(0) % r)  // C2
      return Inferred::fail("expects 'downscale_factor' to divide height and width, but got " + std::to_string(r) + " for " +
                            str(operands[0]->shape));
    result.shape[i] = result.shape[i] / r;
  }
  result.shape[rank - 3] = result.shape[rank - 3] * (r * r);
  return Inferred::of(result);
}

// ---- interpolation

/// A text unless `type` has spatial dimensions that `mode` interpolates.
static std::string interpolationError(std::string_view name, const TensorType &type, const std::string &mode) {
  size_t rank = type.shape.size();
  if (!isFloating(type.dtype) || rank < 3 || rank > 5)
    return "expects '" + std::string(name) + "' of rank 3, 4 or 5 with a floating-point type, but got " + str(type);
  static constexpr const char *modes[] = {"linear", "bilinear, bicubic", "trilinear"};
  bool known = mode == "nearest" || mode == "nearest-exact" || (rank == 3 && mode == "linear") || (rank == 4 && (mode == "bilinear" || mode == "bicubic")) ||
               (rank == 5 && mode == "trilinear");
  return known ? "" : "expects 'mode' to be " + std::string(modes[rank - 3]) + ", nearest or nearest-exact for " + str(type.shape) + ", but got " + mode;
}

Inferred interpolate(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  const Shape &size = std::get<Shape>(attrs[0]);
  if (std::string error = interpolationError("input", input, std::get<std::string>(attrs[1])); !error.empty())  // C1, C3
    return Inferred::fail(std::move(error));
  bool positive = std::all_of(size.begin(), size.end(), [](const Dim &dim) { return dim.constant().value_or(1) > 0; });
  if (size.size() + 2 != input.shape.size() || !positive)  // C2
    return Inferred::fail("expects 'size' to be " + std::to_string(input.shape.size() - 2) + " sizes of at least 1, but got " +
                          str(size));
  TensorType result{input.dtype, {input.shape[0], input.shape[1]}};
  result.shape.insert(result.shape.end(), size.begin(), size.end());
  return Inferred::of(result);
}

Inferred interpolateBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &grad = *operands[0];
  const Shape &shape = std::get<Shape>(attrs[0]);
  if (std::string error = interpolationError("grad", grad, std::get<std::string>(attrs[1])); !error.empty())  // C1, C2
    return Inferred::fail(std::move(error));
  if (shape.size() != grad.shape.size() || !equal(shape[0], grad.shape[0]) || !equal(shape[1], grad.shape[1]))  // C1
    return Inferred::fail("expects 'grad' and 'shape' to differ in the spatial dimensions only, but got " + str(grad.shape) +
                          " and " + str(shape));
  return Inferred::of({grad.dtype, shape});
}

// ---- sampling

Inferred gridSample(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0], &grid = *operands[1];
  const auto &mode = std::get<std::string>(attrs[0]), &padding = std::get<std::string>(attrs[1]);
  size_t rank = input.shape.size();
  if ((rank != 4 && rank != 5) || grid.shape.size() != rank || !isFloating(input.dtype) || grid.dtype != input.dtype)  // C1
    return Inferred::fail("expects 'input' and 'grid' of one rank, 4 or 5, and one floating-point type, but got " + str(input) +
                          " and " + str(grid));
  if (!equal(grid.shape[rank - 1], Dim(rank - 2)) || !equal(grid.shape[0], input.shape[0]))  // C2
    return Inferred::fail("expects 'grid' of shape [" + input.shape[0].str() + ", ..., " + std::to_string(rank - 2) + "], but got " +
                          str(grid.shape));
  if (mode != "bilinear" && mode != "nearest" && (mode != "bicubic" || rank == 5))  // C3
    return Inferred::fail("expects 'mode' to be bilinear, nearest or, for images, bicubic, but got " + mode);
  if (padding != "zeros" && padding != "border" && padding != "reflection")  // C3
    return Inferred::fail("expects 'padding_mode' to be zeros, border or reflection, but got " + padding);
  TensorType result{input.dtype, {input.shape[0], input.shape[1]}};
  result.shape.insert(result.shape.end(), grid.shape.begin() + 1, grid.shape.end() - 1);
  return Inferred::of(result);
}

Inferred gridSampleBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  Inferred sampled = gridSample(operands.subspan(1), attrs);
  if (!sampled.ok())
    return sampled;
  if (!sameType(*operands[0], sampled.types[0]))  // C1
    return Inferred::fail("expects 'grad' of type " + str(sampled.types[0]) + ", the sampling of 'input', but got " + str(*operands[0]));
  return {{{operands[1]->dtype, operands[1]->shape}, {operands[2]->dtype, operands[2]->shape}}, {}};
}

}  // namespace flodl::rules
