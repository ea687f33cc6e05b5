// Types of random tensors.
#include "rules/Common.h"

namespace flodl::rules {

Inferred draw(OperandTypes, std::span<const AttrValue> attrs) {
  TensorType type{std::get<DType>(attrs[1]), std::get<Shape>(attrs[0])};
  if (std::string error = negativeSize(type.shape); !error.empty())  // C1
    return Inferred::fail(std::move(error));
  if (!isFloating(type.dtype))  // C2
    return Inferred::fail("expects a floating-point element type, but got " + std::string(dtypeName(type.dtype)));
  return Inferred::of(type);
}

Inferred randint(OperandTypes, std::span<const AttrValue> attrs) {
  TensorType type{std::get<DType>(attrs[1]), std::get<Shape>(attrs[0])};
  if (std::string error = negativeSize(type.shape); !error.empty())  // C1
    return Inferred::fail(std::move(error));
  int64_t low = std::get<int64_t>(attrs[2]), high = std::get<int64_t>(attrs[3]);
  if (low >= high || static_cast<uint64_t>(high) - static_cast<uint64_t>(low) > (uint64_t(1) << 32))  // C2
    return Inferred::fail("expects 'low' below 'high' by at most 2^32, but got " + std::to_string(low) + " and " +
                          std::to_string(high));
  return Inferred::of(type);
}

Inferred randperm(OperandTypes, std::span<const AttrValue> attrs) {
  const Shape &shape = std::get<Shape>(attrs[0]);
  if (std::string error = oneSizeError(shape); !error.empty())  // C1
    return Inferred::fail(std::move(error));
  return Inferred::of({std::get<DType>(attrs[1]), shape});
}

Inferred multinomial(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0];
  if (!isFloating(input.dtype))  // C1
    return Inferred::fail(floatError("input", input));
  if (input.shape.empty() || input.shape.size() > 2)  // C2
    return Inferred::fail("expects 'input' of rank 1 or 2, but got " + str(input.shape));
  int64_t samples = std::get<int64_t>(attrs[0]);
  auto weights = input.shape.back().constant();
  if (samples < 1)  // C3
    return Inferred::fail("expects at least one sample, but got " + std::to_string(samples));
  if (!std::get<bool>(attrs[1]) && weights && samples > *weights)  // C3
    return Inferred::fail("expects at most " + std::to_string(*weights) +
                          " samples, one of each index, without replacement, but got " + std::to_string(samples));
  Shape shape = input.shape;
  shape.back() = samples;
  return Inferred::of({kInt64, shape});
}

}  // namespace flodl::rules
