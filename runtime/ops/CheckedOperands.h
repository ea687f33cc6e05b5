// Positions among the operands of an eager operation, checked before libtorch reads there.
#pragma once
#include "flodl/detail/runtime.h"
#include <vector>

namespace flodl::rt {

/// The operands with checked indices in place of the given ones. On the CPU an index out of range
/// is an error at once, on another device later (see IndexFault).
class CheckedOperands {
 public:
  CheckedOperands(const OpInfo &op, std::span<const detail::EagerOperand> given, std::span<const AttrValue> attrs);
  CheckedOperands(const CheckedOperands &) = delete;
  CheckedOperands &operator=(const CheckedOperands &) = delete;

  std::span<const detail::EagerOperand> operands() const { return checked.empty() ? given : checked; }

 private:
  std::span<const detail::EagerOperand> given;
  std::vector<detail::EagerOperand> checked;
  std::vector<detail::Handle> handles;
};

}  // namespace flodl::rt
