// Types of pooling and its gradients.
#include "rules/Windows.h"

namespace flodl::rules {

/// A text unless `shape` has the `rank` spatial dimensions with one or two before them.
static std::string rankError(std::string_view name, const Shape &shape, size_t rank) {
  if (shape.size() == rank + 1 || shape.size() == rank + 2)
    return {};
  return "expects '" + std::string(name) + "' of rank " + std::to_string(rank + 1) + " or " + std::to_string(rank + 2) +
         ", but got " + str(shape);
}

namespace {
/// The window of a pooling; an empty stride means the kernel.
struct Window {
  const std::vector<int64_t> &kernel, &stride, &padding;
  std::vector<int64_t> dilation;
  bool ceilMode;

  Window(const AttrValue &kernel, const AttrValue &stride, const AttrValue &padding, std::vector<int64_t> dilation, bool ceilMode)
      : kernel(ints(kernel)), stride(ints(stride).empty() ? ints(kernel) : ints(stride)), padding(ints(padding)),
        dilation(std::move(dilation)), ceilMode(ceilMode) {}
};
}  // namespace

/// Replaces `size` by the number of windows, rounded up; returns a text when it is not known.
static std::string roundUp(Dim &size, int64_t kernel, int64_t stride, int64_t padding, int64_t dilation) {
  int64_t extent = dilation * (kernel - 1) + 1;
  Dim positions = (size + 2 * padding - extent + stride - 1) / stride + 1;
  // The last window begins inside the input or its left padding; that is so in any case when the padding and a stride
  // lie within one window.
  if (padding + stride > extent) {
    auto constant = size.constant();
    if (!constant)  // C4
      return "expects a size that is a number when 'ceil_mode' is set and a window is smaller than stride and padding, but got " +
             size.str();
    if ((int64_t(positions) - 1) * stride >= *constant + padding)
      positions = positions - 1;
  }
  size = positions;
  return {};
}

/// Replaces the last dimensions of `shape` by the numbers of windows; returns a text when they do not fit.
static std::string poolDimensions(Shape &shape, const Window &window) {
  size_t rank = window.kernel.size();
  for (size_t i = 0; i < rank; ++i) {
    Dim &size = shape[shape.size() - rank + i];
    int64_t kernel = window.kernel[i], stride = window.stride[i], padding = window.padding[i], dilation = window.dilation[i];
    if (2 * padding > kernel)  // C2
      return "expects 'padding' to be at most half the kernel size, but got " + std::to_string(padding) + " for " +
             std::to_string(kernel);
    if (std::string error = windowError(size, kernel, padding, dilation); !error.empty())  // C3
      return error;
    Dim input = size;
    if (!window.ceilMode)
      size = windowPositions(size, kernel, stride, padding, dilation);
    else if (std::string error = roundUp(size, kernel, stride, padding, dilation); !error.empty())
      return error;
    if (padding > 0 && input.constant().value_or(dilation) < dilation)  // C5
      return "expects an input of at least the dilation, " + std::to_string(dilation) + ", where it is padded, but got " +
             input.str();
  }
  return {};
}

static Inferred maxPool(size_t rank, OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  std::string error = rankError("input", input.shape, rank);  // C1
  if (error.empty())
    error = extentsError(rank, {{"kernel_size", &attrs[0], 1}, {"stride", &attrs[1], 1, /*optional=*/true},
                                {"padding", &attrs[2], 0}, {"dilation", &attrs[3], 1}});  // C2
  TensorType result{input.dtype, input.shape};
  if (error.empty())
    error = poolDimensions(result.shape, {attrs[0], attrs[1], attrs[2], ints(attrs[3]), std::get<bool>(attrs[4])});
  if (!error.empty())
    return Inferred::fail(std::move(error));
  return {{result, {kInt64, result.shape}}, {}};
}

Inferred maxPool1d(OperandTypes operands, std::span<const AttrValue> attrs) { return maxPool(1, operands, attrs); }
Inferred maxPool2d(OperandTypes operands, std::span<const AttrValue> attrs) { return maxPool(2, operands, attrs); }
Inferred maxPool3d(OperandTypes operands, std::span<const AttrValue> attrs) { return maxPool(3, operands, attrs); }

static Inferred maxPoolBackward(size_t rank, OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &grad = *operands[0], &input = *operands[1], &indices = *operands[2];
  const TensorType *forward[] = {&input};
  Inferred pooled = maxPool(rank, forward, attrs);
  if (!pooled.ok())
    return pooled;
  if (!sameType(grad, pooled.types[0]) || !sameType(indices, pooled.types[1]))  // C1
    return Inferred::fail("expects 'grad' and 'indices' of types " + str(pooled.types[0]) + " and " +
                          str(pooled.types[1]) + ", but got " + str(grad) + " and " + str(indices));
  return Inferred::of({input.dtype, input.shape});
}

Inferred maxPool2dBackward(OperandTypes operands, std::span<const AttrValue> attrs) { return maxPoolBackward(2, operands, attrs); }
Inferred maxPool3dBackward(OperandTypes operands, std::span<const AttrValue> attrs) { return maxPoolBackward(3, operands, attrs); }

static Inferred avgPool(size_t rank, const TensorType &input, std::span<const AttrValue> attrs) {
  std::string error = rankError("input", input.shape, rank);  // C1
  if (error.empty() && !isFloating(input.dtype))  // C1
    error = floatError("input", input);
  if (error.empty())
    error = extentsError(rank, {{"kernel_size", &attrs[0], 1}, {"stride", &attrs[1], 1, /*optional=*/true},
                                {"padding", &attrs[2], 0}});  // C2
  TensorType result{input.dtype, input.shape};
  if (error.empty())
    error = poolDimensions(result.shape, {attrs[0], attrs[1], attrs[2], std::vector<int64_t>(rank, 1), std::get<bool>(attrs[3])});
  return error.empty() ? Inferred::of(result) : Inferred::fail(std::move(error));
}

Inferred avgPool1d(OperandTypes operands, std::span<const AttrValue> attrs) { return avgPool(1, *operands[0], attrs); }
Inferred avgPool2d(OperandTypes operands, std::span<const AttrValue> attrs) { return avgPool(2, *operands[0], attrs); }
Inferred avgPool3d(OperandTypes operands, std::span<const AttrValue> attrs) { return avgPool(3, *operands[0], attrs); }

Inferred avgPoolBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &grad = *operands[0];
  TensorType input{grad.dtype, std::get<Shape>(attrs[0])};
  size_t rank = ints(attrs[1]).size();
  if (rank < 1 || rank > 3)
    return Inferred::fail("expects 'kernel_size' to have one to three entries, but got " + std::to_string(rank));
  Inferred pooled = avgPool(rank, input, attrs.subspan(1));
  if (!pooled.ok())
    return pooled;
  if (!sameType(grad, pooled.types[0]))  // C1
    return Inferred::fail("expects 'grad' of type " + str(pooled.types[0]) + ", the pooling of 'shape', but got " + str(grad));
  return Inferred::of(input);
}

static Inferred adaptivePool(size_t rank, const TensorType &input, const AttrValue &outputSize) {
  std::string error = rankError("input", input.shape, rank);  // C1
  if (error.empty() && !isFloating(input.dtype))  // C1
    error = floatError("input", input);
  if (error.empty())
    error = extentsError(rank, {{"output_size", &outputSize, 1}});  // C2
  if (!error.empty())
    return Inferred::fail(std::move(error));
  TensorType result{input.dtype, input.shape};
  for (size_t i = 0; i < rank; ++i)
    result.shape[input.shape.size() - rank + i] = ints(outputSize)[i];
  return Inferred::of(result);
}

Inferred adaptiveAvgPool1d(OperandTypes operands, std::span<const AttrValue> attrs) {
  return adaptivePool(1, *operands[0], attrs[0]);
}
Inferred adaptiveAvgPool2d(OperandTypes operands, std::span<const AttrValue> attrs) {
  return adaptivePool(2, *operands[0], attrs[0]);
}
Inferred adaptiveAvgPool3d(OperandTypes operands, std::span<const AttrValue> attrs) {
  return adaptivePool(3, *operands[0], attrs[0]);
}

/// The same with the positions of the maxima.
static Inferred adaptiveMaxPool(size_t rank, const TensorType &input, const AttrValue &outputSize) {
  Inferred result = adaptivePool(rank, input, outputSize);
  if (result.ok())
    result.types.push_back({kInt64, result.types[0].shape});
  return result;
}

Inferred adaptiveMaxPool1d(OperandTypes operands, std::span<const AttrValue> attrs) {
  return adaptiveMaxPool(1, *operands[0], attrs[0]);
}
Inferred adaptiveMaxPool2d(OperandTypes operands, std::span<const AttrValue> attrs) {
  return adaptiveMaxPool(2, *operands[0], attrs[0]);
}
Inferred adaptiveMaxPool3d(OperandTypes operands, std::span<const AttrValue> attrs) {
  return adaptiveMaxPool(3, *operands[0], attrs[0]);
}

/// A text unless `grad` and `shape` differ in the last `rank` dimensions only.
static std::string adaptiveBackwardError(size_t rank, const Shape &grad, const Shape &shape) {
  static constexpr const char *words[] = {"", "", "two", "three"};
  bool fits = rankError("shape", shape, rank).empty() && grad.size() == shape.size();
  for (size_t i = 0; fits && i + rank < shape.size(); ++i)
    fits = equal(shape[i], grad[i]);
  if (fits)
    return {};
  return "expects 'grad' and 'shape' of rank " + std::to_string(rank + 1) + " or " + std::to_string(rank + 2) +
         " that differ in the last " + words[rank] + " dimensions only, but got " + str(grad) + " and " + str(shape);
}

static Inferred adaptiveBackward(size_t rank, const TensorType &grad, const AttrValue &attr) {
  const Shape &shape = std::get<Shape>(attr);
  if (std::string error = adaptiveBackwardError(rank, grad.shape, shape); !error.empty())  // C1
    return Inferred::fail(std::move(error));
  return Inferred::of({grad.dtype, shape});
}

Inferred adaptiveAvgPool2dBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  return adaptiveBackward(2, *operands[0], attrs[0]);
}
Inferred adaptiveAvgPool3dBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  return adaptiveBackward(3, *operands[0], attrs[0]);
}

static Inferred adaptiveMaxPoolBackward(size_t rank, OperandTypes operands, const AttrValue &shape) {
  const TensorType &grad = *operands[0], &indices = *operands[1];
  if (!sameType(indices, {kInt64, grad.shape}))  // C1
    return Inferred::fail("expects 'indices' of type " + str(TensorType{kInt64, grad.shape}) + ", but got " + str(indices));
  return adaptiveBackward(rank, grad, shape);
}
Inferred adaptiveMaxPool2dBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  return adaptiveMaxPoolBackward(2, operands, attrs[0]);
}
Inferred adaptiveMaxPool3dBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  return adaptiveMaxPoolBackward(3, operands, attrs[0]);
}

}  // namespace flodl::rules
