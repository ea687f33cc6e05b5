#include "runtime/ops/EagerCall.h"
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ScalarOps.h>

namespace flodl::rt {

const detail::EagerOperand &EagerCall::at(size_t i) const {
  // Operands behind a variadic one shift by the length of its list.
  for (size_t k = 0; k < i; ++k)
    if (op.operands[k].kind == OperandKind::VariadicTensor)
      return operands[i + variadicCount() - 1];
  return operands[i];
}

at::Tensor EagerCall::toTensor(const detail::EagerOperand &operand) const {
  if (!operand.isNumber)
    return tensorOf(*operand.tensor);
  // A number takes part in promotion as a number, as in `x * 2.0`.
  at::Tensor number = operand.isInteger ? at::scalar_tensor(static_cast<int64_t>(operand.number), at::kLong)
                                        : at::scalar_tensor(operand.number, at::kDouble);
  number.unsafeGetTensorImpl()->set_wrapped_number(true);
  return number;
}

std::optional<at::Tensor> EagerCall::optional(size_t i) const {
  const detail::EagerOperand &operand = at(i);
  if (!operand.isNumber && (!operand.tensor || !*operand.tensor))
    return std::nullopt;
  return toTensor(operand);
}

std::vector<at::Tensor> EagerCall::tensors(size_t i) const {
  std::vector<at::Tensor> list;
  for (const detail::EagerOperand &operand : operands.subspan(i, variadicCount()))
    list.push_back(toTensor(operand));
  return list;
}

std::vector<int64_t> EagerCall::sizes(size_t i) const {
  const Shape &shape = std::get<Shape>(attrs[i]);
  return {shape.begin(), shape.end()};
}

RandomKey EagerCall::random(size_t path, size_t draw) const {
  // Outside of graphs there is no path: the key is the next number of libtorch's generator.
  if (text(path).empty()) {
    at::Generator generator = at::globalContext().defaultGenerator(at::kCPU);
    std::lock_guard lock(generator.mutex());
    return {at::check_generator<at::CPUGeneratorImpl>(generator)->random64(), 0, nullptr};
  }
  return {randomKey(seed(), state.instance, text(path), integer(draw)), state.forward, nullptr};
}

namespace eager {
#define FLODL_OP(name) void name(EagerCall &call);
#include "flodl/base/ops.inc"
#undef FLODL_OP
}  // namespace eager

void applyEager(OpCode code, EagerCall &call) {
  static constexpr void (*table[])(EagerCall &) = {
#define FLODL_OP(name) eager::name,
#include "flodl/base/ops.inc"
#undef FLODL_OP
  };
  table[static_cast<size_t>(code)](call);
}

}  // namespace flodl::rt
