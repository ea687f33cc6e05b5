// Gradients of distances and similarities, as libtorch's autograd takes them of their parts.
#include "ir/flow/GradientBuilder.h"

using namespace mlir;
using namespace mlir::flow;

Value GradientBuilder::pairwiseDistanceGradient(Value g, Value x1, Value x2, Value eps, Value result, double p,
                                                bool keepdim) {
  Value difference = sub(x1, x2);
  return normGradient(g, add(difference, hyper_value(eps, dtype(difference))), result, p, {-1}, keepdim);
}

Value GradientBuilder::cosineGradient(Value g, Value x1, Value x2, Value norm1, Value norm2, Value eps, int64_t dim) {
  Value like = mul(x1, x2), limit = hyper_value(eps, dtype(x1));
  Value wide1 = expand(x1, like), wide2 = expand(x2, like);
  Value limited = maximum(norm1, limit);
  Value towardsUnit = mul(expandReduced(g, like, {dim}, false), div(wide2, maximum(norm2, limit)));
  // The limit is put on the norm behind autograd's back: the gradient passes there, too.
  Value towardsNorm = sum_to(mul(neg(towardsUnit), div(div(wide1, limited), limited)), norm1);
  return sum_to(add(div(towardsUnit, limited), normGradient(towardsNorm, wide1, norm1, 2, {dim}, true)), x1);
}

Value GradientBuilder::normalizeGradient(Value g, Value input, Value norm, Value eps, double p, int64_t dim) {
  Value limit = hyper_value(eps, dtype(input)), limited = maximum(norm, limit);
  Value towardsLimited = sum_to(mul(neg(g), div(div(input, limited), limited)), norm);
  Value towardsNorm = where(ge(norm, limit), towardsLimited, number(0, g));
  return add(div(g, limited), normGradient(towardsNorm, input, norm, p, {dim}, true));
}
