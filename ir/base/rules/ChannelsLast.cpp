// Types of operations on channels-last tensors.
#include "rules/Windows.h"

namespace flodl::rules {

Inferred conv2dNhwc(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0], &weight = *operands[1];
  if (input.shape.size() != 4 || weight.shape.size() != 4)  // C1
    return Inferred::fail("expects 'input' and 'weight' of rank 4, but got " + str(input.shape) + " and " +
                          str(weight.shape));
  if (!isFloating(input.dtype) || input.dtype != weight.dtype)  // C1
    return Inferred::fail("expects 'input' and 'weight' of one floating-point type, but got " + str(input) + ", " +
                          str(weight));
  if (std::string error = extentsError(2, {{"stride", &attrs[0], 1}, {"padding", &attrs[1], 0}, {"dilation", &attrs[2], 1}});
      !error.empty())  // C2
    return Inferred::fail(std::move(error));
  const Dim &channels = input.shape[3], &filters = weight.shape[0];
  int64_t groups = std::get<int64_t>(attrs[3]);
  auto in = channels.constant(), out = filters.constant();
  if (groups <= 0 || (in && *in % groups) || (out && *out % groups) || !mayEqual(weight.shape[3] * groups, channels))  // C3
    return Inferred::fail("expects 'groups' to divide the channels and 'weight' to have the channels of 'input' divided by "
                          "'groups', but got " +
                          std::to_string(groups) + " groups for " + str(input.shape) + " and " + str(weight.shape));
  TensorType result{input.dtype, {input.shape[0]}};
  for (size_t i = 0; i < 2; ++i) {
    const Dim &size = input.shape[1 + i], &kernel = weight.shape[1 + i];
    if (std::string error = windowError(size, kernel, ints(attrs[1])[i], ints(attrs[2])[i]); !error.empty())  // C4
      return Inferred::fail(std::move(error));
    result.shape.push_back(windowPositions(size, kernel, ints(attrs[0])[i], ints(attrs[1])[i], ints(attrs[2])[i]));
  }
  result.shape.push_back(filters);
  return Inferred::of(result);
}

/// A text when `input` is no `[N, H, W, C]`, or one of `operands` is present and not `[C]`.
static std::string channelError(const TensorType &input, OperandTypes operands, std::span<const char *const> names) {
  if (!isFloating(input.dtype) || input.shape.size() != 4)  // C1
    return "expects 'input' of rank 4 with a floating-point element type, but got " + str(input);
  for (size_t i = 0; i < operands.size(); ++i)
    if (operands[i] && !equalShapes(operands[i]->shape, {input.shape[3]}))  // C2
      return "expects '" + std::string(names[i]) + "' of shape [" + input.shape[3].str() + "], the channels of 'input' " +
             str(input.shape) + ", but got " + str(operands[i]->shape);
  return {};
}

/// `[N, floor(H / KH), floor(W / KW), C]`
static Shape pooledShape(const Shape &input, const AttrValue &window) {
  Shape shape = input;
  for (size_t i = 0; i < 2; ++i)
    if (int64_t size = ints(window)[i]; size != 1)
      shape[1 + i] = windowPositions(input[1 + i], size, size, 0, 1);
  return shape;
}

Inferred batchNormNhwc(OperandTypes operands, std::span<const AttrValue> attrs) {
  static constexpr const char *names[] = {"shift", "weight", "bias", "running_mean", "running_var"};
  const TensorType &input = *operands[0];
  std::string error = channelError(input, operands.subspan(1), names);
  if (error.empty())
    error = extentsError(2, {{"window", &attrs[1], 1}});  // C3
  for (size_t i = 0; error.empty() && i < 2; ++i)
    error = windowError(input.shape[1 + i], ints(attrs[1])[i], 0, 1);  // C3
  if (!error.empty())
    return Inferred::fail(std::move(error));
  TensorType saved{input.dtype == kFloat64 ? kFloat64 : kFloat32, {input.shape[3]}};
  return {{{input.dtype, pooledShape(input.shape, attrs[1])}, saved, saved, {operands[4]->dtype, saved.shape},
           {operands[5]->dtype, saved.shape}},
          {}};
}

Inferred batchNormNhwcBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  static constexpr const char *names[] = {"save_mean", "save_invstd", "weight", "bias"};
  const TensorType &grad = *operands[0], &input = *operands[1];
  if (std::string error = channelError(input, operands.subspan(2), names); !error.empty())
    return Inferred::fail(std::move(error));
  if (Shape expected = pooledShape(input.shape, attrs[1]); !equalShapes(grad.shape, expected))  // C1
    return Inferred::fail("expects 'grad' of shape " + str(expected) + ", but got " + str(grad.shape));
  TensorType channel{operands[4] ? operands[4]->dtype : input.dtype, {input.shape[3]}};
  return {{{input.dtype, input.shape}, channel, channel, channel}, {}};
}

}  // namespace flodl::rules
