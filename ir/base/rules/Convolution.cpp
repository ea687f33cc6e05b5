// Types of convolutions and their gradients.
#include "rules/Windows.h"

namespace flodl::rules {

/// Checks `input`, `weight` and the optional `bias` but for sizes.
static std::string operandError(size_t rank, const TensorType &input, const TensorType &weight, const TensorType *bias) {
  if (input.shape.size() != rank + 2 || weight.shape.size() != rank + 2)  // C1
    return "expects 'input' and 'weight' of rank " + std::to_string(rank + 2) + ", but got " + str(input.shape) + " and " +
           str(weight.shape);
  if (!isFloating(input.dtype) || input.dtype != weight.dtype || (bias && bias->dtype != input.dtype))  // C1
    return "expects 'input', 'weight' and 'bias' of one floating-point type, but got " + str(input) + ", " +
           str(weight) + (bias ? ", " + str(*bias) : "");
  return {};
}

static std::string groupsError(const Dim &channels, const Dim &outChannels, int64_t groups) {
  auto in = channels.constant(), out = outChannels.constant();
  if (groups > 0 && !(in && *in % groups) && !(out && *out % groups))
    return {};
  return "expects 'groups' to divide the channels, but got " + std::to_string(groups) + " for " + channels.str() +
         " input and " + outChannels.str() + " output channels";
}

static std::string biasError(const TensorType *bias, const Dim &channels) {
  if (!bias || (bias->shape.size() == 1 && equal(bias->shape[0], channels)))
    return {};
  return "expects 'bias' of shape [" + channels.str() + "], but got " + str(bias->shape);
}

/// A convolution over `rank` spatial dimensions.
static Inferred convolution(size_t rank, OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0], &weight = *operands[1], *bias = optional(operands, 2);
  int64_t groups = std::get<int64_t>(attrs[3]);
  std::string error = operandError(rank, input, weight, bias);  // C1
  if (error.empty())
    error = extentsError(rank, {{"stride", &attrs[0], 1}, {"padding", &attrs[1], 0}, {"dilation", &attrs[2], 1}});  // C2
  if (error.empty())
    error = groupsError(input.shape[1], weight.shape[0], groups);  // C3
  if (error.empty() && !mayEqual(weight.shape[1] * groups, input.shape[1]))  // C3
    error = "expects dimension 1 of 'input' (" + input.shape[1].str() + ") to equal 'groups' times dimension 1 of " +
            "'weight' (" + std::to_string(groups) + " * " + weight.shape[1].str() + ")";
  if (error.empty())
    error = biasError(bias, weight.shape[0]);  // C4
  TensorType result{input.dtype, {input.shape[0], weight.shape.empty() ? Dim(0) : weight.shape[0]}};
  for (size_t i = 0; error.empty() && i < rank; ++i) {
    const Dim &size = input.shape[2 + i], &kernel = weight.shape[2 + i];
    error = windowError(size, kernel, ints(attrs[1])[i], ints(attrs[2])[i]);  // C5
    result.shape.push_back(windowPositions(size, kernel, ints(attrs[0])[i], ints(attrs[1])[i], ints(attrs[2])[i]));
  }
  return error.empty() ? Inferred::of(result) : Inferred::fail(std::move(error));
}

Inferred conv1d(OperandTypes operands, std::span<const AttrValue> attrs) { return convolution(1, operands, attrs); }
Inferred conv2d(OperandTypes operands, std::span<const AttrValue> attrs) { return convolution(2, operands, attrs); }
Inferred conv3d(OperandTypes operands, std::span<const AttrValue> attrs) { return convolution(3, operands, attrs); }

static Inferred convTranspose(size_t rank, OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0], &weight = *operands[1], *bias = optional(operands, 2);
  int64_t groups = std::get<int64_t>(attrs[4]);
  std::string error = operandError(rank, input, weight, bias);  // C1
  if (error.empty())
    error = extentsError(rank, {{"stride", &attrs[0], 1}, {"padding", &attrs[1], 0}, {"output_padding", &attrs[2], 0},
                                {"dilation", &attrs[3], 1}});  // C2
  if (!error.empty())
    return Inferred::fail(std::move(error));
  const auto &stride = ints(attrs[0]), &padding = ints(attrs[1]), &extra = ints(attrs[2]), &dilation = ints(attrs[3]);
  for (size_t i = 0; i < rank; ++i)
    if (extra[i] >= stride[i] && extra[i] >= dilation[i])  // C2
      return Inferred::fail("expects 'output_padding' to be smaller than stride or dilation, but got " +
                            std::to_string(extra[i]) + " for stride " + std::to_string(stride[i]) + " and dilation " +
                            std::to_string(dilation[i]));
  error = groupsError(input.shape[1], weight.shape[0], groups);  // C3
  if (error.empty() && !equal(weight.shape[0], input.shape[1]))  // C3
    error = "expects dimension 1 of 'input' (" + input.shape[1].str() + ") to equal dimension 0 of 'weight' (" +
            weight.shape[0].str() + ")";
  Dim channels = weight.shape[1] * groups;
  if (error.empty())
    error = biasError(bias, channels);  // C4
  if (!error.empty())
    return Inferred::fail(std::move(error));
  TensorType result{input.dtype, {input.shape[0], channels}};
  for (size_t i = 0; i < rank; ++i) {
    Dim size = (input.shape[2 + i] - 1) * stride[i] - 2 * padding[i] + dilation[i] * (weight.shape[2 + i] - 1) + extra[i] + 1;
    if (size.constant().value_or(1) < 1)  // C5
      return Inferred::fail("expects a result of at least 1 in every dimension, but got " + size.str() + " for size " +
                            input.shape[2 + i].str() + " with padding " + std::to_string(padding[i]));
    result.shape.push_back(size);
  }
  return Inferred::of(result);
}

Inferred convTranspose1d(OperandTypes operands, std::span<const AttrValue> attrs) { return convTranspose(1, operands, attrs); }
Inferred convTranspose2d(OperandTypes operands, std::span<const AttrValue> attrs) { return convTranspose(2, operands, attrs); }
Inferred convTranspose3d(OperandTypes operands, std::span<const AttrValue> attrs) { return convTranspose(3, operands, attrs); }

static std::string backwardError(OperandTypes operands) {
  size_t rank = operands[0]->shape.size();
  bool fits = rank >= 3 && rank <= 5;
  for (size_t i = 1; i < 3; ++i)
    fits &= operands[i]->shape.size() == rank && operands[i]->dtype == operands[0]->dtype;
  if (!fits)  // C1
    return "expects 'grad', 'input' and 'weight' of one rank from 3 to 5 and one element type, but got " + str(*operands[0]) +
           ", " + str(*operands[1]) + " and " + str(*operands[2]);
  return {};
}

Inferred convolutionInputBackward(OperandTypes operands, std::span<const AttrValue>) {
  if (std::string error = backwardError(operands); !error.empty())
    return Inferred::fail(std::move(error));
  return Inferred::of({operands[1]->dtype, operands[1]->shape});
}

Inferred convolutionWeightBackward(OperandTypes operands, std::span<const AttrValue>) {
  if (std::string error = backwardError(operands); !error.empty())
    return Inferred::fail(std::move(error));
  return Inferred::of({operands[2]->dtype, operands[2]->shape});
}

Inferred convolutionWeightBiasBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  Inferred result = convolutionWeightBackward(operands, attrs);
  if (result.ok())
    result.types.push_back({operands[0]->dtype, {operands[0]->shape[1]}});
  return result;
}

}  // namespace flodl::rules
