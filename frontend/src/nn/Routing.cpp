// Routers, selectors, conditions and sums of references.
#include "flodl/nn/routing.h"
#include "nn/Check.h"
#include <limits>

namespace flodl {
using namespace detail;

static Tensor plusAll(Tensor sum, const Refs &refs) {
  for (auto &[name, value] : refs.values())
    sum = Operand(sum, here()) + Operand(value, here());
  return sum;
}

Tensor StateAdd::forward_named(const Tensor &x, const Refs &refs) { return plusAll(x, refs); }

Router::Router(int64_t in_features, int64_t n, SourceLoc loc) : projection(*this, "projection", in_features, n, LinearOptions{}, loc) {}
Tensor Router::forward_named(const Tensor &x, const Refs &refs) { return route(projection(plusAll(x, refs), here())); }

Tensor SoftmaxRouter::route(const Tensor &logits) { return softmax(TensorArg(logits, here()), -1); }
Tensor SigmoidRouter::route(const Tensor &logits) { return sigmoid(TensorArg(logits, here())); }
Tensor ArgmaxSelector::route(const Tensor &logits) {
  return argmax(mean(reshape(logits.detach(), {-1, logits.size(-1)}), {0}), 0, /*keepdim=*/true);
}

FixedSelector::FixedSelector(int64_t index, SourceLoc loc) : index(index) {
  require(index >= 0, "FixedSelector", "a branch number of 0 or more", double(index), loc);
}
Tensor FixedSelector::forward(const Tensor &x) {
  return full({1}, static_cast<double>(index), {.dtype = kInt64, .device = x.device()});
}

Tensor ThresholdHalt::forward(const Tensor &x) {
  constexpr double lowest = -std::numeric_limits<double>::infinity();
  if (x.numel().constant() == 0)
    return full({1}, lowest, {.dtype = kFloat32, .device = x.device()});
  Tensor numbers = where(isnan(x), lowest, x);
  return reshape(Operand(amax(numbers), here()) - Operand(threshold, here()), {1});
}

LearnedHalt::LearnedHalt(int64_t in_features, SourceLoc loc) : projection(*this, "projection", in_features, 1, LinearOptions{}, loc) {}

}  // namespace flodl
