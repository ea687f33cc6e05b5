// Types of recurrent networks over sequences.
#include "rules/Common.h"

namespace flodl::rules {
namespace {

/// A sequence, the states before it (`h0`, then `c0`), and its weights.
struct Sequence {
  OperandTypes operands;
  size_t states;   ///< 1, or 2 with cells
  int64_t gates;
  bool batchFirst, bidirectional, biases;

  Sequence(OperandTypes operands, size_t states, int64_t gates, std::span<const AttrValue> attrs)
      : operands(operands), states(states), gates(gates), batchFirst(std::get<bool>(attrs[0])),
        bidirectional(std::get<bool>(attrs[1])), biases(std::get<bool>(attrs[2])) {}

  const TensorType &input() const { return *operands[0]; }
  OperandTypes weights() const { return operands.subspan(1 + states); }
  /// Weights of a layer in one direction.
  size_t each() const { return biases ? 4 : 2; }
  size_t eachLayer() const { return each() * (bidirectional ? 2 : 1); }
  Dim width() const { return hidden() * (bidirectional ? 2 : 1); }
  TensorType state() const {
    Dim networks = static_cast<int64_t>(weights().size() / each());
    return {input().dtype, {networks, input().shape[batchFirst ? 0 : 1], hidden()}};
  }
  TensorType output() const { return {input().dtype, {input().shape[0], input().shape[1], width()}}; }

  std::string error() const {
    if (input().shape.size() != 3 || !isFloating(input().dtype))  // C1
      return "expects 'input' of rank 3 and floating-point type, but got " + str(input());
    if (weights().empty() || weights().size() % eachLayer() != 0 || weights()[1]->shape.size() != 2)  // C2
      return "expects " + std::to_string(eachLayer()) + " 'weights' for each layer, but got " +
             std::to_string(weights().size()) + " tensors";
    Dim rows = hidden() * gates;
    for (size_t i = 0; i < weights().size(); ++i) {
      Shape shape{rows};
      if (i % each() == 0)
        shape.push_back(i < eachLayer() ? input().shape[2] : width());
      else if (i % each() == 1)
        shape.push_back(hidden());
      if (!sameType(*weights()[i], {input().dtype, shape}))  // C2
        return "expects number " + std::to_string(i) + " of 'weights' of type " + str(TensorType{input().dtype, shape}) +
               ", but got " + str(*weights()[i]);
    }
    const std::string names[] = {"h0", "c0"};
    for (size_t i = 1; i <= states; ++i)
      if (!sameType(*operands[i], state()))  // C3
        return "expects '" + names[i - 1] + "' of type " + str(state()) + ", but got " + str(*operands[i]);
    return {};
  }

 private:
  Dim hidden() const { return weights()[1]->shape[1]; }
};

Inferred forwardTypes(const Sequence &sequence) {
  if (std::string error = sequence.error(); !error.empty())
    return Inferred::fail(std::move(error));
  std::vector<TensorType> types{sequence.output()};
  types.resize(1 + sequence.states, sequence.state());
  return {std::move(types), {}};
}

/// `operands` start with the gradients of the results.
Inferred backwardTypes(OperandTypes operands, size_t states, int64_t gates, std::span<const AttrValue> attrs) {
  Sequence sequence(operands.subspan(1 + states), states, gates, attrs);
  Inferred forward = forwardTypes(sequence);
  if (!forward.ok())
    return forward;
  static constexpr const char *names[] = {"grad_output", "grad_hn", "grad_cn"};
  for (size_t i = 0; i <= states; ++i)
    if (operands[i] && !sameType(*operands[i], forward.types[i]))  // C4
      return Inferred::fail(std::string("expects '") + names[i] + "' of type " + str(forward.types[i]) + ", but got " +
                            str(*operands[i]));
  Dim elements = 0;
  for (const TensorType *weight : sequence.weights())
    elements = elements + numel(weight->shape);
  std::vector<TensorType> types{sequence.input()};
  types.resize(1 + states, sequence.state());
  types.push_back({sequence.input().dtype, {elements}});
  return {std::move(types), {}};
}

}  // namespace

Inferred gru(OperandTypes operands, std::span<const AttrValue> attrs) {
  return forwardTypes(Sequence(operands, 1, 3, attrs));
}
Inferred gruBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  return backwardTypes(operands, 1, 3, attrs);
}
Inferred rnn(OperandTypes operands, std::span<const AttrValue> attrs) {
  return forwardTypes(Sequence(operands, 1, 1, attrs));
}
Inferred rnnBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  return backwardTypes(operands, 1, 1, attrs);
}
Inferred lstm(OperandTypes operands, std::span<const AttrValue> attrs) {
  return forwardTypes(Sequence(operands, 2, 4, attrs));
}
Inferred lstmBackward(OperandTypes operands, std::span<const AttrValue> attrs) {
  return backwardTypes(operands, 2, 4, attrs);
}

}  // namespace flodl::rules
