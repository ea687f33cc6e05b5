// Losses that are composed of other operations, so that they fuse with what surrounds them.
#include "Losses.h"
#include <numbers>

namespace flodl {
namespace detail {

SourceLoc placeOf(const TensorArg &arg) {
  return currentScope() && !currentScope()->module() ? here() : arg.loc;
}

std::string text(Reduction reduction, SourceLoc loc) {
  if (reduction == Reduction::BatchMean)
    throw Error(ErrorCode::InvalidArgument,
                "the reduction BatchMean is for kl_div_loss; use Reduction::Mean, or Sum and divide by the batch", loc);
  static constexpr const char *names[] = {"none", "mean", "sum"};
  return names[static_cast<size_t>(reduction)];
}

Tensor reduce(const Expression &each, Reduction reduction) {
  std::string name = text(reduction, each.loc);
  return name == "none" ? each.tensor : name == "mean" ? mean(each).tensor : sum(each).tensor;
}

void requireAlike(const char *loss, const char *name, const Expression &value, const char *otherName, const Tensor &other) {
  Shape a = value.tensor.shape(), b = other.shape();
  bool equal = a.size() == b.size();
  for (size_t i = 0; equal && i < a.size(); ++i)
    equal = a[i].same(b[i]);
  std::string names = std::string("'") + name + "' and '" + otherName + "' of ";
  if (!equal)
    throw Error(ErrorCode::ShapeMismatch,
                std::string("[") + loss + "] expects " + names + "equal shapes, but got " + str(a) + " and " + str(b),
                value.loc);
  if (!isFloating(value.tensor.dtype()) || value.tensor.dtype() != other.dtype())
    throw Error(ErrorCode::InvalidArgument,
                std::string("[") + loss + "] expects " + names + "one floating-point type, but got " +
                    std::string(dtypeName(value.tensor.dtype())) + " and " + std::string(dtypeName(other.dtype())),
                value.loc);
}

void requireOption(bool holds, const char *loss, const char *what, double value, SourceLoc loc) {
  if (!holds)
    throw Error(ErrorCode::InvalidArgument,
                std::string("[") + loss + "] expects " + what + ", but got " + std::to_string(value), loc);
}

}  // namespace detail
using namespace detail;

/// t * ln t, 0 at 0, with a finite gradient there.
static Expression entropy(const Expression &t) { return t * log(choose(t != 0, t, 1)); }

Tensor KlDivLoss::operator()(const TensorArg &input, const Tensor &target, const KlDivOptions &options) const {
  Expression x{input.tensor, placeOf(input)}, t = x.with(target);
  requireAlike("kl_div_loss", "input", x, "target", target);
  Expression each = options.log_target ? exp(t) * (t - x) : entropy(t) - t * x;
  if (options.reduction != Reduction::BatchMean)
    return reduce(each, options.reduction);
  if (x.tensor.ndim() == 0)
    throw Error(ErrorCode::ShapeMismatch,
                "[kl_div_loss] expects 'input' of rank 1 or more for the mean over the batch, but got rank 0", x.loc);
  return (sum(each) / x.count({x.tensor.shape()[0]})).tensor;
}

Tensor FocalLoss::operator()(const TensorArg &input, const Tensor &target, const FocalOptions &options) const {
  Expression x{input.tensor, placeOf(input)};
  Expression logProbs = logSoftmax(x, x.tensor.ndim() > 1 ? 1 : 0);
  Expression likelihood = x.with(nll_loss(TensorArg(logProbs), target, {.reduction = Reduction::None}));
  // (1 - p)^gamma, where a probability that rounds to 1 keeps a logarithm and a gradient.
  Expression modulation = exp(x.hyper(options.gamma) * log(atLeast(1 - exp(-likelihood), 1e-12)));
  return reduce(x.hyper(options.alpha) * modulation * likelihood, options.reduction);
}

/// Norm of the differences along the last dimension.
static Expression distance(const Expression &a, const Expression &b, const TripletMarginOptions &options) {
  Expression d = a - b + a.hyper(options.eps);
  if (options.p == 2)
    return sqrt(sum(d * d, {-1}));
  return options.p == 1 ? sum(abs(d), {-1}) : pow(sum(pow(abs(d), options.p), {-1}), 1 / options.p);
}

Tensor TripletMarginLoss::operator()(const TensorArg &anchor, const Tensor &positive, const Tensor &negative,
                                     const TripletMarginOptions &options) const {
  Expression a{anchor.tensor, placeOf(anchor)}, p = a.with(positive), n = a.with(negative);
  requireOption(options.p > 0, "triplet_margin_loss", "a p above 0", options.p, a.loc);
  requireAlike("triplet_margin_loss", "anchor", a, "positive", positive);
  requireAlike("triplet_margin_loss", "anchor", a, "negative", negative);
  Expression away = distance(a, n, options);
  if (options.swap)
    away = minimum(away, distance(p, n, options));
  return reduce(atLeast(a.hyper(options.margin) + distance(a, p, options) - away, 0), options.reduction);
}

Tensor CosineEmbeddingLoss::operator()(const TensorArg &input1, const Tensor &input2, const Tensor &target,
                                       const CosineEmbeddingOptions &options) const {
  Expression a{input1.tensor, placeOf(input1)}, b = a.with(input2), t = a.with(target.to(a.tensor.dtype(), a.loc));
  requireAlike("cosine_embedding_loss", "input1", a, "input2", input2);
  // libtorch's guard against rows of zeros.
  constexpr double eps = 1e-12;
  Expression cosine = sum(a * b, {-1}) / sqrt((sum(a * a, {-1}) + eps) * (sum(b * b, {-1}) + eps));
  if (cosine.tensor.ndim() != target.ndim())
    throw Error(ErrorCode::ShapeMismatch,
                "[cosine_embedding_loss] expects 'target' of shape " + str(cosine.tensor.shape()) + ", but got " +
                    str(target.shape()),
                a.loc);
  Expression near = choose(t == 1, 1 - cosine, 0);
  Expression far = choose(t == -1, atLeast(cosine - a.hyper(options.margin), 0), 0);
  return reduce(near + far, options.reduction);
}

Tensor HingeEmbeddingLoss::operator()(const TensorArg &input, const Tensor &target,
                                      const HingeEmbeddingOptions &options) const {
  Expression x{input.tensor, placeOf(input)}, t = x.with(target);
  requireAlike("hinge_embedding_loss", "input", x, "target", target);
  Expression far = choose(t != 1, atLeast(x.hyper(options.margin) - x, 0), 0);
  return reduce(far + choose(t != -1, x, 0), options.reduction);
}

Tensor MarginRankingLoss::operator()(const TensorArg &input1, const Tensor &input2, const Tensor &target,
                                     const MarginRankingOptions &options) const {
  Expression a{input1.tensor, placeOf(input1)};
  requireAlike("margin_ranking_loss", "input1", a, "input2", input2);
  requireAlike("margin_ranking_loss", "input1", a, "target", target);
  return reduce(atLeast(-a.with(target) * (a - a.with(input2)) + a.hyper(options.margin), 0), options.reduction);
}

Tensor PoissonNllLoss::operator()(const TensorArg &input, const Tensor &target, const PoissonNllOptions &options) const {
  Expression x{input.tensor, placeOf(input)}, t = x.with(target);
  requireAlike("poisson_nll_loss", "input", x, "target", target);
  Expression each = options.log_input ? exp(x) - t * x : x - t * log(x + x.hyper(options.eps));
  if (options.full) {
    Expression large = choose(t > 1, t, 1);
    each = each + choose(t > 1, t * log(large) - t + log(large * (2 * std::numbers::pi)) * 0.5, 0);
  }
  return reduce(each, options.reduction);
}

}  // namespace flodl
