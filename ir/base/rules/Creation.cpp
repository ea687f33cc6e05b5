// Types of created and of random tensors.
#include "rules/Common.h"

namespace flodl::rules {

static std::string negativeSize(const Shape &shape) {
  for (const Dim &dim : shape)
    if (auto size = dim.constant(); size && *size < 0)
      return "expects sizes that are not negative, but got " + str(shape);
  return {};
}

Inferred full(OperandTypes, std::span<const AttrValue> attrs) {
  const Shape &shape = std::get<Shape>(attrs[0]);
  if (std::string error = negativeSize(shape); !error.empty())  // C1
    return Inferred::fail(std::move(error));
  bool number = std::get<bool>(attrs[3]);
  if (number && !shape.empty())  // C2
    return Inferred::fail("expects a number to have rank 0, but got " + str(shape));
  return Inferred::of({std::get<DType>(attrs[2]), shape, number});
}

Inferred arange(OperandTypes, std::span<const AttrValue> attrs) {
  const Shape &shape = std::get<Shape>(attrs[0]);
  if (shape.size() != 1)  // C1
    return Inferred::fail("expects one size, the number of elements, but got " + str(shape));
  if (std::string error = negativeSize(shape); !error.empty())
    return Inferred::fail(std::move(error));
  if (std::get<double>(attrs[2]) == 0)  // C2
    return Inferred::fail("expects a step other than 0");
  return Inferred::of({std::get<DType>(attrs[3]), shape});
}

Inferred draw(OperandTypes, std::span<const AttrValue> attrs) {
  TensorType type{std::get<DType>(attrs[1]), std::get<Shape>(attrs[0])};
  if (std::string error = negativeSize(type.shape); !error.empty())  // C1
    return Inferred::fail(std::move(error));
  if (!isFloating(type.dtype))  // C2
    return Inferred::fail("expects a floating-point element type, but got " + std::string(dtypeName(type.dtype)));
  return Inferred::of(type);
}

Inferred dropout(OperandTypes operands, std::span<const AttrValue>) {
  if (!isFloating(operands[0]->dtype))  // C1
    return Inferred::fail(floatError("input", *operands[0]));
  return Inferred::of({operands[0]->dtype, operands[0]->shape});
}

}  // namespace flodl::rules
