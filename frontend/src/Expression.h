// Formulas of losses: expressions whose operations carry the place of the user's call.
#pragma once
#include "TensorImpl.h"
#include "flodl/ops.h"
#include <limits>

namespace flodl::detail {

/// A tensor in a formula.
struct Expression {
  Tensor tensor;
  SourceLoc loc;

  operator Operand() const { return Operand(tensor, loc); }
  operator TensorArg() const { return TensorArg(tensor, loc); }
  /// The same place, another tensor.
  Expression with(Tensor other) const { return {std::move(other), loc}; }
  Operand number(double value) const { return Operand(value, loc); }
  /// A hyper-parameter, which is no part of a program's signature.
  Expression hyper(double value) const {
    return with(apply(OpCode::hyper_value, {Operand(value, loc)}, {tensor.dtype()}, loc)[0]);
  }
  /// Number of elements of `shape`.
  Expression count(const Shape &shape) const { return with(apply(OpCode::count, {}, {shape, tensor.dtype()}, loc)[0]); }
};

#define FLODL_EXPRESSION_OPERATOR(op)                                                                             \
  inline Expression operator op(const Expression &a, const Expression &b) { return a.with(Operand(a) op Operand(b)); } \
  inline Expression operator op(const Expression &a, double b) { return a.with(Operand(a) op a.number(b)); }         \
  inline Expression operator op(double a, const Expression &b) { return b.with(b.number(a) op Operand(b)); }
FLODL_EXPRESSION_OPERATOR(+)
FLODL_EXPRESSION_OPERATOR(-)
FLODL_EXPRESSION_OPERATOR(*)
FLODL_EXPRESSION_OPERATOR(/)
FLODL_EXPRESSION_OPERATOR(==)
FLODL_EXPRESSION_OPERATOR(!=)
FLODL_EXPRESSION_OPERATOR(>)
#undef FLODL_EXPRESSION_OPERATOR

inline Expression operator-(const Expression &x) { return x.with(neg(TensorArg(x))); }
inline Expression exp(const Expression &x) { return x.with(::flodl::exp(TensorArg(x))); }
inline Expression log(const Expression &x) { return x.with(::flodl::log(TensorArg(x))); }
inline Expression abs(const Expression &x) { return x.with(::flodl::abs(TensorArg(x))); }
inline Expression sqrt(const Expression &x) { return x.with(::flodl::sqrt(TensorArg(x))); }
inline Expression pow(const Expression &x, double exponent) { return x.with(::flodl::pow(Operand(x), x.number(exponent))); }
/// No smaller than `least`; the gradient passes at equality, as libtorch's does.
inline Expression atLeast(const Expression &x, double least) {
  return x.with(clamp(TensorArg(x), least, std::numeric_limits<double>::infinity()));
}
inline Expression minimum(const Expression &a, const Expression &b) { return a.with(::flodl::minimum(Operand(a), Operand(b))); }
inline Expression choose(const Expression &condition, const Expression &a, double b) {
  return a.with(where(Operand(condition), Operand(a), a.number(b)));
}
inline Expression sum(const Expression &x, std::vector<int64_t> dims = {}) { return x.with(::flodl::sum(TensorArg(x), dims)); }
inline Expression mean(const Expression &x) { return x.with(::flodl::mean(TensorArg(x))); }
inline Expression logSoftmax(const Expression &x, int64_t dim) { return x.with(log_softmax(TensorArg(x), dim)); }

}  // namespace flodl::detail
