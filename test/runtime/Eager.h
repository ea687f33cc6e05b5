// One eager operation through the runtime's table.
#pragma once
#include "test/runtime/Support.h"

namespace flodl::test {

/// A tensor, a number of the source, a hyper-parameter or a flag; an undefined tensor is absent.
struct Operand {
  Operand(at::Tensor tensor) : tensor(std::move(tensor)) {}
  Operand(double number) : isNumber(true), number(number) {}
  Operand(int number) : isNumber(true), isInteger(true), number(number) {}
  Operand(bool flag) : isNumber(true), number(flag) {}
  at::Tensor tensor;
  bool isNumber = false, isInteger = false;
  double number = 0;
};

/// All results.
std::vector<at::Tensor> applyAll(OpCode op, std::vector<Operand> operands, std::vector<AttrValue> attrs = {},
                                 detail::RandomState random = {});
inline at::Tensor apply(OpCode op, std::vector<Operand> operands, std::vector<AttrValue> attrs = {},
                        detail::RandomState random = {}) {
  return applyAll(op, std::move(operands), std::move(attrs), random)[0];
}

}  // namespace flodl::test
