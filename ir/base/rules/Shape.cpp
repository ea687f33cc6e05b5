// Types of views and layout changes.
#include "rules/Common.h"

namespace flodl::rules {

static bool isMinusOne(const Dim &dim) { return dim.constant() == std::optional<int64_t>(-1); }

Inferred expand(OperandTypes operands, std::span<const AttrValue> attrs) {
  const Shape &from = operands[0]->shape;
  Shape to = std::get<Shape>(attrs[0]);
  bool fits = to.size() >= from.size();
  for (size_t i = 0; fits && i < to.size(); ++i) {
    size_t added = to.size() - from.size();
    if (isMinusOne(to[i])) {
      fits = i >= added;
      if (fits)
        to[i] = from[i - added];
    } else if (i >= added) {
      fits = isOne(from[i - added]) || equal(from[i - added], to[i]);
    }
  }
  if (!fits)  // C1
    return Inferred::fail("expects the shape of 'input' to broadcast to 'shape', but got " + str(from) + " and " +
                          str(std::get<Shape>(attrs[0])));
  return Inferred::of({operands[0]->dtype, to});
}

Inferred reshape(OperandTypes operands, std::span<const AttrValue> attrs) {
  const Shape &from = operands[0]->shape;
  const Shape &wanted = std::get<Shape>(attrs[0]);
  Shape to = wanted;
  std::optional<size_t> deduced;
  Dim known = 1;
  for (size_t i = 0; i < to.size(); ++i) {
    if (!isMinusOne(to[i])) {
      known = known * to[i];
    } else if (deduced) {  // C1
      return Inferred::fail("expects at most one size of -1 in 'shape', but got " + str(wanted));
    } else {
      deduced = i;
    }
  }
  Dim elements = numel(from);
  if (deduced) {
    if (known.constant() == std::optional<int64_t>(0))
      return Inferred::fail("expects 'shape' to leave one size to deduce, but got " + str(wanted) + " with no elements");
    to[*deduced] = elements / known;
    known = known * to[*deduced];
  }
  if (!mayEqual(known, elements))  // C2
    return Inferred::fail("expects 'shape' to have as many elements as 'input', but got " + str(wanted) + " for " +
                          str(from));
  return Inferred::of({operands[0]->dtype, to});
}

Inferred flatten(OperandTypes operands, std::span<const AttrValue> attrs) {
  const Shape &from = operands[0]->shape;
  int64_t attrStart = std::get<int64_t>(attrs[0]), attrEnd = std::get<int64_t>(attrs[1]);
  auto start = normalizeDim(attrStart, from.size()), end = normalizeDim(attrEnd, from.size());
  if (!start || !end)  // C1
    return Inferred::fail(dimRangeError(start ? attrEnd : attrStart, from.size()));
  if (*start > *end)  // C1
    return Inferred::fail("expects 'start' not to come after 'end', but got " + std::to_string(attrStart) + " and " +
                          std::to_string(attrEnd) + " for " + str(from));
  if (from.empty())
    return Inferred::of({operands[0]->dtype, {1}});
  Shape to(from.begin(), from.begin() + *start);
  to.push_back(numel({from.begin() + *start, from.begin() + *end + 1}));
  to.insert(to.end(), from.begin() + *end + 1, from.end());
  return Inferred::of({operands[0]->dtype, to});
}

Inferred transpose(OperandTypes operands, std::span<const AttrValue> attrs) {
  Shape shape = operands[0]->shape;
  int64_t attr0 = std::get<int64_t>(attrs[0]), attr1 = std::get<int64_t>(attrs[1]);
  auto dim0 = normalizeDim(attr0, shape.size()), dim1 = normalizeDim(attr1, shape.size());
  if (!dim0 || !dim1)  // C1
    return Inferred::fail(dimRangeError(dim0 ? attr1 : attr0, shape.size()));
  if (!shape.empty())
    std::swap(shape[*dim0], shape[*dim1]);
  return Inferred::of({operands[0]->dtype, shape});
}

Inferred permute(OperandTypes operands, std::span<const AttrValue> attrs) {
  const Shape &from = operands[0]->shape;
  const auto &dims = std::get<std::vector<int64_t>>(attrs[0]);
  std::string error;
  auto positions = normalizeDims(dims, from.size(), error);
  if (positions && dims.size() != from.size())
    error = "expects as many entries in 'dims' as 'input' has dimensions (" + std::to_string(from.size()) +
            "), but got " + std::to_string(dims.size());
  if (!error.empty())  // C1
    return Inferred::fail(std::move(error));
  Shape to;
  for (size_t position : *positions)
    to.push_back(from[position]);
  return Inferred::of({operands[0]->dtype, to});
}

Inferred squeeze(OperandTypes operands, std::span<const AttrValue> attrs) {
  const Shape &from = operands[0]->shape;
  auto dim = normalizeDim(std::get<int64_t>(attrs[0]), from.size());
  if (!dim)  // C1
    return Inferred::fail(dimRangeError(std::get<int64_t>(attrs[0]), from.size()));
  if (from.empty())
    return Inferred::of({operands[0]->dtype, from});
  if (!from[*dim].constant())  // C2
    return Inferred::fail("expects a dimension whose size is a number, but got " + from[*dim].str() + " in " + str(from) +
                          "; use reshape to drop a symbolic dimension");
  return Inferred::of({operands[0]->dtype, isOne(from[*dim]) ? reduced(from, *dim, false) : from});
}

Inferred unsqueeze(OperandTypes operands, std::span<const AttrValue> attrs) {
  Shape shape = operands[0]->shape;
  auto dim = normalizeDim(std::get<int64_t>(attrs[0]), shape.size() + 1);
  if (!dim)  // C1
    return Inferred::fail(dimRangeError(std::get<int64_t>(attrs[0]), shape.size() + 1));
  shape.insert(shape.begin() + *dim, 1);
  return Inferred::of({operands[0]->dtype, shape});
}

/// Shape of `input` with dimension `dim` cut to `range`, or a text.
static Inferred narrowed(const TensorType &input, int64_t dim, const Shape &range) {
  auto position = normalizeDim(dim, input.shape.size());
  if (!position || input.shape.empty())  // C1
    return Inferred::fail(dimRangeError(dim, input.shape.size()));
  if (range.size() != 2)  // C2
    return Inferred::fail("expects 'range' to be a start and a length, but got " + str(range));
  Shape out = input.shape;
  auto size = out[*position].constant(), start = range[0].constant(), length = range[1].constant();
  bool fits = !length || *length >= 0;
  if (size && start) {
    fits &= *start >= -*size && *start <= *size;
    if (length)
      fits &= (*start < 0 ? *start + *size : *start) + *length <= *size;
  }
  if (!fits)  // C2
    return Inferred::fail("expects a range inside a dimension of size " + out[*position].str() + ", but got start " +
                          range[0].str() + " and length " + range[1].str());
  out[*position] = range[1];
  return Inferred::of({input.dtype, out});
}

Inferred narrow(OperandTypes operands, std::span<const AttrValue> attrs) {
  return narrowed(*operands[0], std::get<int64_t>(attrs[0]), std::get<Shape>(attrs[1]));
}

Inferred narrowBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &grad = *operands[0];
  TensorType input{grad.dtype, std::get<Shape>(attrs[0])};
  Inferred forward = narrowed(input, std::get<int64_t>(attrs[1]), std::get<Shape>(attrs[2]));
  if (!forward.ok())
    return forward;
  if (!equalShapes(forward.types[0].shape, grad.shape))  // C1
    return Inferred::fail("expects 'grad' of shape " + str(forward.types[0].shape) + ", but got " + str(grad.shape));
  return Inferred::of(input);
}

static Inferred selected(const TensorType &input, int64_t dim, int64_t index) {
  auto position = normalizeDim(dim, input.shape.size());
  if (!position || input.shape.empty())  // C1
    return Inferred::fail(dimRangeError(dim, input.shape.size()));
  auto size = input.shape[*position].constant();
  if (size && (index < -*size || index >= *size))  // C2
    return Inferred::fail("expects an index in [" + std::to_string(-*size) + ", " + std::to_string(*size - 1) +
                          "], but got " + std::to_string(index));
  return Inferred::of({input.dtype, reduced(input.shape, *position, false)});
}

Inferred select(OperandTypes operands, std::span<const AttrValue> attrs) {
  return selected(*operands[0], std::get<int64_t>(attrs[0]), std::get<int64_t>(attrs[1]));
}

Inferred selectBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  const TensorType &grad = *operands[0];
  TensorType input{grad.dtype, std::get<Shape>(attrs[0])};
  Inferred forward = selected(input, std::get<int64_t>(attrs[1]), std::get<int64_t>(attrs[2]));
  if (!forward.ok())
    return forward;
  if (!equalShapes(forward.types[0].shape, grad.shape))  // C1
    return Inferred::fail("expects 'grad' of shape " + str(forward.types[0].shape) + ", but got " + str(grad.shape));
  return Inferred::of(input);
}

Inferred cat(OperandTypes operands, std::span<const AttrValue> attrs) {
  if (operands.empty())  // C1
    return Inferred::fail("expects at least one input, but got none");
  Shape out = operands[0]->shape;
  auto dim = normalizeDim(std::get<int64_t>(attrs[0]), out.size());
  if (!dim || out.empty())  // C2
    return Inferred::fail(out.empty() ? "expects inputs of rank 1 or more, but got rank 0"
                                      : dimRangeError(std::get<int64_t>(attrs[0]), out.size()));
  for (size_t i = 1; i < operands.size(); ++i) {
    const Shape &shape = operands[i]->shape;
    bool fits = shape.size() == out.size();
    for (size_t d = 0; fits && d < out.size(); ++d)
      fits = d == static_cast<size_t>(*dim) || equal(out[d], shape[d]);
    if (!fits)  // C3
      return Inferred::fail("expects inputs of equal sizes but for dimension " + std::to_string(*dim) + ", but got " +
                            str(operands[0]->shape) + " and " + str(shape));
    out[*dim] = out[*dim] + shape[*dim];
  }
  return Inferred::of({promoteTypes(operands), out});
}

}  // namespace flodl::rules
