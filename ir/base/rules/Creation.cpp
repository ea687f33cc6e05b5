// Types of created tensors.
#include "rules/Common.h"

namespace flodl::rules {

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
  if (std::string error = oneSizeError(shape); !error.empty())  // C1
    return Inferred::fail(std::move(error));
  if (std::get<double>(attrs[2]) == 0)  // C2
    return Inferred::fail("expects a step other than 0");
  return Inferred::of({std::get<DType>(attrs[3]), shape});
}

Inferred linspace(OperandTypes, std::span<const AttrValue> attrs) {
  const Shape &shape = std::get<Shape>(attrs[0]);
  if (std::string error = oneSizeError(shape); !error.empty())  // C1
    return Inferred::fail(std::move(error));
  return Inferred::of({std::get<DType>(attrs[3]), shape});
}

Inferred eye(OperandTypes, std::span<const AttrValue> attrs) {
  const Shape &shape = std::get<Shape>(attrs[0]);
  if (shape.size() != 2)  // C1
    return Inferred::fail("expects two sizes, rows and columns, but got " + str(shape));
  if (std::string error = negativeSize(shape); !error.empty())  // C1
    return Inferred::fail(std::move(error));
  return Inferred::of({std::get<DType>(attrs[1]), shape});
}

}  // namespace flodl::rules
