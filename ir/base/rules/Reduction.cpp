// Types of reductions and of their inverse, broadcasting to a shape.
#include "rules/Common.h"

namespace flodl::rules {

Inferred sumTo(OperandTypes operands, std::span<const AttrValue> attrs) {
  const Shape &from = operands[0]->shape, &to = std::get<Shape>(attrs[0]);
  auto back = broadcastShapes(to, from);
  bool fits = back && back->size() == from.size();
  for (size_t i = 0; fits && i < from.size(); ++i)
    fits = equal((*back)[i], from[i]);
  if (!fits)  // C1
    return Inferred::fail("expects 'shape' to broadcast to the shape of 'input', but got " + str(to) + " and " + str(from));
  return Inferred::of({operands[0]->dtype, to});
}

Inferred expand(OperandTypes operands, std::span<const AttrValue> attrs) {
  const Shape &from = operands[0]->shape;
  Shape to = std::get<Shape>(attrs[0]);
  bool fits = to.size() >= from.size();
  for (size_t i = 0; fits && i < to.size(); ++i) {
    size_t added = to.size() - from.size();
    if (to[i].constant() == std::optional<int64_t>(-1)) {
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

}  // namespace flodl::rules
