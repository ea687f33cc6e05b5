// Types of operations that read or write at positions held by a tensor.
#include "rules/Common.h"

namespace flodl::rules {

static std::string indexError(std::string_view name, const TensorType &index, std::optional<size_t> rank = std::nullopt) {
  if (index.dtype == kInt64 && (!rank || index.shape.size() == *rank))
    return {};
  return "expects '" + std::string(name) + "' of type int64" + (rank ? " and rank " + std::to_string(*rank) : "") +
         ", but got " + str(index);
}

Inferred embedding(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &weight = *operands[0], &indices = *operands[1];
  if (weight.shape.size() != 2 || !isFloating(weight.dtype))  // C1
    return Inferred::fail("expects 'weight' of rank 2 and floating-point type, but got " + str(weight));
  if (std::string error = indexError("indices", indices); !error.empty())  // C2
    return Inferred::fail(std::move(error));
  Shape out = indices.shape;
  out.push_back(weight.shape[1]);
  return Inferred::of({weight.dtype, out});
}

Inferred embeddingBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &grad = *operands[0], &indices = *operands[1];
  const Shape &shape = std::get<Shape>(attrs[0]);
  if (shape.size() != 2)  // C1
    return Inferred::fail("expects 'shape' of rank 2, but got " + str(shape));
  if (std::string error = indexError("indices", indices); !error.empty())  // C2
    return Inferred::fail(std::move(error));
  Shape expected = indices.shape;
  expected.push_back(shape[1]);
  if (!equalShapes(grad.shape, expected))  // C2
    return Inferred::fail("expects 'grad' of shape " + str(expected) + ", but got " + str(grad.shape));
  return Inferred::of({grad.dtype, shape});
}

Inferred embeddingBag(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &weight = *operands[0], &indices = *operands[1], &offsets = *operands[2];
  const auto &mode = std::get<std::string>(attrs[0]);
  if (weight.shape.size() != 2 || !isFloating(weight.dtype))  // C1
    return Inferred::fail("expects 'weight' of rank 2 and floating-point type, but got " + str(weight));
  std::string error = indexError("indices", indices, 1);  // C2
  if (error.empty())
    error = indexError("offsets", offsets, 1);  // C2
  if (error.empty() && mode != "sum" && mode != "mean" && mode != "max")  // C3
    error = "expects 'mode' to be \"sum\", \"mean\" or \"max\", but got \"" + mode + "\"";
  if (!error.empty())
    return Inferred::fail(std::move(error));
  return Inferred::of({weight.dtype, {offsets.shape[0], weight.shape[1]}});
}

Inferred embeddingBagBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  Inferred forward = embeddingBag(operands.subspan(1), attrs);
  if (!forward.ok())
    return forward;
  if (!equalShapes(operands[0]->shape, forward.types[0].shape))  // C4
    return Inferred::fail("expects 'grad' of shape " + str(forward.types[0].shape) + ", but got " + str(operands[0]->shape));
  return Inferred::of(*operands[1]);
}

/// Type of `input` with dimension `dim` of the size of `index`.
static Inferred selectedByIndex(const TensorType &input, const TensorType &index, int64_t dim) {
  auto position = normalizeDim(dim, input.shape.size());
  if (!position || input.shape.empty())  // C1
    return Inferred::fail(dimRangeError(dim, input.shape.size()));
  if (std::string error = indexError("index", index, 1); !error.empty())  // C2
    return Inferred::fail(std::move(error));
  TensorType result{input.dtype, input.shape};
  result.shape[*position] = index.shape[0];
  return Inferred::of(result);
}

Inferred indexSelect(OperandTypes operands, std::span<const AttrValue> attrs) {
  return selectedByIndex(*operands[0], *operands[1], std::get<int64_t>(attrs[0]));
}

Inferred indexSelectBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &grad = *operands[0];
  TensorType input{grad.dtype, std::get<Shape>(attrs[0])};
  Inferred forward = selectedByIndex(input, *operands[1], std::get<int64_t>(attrs[1]));  // C1
  if (!forward.ok())
    return forward;
  if (!equalShapes(grad.shape, forward.types[0].shape))  // C2
    return Inferred::fail("expects 'grad' of shape " + str(forward.types[0].shape) + ", but got " + str(grad.shape));
  return Inferred::of(input);
}

Inferred gather(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &input = *operands[0], &index = *operands[1];
  int64_t dim = std::get<int64_t>(attrs[0]);
  auto position = normalizeDim(dim, input.shape.size());
  if (!position)  // C1
    return Inferred::fail(dimRangeError(dim, input.shape.size()));
  if (std::string error = indexError("index", index, input.shape.size()); !error.empty())  // C2
    return Inferred::fail(std::move(error));
  for (size_t i = 0; i < input.shape.size(); ++i) {
    auto excess = (index.shape[i] - input.shape[i]).constant();
    if (i != static_cast<size_t>(*position) && excess && *excess > 0)  // C2
      return Inferred::fail("expects 'index' to be no larger than 'input' but in dimension " +
                            std::to_string(*position) + ", but got " + str(index.shape) + " for " + str(input.shape));
  }
  return Inferred::of({input.dtype, index.shape});
}

Inferred gatherBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &grad = *operands[0], &index = *operands[1];
  TensorType input{grad.dtype, std::get<Shape>(attrs[0])};
  if (!equalShapes(grad.shape, index.shape))  // C1
    return Inferred::fail(equalShapesError("grad", grad.shape, "index", index.shape));
  const TensorType *forward[] = {&input, &index};
  Inferred gathered = gather(forward, attrs.subspan(1));  // C1, C2
  return gathered.ok() ? Inferred::of(input) : gathered;
}

Inferred oneHot(OperandTypes operands, std::span<const AttrValue>) {
  const TensorType &input = *operands[0], &classes = *operands[1];
  if (input.dtype != kInt64 || classes.dtype != kInt64 || classes.shape.size() != 1)  // C1
    return Inferred::fail("expects int64 'input' and 'classes' of rank 1, but got " + str(input) + " and " + str(classes));
  Shape shape = input.shape;
  shape.push_back(classes.shape[0]);
  return Inferred::of({kInt64, shape});
}

}  // namespace flodl::rules
