// Types of pooling and its gradients.
#include "rules/Windows.h"

namespace flodl::rules {

static const std::vector<int64_t> &ints(const AttrValue &attr) { return std::get<std::vector<int64_t>>(attr); }

static std::string rankError(std::string_view name, const Shape &shape) {
  if (shape.size() == 3 || shape.size() == 4)
    return {};
  return "expects '" + std::string(name) + "' of rank 3 or 4, but got " + str(shape);
}

Inferred maxPool2d(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  bool ceilMode = std::get<bool>(attrs[4]);
  std::string error = rankError("input", input.shape);  // C1
  if (error.empty())
    error = pairError({{"kernel_size", &attrs[0], 1}, {"stride", &attrs[1], 1}, {"padding", &attrs[2], 0},
                       {"dilation", &attrs[3], 1}});  // C2
  if (!error.empty())
    return Inferred::fail(std::move(error));
  TensorType result{input.dtype, input.shape};
  for (size_t i = 0; i < 2; ++i) {
    Dim &size = result.shape[input.shape.size() - 2 + i];
    int64_t kernel = ints(attrs[0])[i], stride = ints(attrs[1])[i], padding = ints(attrs[2])[i];
    int64_t dilation = ints(attrs[3])[i];
    if (2 * padding > kernel)  // C2
      return Inferred::fail("expects 'padding' to be at most half the kernel size, but got " + std::to_string(padding) +
                            " for " + std::to_string(kernel));
    if (error = windowError(size, kernel, padding, dilation); !error.empty())  // C3
      return Inferred::fail(std::move(error));
    if (!ceilMode) {
      size = windowPositions(size, kernel, stride, padding, dilation);
      continue;
    }
    auto constant = size.constant();
    if (!constant)  // C4
      return Inferred::fail("expects a size that is a number when 'ceil_mode' is set, but got " + size.str());
    int64_t positions = (*constant + 2 * padding - dilation * (kernel - 1) - 1 + stride - 1) / stride + 1;
    // The last window must begin inside the input or its left padding.
    if ((positions - 1) * stride >= *constant + padding)
      --positions;
    size = positions;
  }
  return {{result, {kInt64, result.shape}}, {}};
}

Inferred maxPool2dBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &grad = *operands[0], &input = *operands[1], &indices = *operands[2];
  const TensorType *forward[] = {&input};
  Inferred pooled = maxPool2d(forward, attrs);
  if (!pooled.ok())
    return pooled;
  if (!sameType(grad, pooled.types[0]) || !sameType(indices, pooled.types[1]))  // C1
    return Inferred::fail("expects 'grad' and 'indices' of types " + str(pooled.types[0]) + " and " +
                          str(pooled.types[1]) + ", but got " + str(grad) + " and " + str(indices));
  return Inferred::of({input.dtype, input.shape});
}

Inferred adaptiveAvgPool2d(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  std::string error = rankError("input", input.shape);  // C1
  if (error.empty() && !isFloating(input.dtype))  // C1
    error = floatError("input", input);
  if (error.empty())
    error = pairError({{"output_size", &attrs[0], 1}});  // C2
  if (!error.empty())
    return Inferred::fail(std::move(error));
  TensorType result{input.dtype, input.shape};
  for (size_t i = 0; i < 2; ++i)
    result.shape[input.shape.size() - 2 + i] = ints(attrs[0])[i];
  return Inferred::of(result);
}

Inferred adaptiveAvgPool2dBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &grad = *operands[0];
  const Shape &shape = std::get<Shape>(attrs[0]);
  bool fits = rankError("shape", shape).empty() && grad.shape.size() == shape.size();
  for (size_t i = 0; fits && i + 2 < shape.size(); ++i)
    fits = equal(shape[i], grad.shape[i]);
  if (!fits)  // C1
    return Inferred::fail("expects 'grad' and 'shape' of rank 3 or 4 that differ in the last two dimensions only, but got " +
                          str(grad.shape) + " and " + str(shape));
  return Inferred::of({grad.dtype, shape});
}

}  // namespace flodl::rules
