// How a generated eager call reads its operands and attributes.
#pragma once
#include "flodl/detail/runtime.h"
#include "runtime/core/Random.h"
#include "runtime/core/Tensors.h"
#include <optional>

namespace flodl::rt {

/// One eager operation. Operands are numbered as in the record: tensors, hypers, flags; a variadic
/// operand takes all that the others leave.
class EagerCall {
 public:
  EagerCall(const OpInfo &op, std::span<const detail::EagerOperand> operands, std::span<const AttrValue> attrs,
            const detail::RandomState &state, std::span<detail::Handle> results)
      : op(op), operands(operands), attrs(attrs), state(state), results(results) {}

  at::Tensor tensor(size_t i) const { return toTensor(at(i)); }
  std::optional<at::Tensor> optional(size_t i) const;
  std::vector<at::Tensor> tensors(size_t i) const;
  double hyper(size_t i) const { return at(i).number; }
  bool flag(size_t i) const { return at(i).number != 0; }

  bool boolean(size_t i) const { return std::get<bool>(attrs[i]); }
  int64_t integer(size_t i) const { return std::get<int64_t>(attrs[i]); }
  double real(size_t i) const { return std::get<double>(attrs[i]); }
  const std::string &text(size_t i) const { return std::get<std::string>(attrs[i]); }
  at::ScalarType dtype(size_t i) const { return scalarType(std::get<DType>(attrs[i])); }
  const std::vector<int64_t> &integers(size_t i) const { return std::get<std::vector<int64_t>>(attrs[i]); }
  std::vector<int64_t> sizes(size_t i) const;
  RandomKey random(size_t path, size_t draw) const;

  void result(size_t i, at::Tensor value) { results[i] = handleOf(std::move(value)); }

 private:
  const detail::EagerOperand &at(size_t i) const;
  at::Tensor toTensor(const detail::EagerOperand &operand) const;
  size_t variadicCount() const { return operands.size() + 1 - op.operands.size(); }

  const OpInfo &op;
  std::span<const detail::EagerOperand> operands;
  std::span<const AttrValue> attrs;
  const detail::RandomState &state;
  std::span<detail::Handle> results;
};

/// Runs operation `code` through libtorch.
void applyEager(OpCode code, EagerCall &call);

}  // namespace flodl::rt
