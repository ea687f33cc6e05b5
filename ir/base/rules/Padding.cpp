// Types of paddings.
#include "rules/Common.h"
#include <algorithm>

namespace flodl::rules {

static std::string listed(const std::vector<int64_t> &values) { return str(Shape(values.begin(), values.end())); }

/// C4 and C5: padding by elements of the tensor itself.
static std::string copyingError(const Shape &shape, const std::vector<int64_t> &amounts, const std::string &mode) {
  size_t padded = amounts.size() / 2;
  if (padded < 1 || padded > 3 || shape.size() < padded + 1 || shape.size() > padded + 2)  // C4
    return "expects 1 to 3 dimensions to pad behind one or two others for mode \"" + mode + "\", but got " +
           std::to_string(padded) + " of " + str(shape);
  for (size_t i = 0; i < amounts.size(); ++i) {
    if (amounts[i] < 0)  // C4
      return "expects 'amounts' of 0 or more for mode \"" + mode + "\", but got " + listed(amounts);
    const Dim &size = shape[shape.size() - 1 - i / 2];
    if (mode == "replicate" || !size.constant())
      continue;
    int64_t most = *size.constant() - (mode == "reflect");
    if (amounts[i] > most)  // C5
      return "expects at most " + std::to_string(most) + " elements to add to a dimension of size " +
             size.str() + " for mode \"" + mode + "\", but got " + std::to_string(amounts[i]);
  }
  return {};
}

static Inferred padded(const TensorType &input, const std::vector<int64_t> &amounts, const std::string &mode) {
  if (mode != "constant" && mode != "reflect" && mode != "replicate" && mode != "circular")  // C1
    return Inferred::fail("expects 'mode' to be \"constant\", \"reflect\", \"replicate\" or \"circular\", but got \"" + mode +
                          "\"");
  Shape out = input.shape;
  if (amounts.size() % 2 != 0 || amounts.size() > 2 * out.size())  // C2
    return Inferred::fail("expects two 'amounts' for each of the last dimensions of " + str(out) + ", but got " +
                          listed(amounts));
  if (mode != "constant")
    if (std::string error = copyingError(out, amounts, mode); !error.empty())
      return Inferred::fail(std::move(error));
  for (size_t i = 0; i < amounts.size(); i += 2) {
    Dim &size = out[out.size() - 1 - i / 2];
    size = size + amounts[i] + amounts[i + 1];
    if (size.constant().value_or(0) < 0)  // C3
      return Inferred::fail("expects 'amounts' that leave no negative size, but got " + listed(amounts) + " for " +
                            str(input.shape));
  }
  return Inferred::of({input.dtype, out});
}

Inferred pad(OperandTypes operands, std::span<const AttrValue> attrs) {
  return padded(*operands[0], std::get<std::vector<int64_t>>(attrs[0]), std::get<std::string>(attrs[1]));
}

Inferred padBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  TensorType input{operands[0]->dtype, std::get<Shape>(attrs[0])};
  const std::string &mode = std::get<std::string>(attrs[2]);
  if (mode == "constant")  // C1
    return Inferred::fail("expects 'mode' to be \"reflect\", \"replicate\" or \"circular\", but got \"constant\"");
  return gradientOf(input, padded(input, std::get<std::vector<int64_t>>(attrs[1]), mode), *operands[0]);  // C1
}

}  // namespace flodl::rules
