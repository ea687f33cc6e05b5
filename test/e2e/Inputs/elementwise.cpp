// Modules that users write: element-wise functions, creation and random numbers in a forward of their own.
#include "Rows.h"
using namespace e2e;

namespace {

/// A dropout of the user's own: the flag is the module's mode.
struct KeepsMoments : Module {
  std::string name() const override { return "keeps_moments"; }
  Tensor forward(const Tensor &x) override { return alpha_dropout(x, 0.3, is_training()); }
};
struct DropsChannels : Module {
  std::string name() const override { return "drops_channels"; }
  Tensor forward(const Tensor &x) override {
    return flatten(feature_dropout(reshape(x, {x.size(0), 4, 2}), 0.4, is_training()), 1, -1);
  }
};

template <class M>
Graph dropping() {
  Graph g = FlowBuilder::from(Linear(6, 8)).through(M()).through(Linear(8, 2)).build();
  g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.01});
  return g;
}

const bool models[] = {
    rowCase("rounding", 8, [](const Tensor &x) { return floor(x * 3) * x + ceil(x * 2) * 0.1 + round(x * 2) * x + trunc(x * 4) * 0.1 + frac(x * 3); }),
    rowCase("remainders", 8, [](const Tensor &x) {
      return fmod(x, 0.7) + remainder(x, -0.3) + fmod(x, x * x + 0.5) + remainder(2.0, x * x + 0.5) * 0.1 + (x % (x * x + 0.7)) +
             floor_divide(x, 0.4) * 0.1 + div(x, 0.3, "trunc") * x;
    }),
    rowCase("interpolation", 8, [](const Tensor &x) { return lerp(x, x * x, 0.3) + lerp(x, -x, sigmoid(x)) + lerp(x, relu(x), 0.8); }),
    rowCase("fused_products", 8, [](const Tensor &x) {
      return addcmul(x, x, x * 0.5, 0.3) + addcdiv(x, x, x * x + 1, -0.7) + addcmul(x, 2.0, x);
    }),
    rowCase("powers", 8, [](const Tensor &x) {
      return pow(x * x + 0.5, x) + pow(2.0, x) + square(x) + reciprocal(x * x + 1) + pow(x * x + 1, 0.3) + clamp_min(x, 0.1) * clamp_max(x, 0.2);
    }),
    rowCase("exponentials", 8, [](const Tensor &x) {
      return exp2(x) + expm1(x) + log1p(x * x) + log2(x * x + 1) + log10(x * x + 1) + erfc(x);
    }),
    rowCase("trigonometry", 8, [](const Tensor &x) {
      Tensor inside = x / (abs(x) + 2);
      return tan(inside) + asin(inside) + acos(inside) + atan(x) + sinh(inside) + cosh(inside) + asinh(x) + acosh(x * x + 1.5) +
             atanh(inside) + atan2(x, x * x + 1);
    }),
    rowCase("predicates", 8, [](const Tensor &x) {
      return where(logical_xor(x > 0, isclose(x, 0.0, 0, 0.1)), x, -x) + where(isnan(x), 0.0, x) +
             where(logical_and(isfinite(x), logical_not(isinf(x))), x, 0.0);
    }),
    // What is compared meets in its promoted type, not in that of its left operand.
    rowCase("comparisons_of_two_types", 8, [](const Tensor &x) {
      Tensor index = arange(8);
      return where(index > 3.5, x, -x) + where(index <= x * 4, x, 0.5 * x) + where(index != 2.5, x, 0.0) + where(logical_and(index, x), x, 0.1);
    }),
    rowCase("integers", 8, [](const Tensor &x) {
      Tensor i = arange(8);
      return x * (i % 3) + x * floor_divide(i, 2) + square(i) * 0.01 + clamp(i, 2, 5) * x + pow(i, 2) * 0.01 + clamp(i, 1.5, 3) * 0.1 +
             pow(i, 0.5) * 0.1 + maximum(i, 3) * 0.1 + floor(i) * 0.1 + where(isfinite(i), x, 0.0) + sign(i - 3) * x + addcmul(i, i, 2) * 0.01;
    }),
    rowCase("creation", 8, [](const Tensor &x) {
      TensorOptions same{.dtype = x.dtype()};
      return x * linspace(0, 1, 8, same) + matmul(x, eye(8, same)) + full_like(x, 0.3) * x + ones_like(x) + arange(0.0, 0.8, 0.1, same) * x +
             sum(eye(x.size(0), same), {1}, true) * 0.1 + unsqueeze(linspace(-1, 1, x.size(0), same), 1) + arange(14, -2, -2) * 0.01;
    }),
    rowCase("one_hot", 8, [](const Tensor &x) { return x * one_hot(max(x, 1)[1], 8) + one_hot(arange(8), 8).to(x.dtype()).sum({0}); }),
    rowCase("noise", 8, [](const Tensor &x) {
      return x + rand_like(x) * 0.1 + randn_like(x) * 0.1 + randint(-2, 3, {8}) * x + randperm(8) * 0.01 +
             unsqueeze(randperm(x.size(0)), 1) * 0.01 + bernoulli(sigmoid(x)) * x;
    }),
    rowCase("choices_at_random", 8, [](const Tensor &x) {
      Tensor drawn = multinomial(sigmoid(x), 8, true), others = multinomial(x * x + 0.1, 8);
      return x + drawn * 0.1 + others * x * 0.1;
    }),
    rowCase("affine", 8, [](const Tensor &x) {
      Tensor square = eye(8, {.dtype = x.dtype()}) * 0.5 + 0.1;
      return addmm(arange(8).to(x.dtype()), x, square, 0.1, 2.0) + addmm(x, x, square) + addmm(x, x * 0.1, square, 0);
    }),
    testCase("alpha_dropout", rows(), dropping<KeepsMoments>),
    testCase("feature_dropout", rows(), dropping<DropsChannels>),
};

}  // namespace
