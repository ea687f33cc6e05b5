// Gradients of extremes and norms, in libtorch's formulas: evenly_distribute_backward,
// scale_grad_by_count, norm_backward.
#include "ir/flow/GradientBuilder.h"
#include <cmath>

using namespace mlir;
using namespace mlir::flow;

Value GradientBuilder::shareEqually(Value g, Value input, Value result) {
  // A NaN is equal to none, but comes from one.
  Value bothNan = logical_and(ne(input, input), ne(result, result));
  Value chosen = logical_or(eq(input, result), bothNan);
  return where(chosen, div(g, sum(chosen, {}, false)), number(0, g));
}

Value GradientBuilder::shareEquallyOver(Value g, Value input, Value result, ArrayRef<int64_t> dims, bool keepdim) {
  Value chosen = eq(keepReduced(result, input, dims, keepdim), input);
  Value spread = mul(keepReduced(g, input, dims, keepdim), chosen);
  return div(spread, sum(chosen, dims, true));
}

Value GradientBuilder::normGradient(Value g, Value input, Value norm, double p, ArrayRef<int64_t> dims, bool keepdim) {
  g = keepReduced(g, input, dims, keepdim);
  norm = keepReduced(norm, input, dims, keepdim);
  auto isZero = [&](Value value) { return eq(value, number(0, value)); };
  if (p == 0)  // a count
    return full(shape(input), 0, dtype(input), false);
  if (p == 1)
    return mul(sign(input), g);
  if (p == 2)
    return mul(g, masked_fill(div(input, norm), isZero(norm), 0));
  if (std::isinf(p)) {
    Value magnitude = abs(input);
    Value chosen = logical_or(eq(magnitude, norm), ne(magnitude, magnitude));
    return mul(sign(input), mul(div(g, sum(chosen, dims, true)), chosen));
  }
  if (p < 1) {
    Value slope = masked_fill(pow(abs(input), p - 1), isZero(input), 0);
    return mul(mul(mul(sign(input), slope), g), pow(norm, 1 - p));
  }
  Value slope = p < 2 ? mul(sign(input), pow(abs(input), p - 1)) : mul(input, pow(abs(input), p - 2));
  return mul(slope, masked_fill(div(g, pow(norm, p - 1)), isZero(norm), 0));
}
