// Operations are found unqualified beside <cmath>, with and without using-directives.
#include <cmath>
#include <flodl/flodl.h>

flodl::Tensor unqualified(const flodl::Tensor &x) {
  return tanh(x) + exp(x) * sqrt(x) - pow(x, 2) / abs(x) + log(x) + sin(x) + cos(x) + erf(x) + relu(2.0 * x + 1);
}

flodl::Tensor unqualifiedToo(const flodl::Tensor &x) {
  return floor(x) + ceil(x) + round(x) + trunc(x) + frac(x) + fmod(x, 2) + remainder(x, 2.5) + fmod(2.0, x) + lerp(x, x, 0.5) +
         exp2(x) + expm1(x) + log1p(x) + log2(x) + log10(x) + erfc(x) + tan(x) + asin(x) + acos(x) + atan(x) + sinh(x) + cosh(x) +
         asinh(x) + acosh(x) + atanh(x) + atan2(x, 1.0) + pow(2.0, x) + pow(x, x) + square(x) + reciprocal(x) + x % 3 +
         where(isnan(x), 0.0, where(logical_or(isinf(x), isfinite(x)), x, 1.0)) + div(x, x) + div(x, 2, "floor") + floor_divide(x, 2) +
         addcmul(x, x, 2.0) + addcdiv(x, x, x, 0.5) + clamp(x, 0, 1) + clamp_min(x, 0) + clamp_max(x, 1) + x.pow(2).clamp(-1, 1);
}

namespace user {
using namespace flodl;

Tensor withDirective(const Tensor &x) {
  double number = tanh(1.0) + exp(2.0) + std::abs(-1.5) + pow(2.0, 3.0);
  return tanh(x) + exp(x) * number + x.mean() + softmax(x, -1) + x.reshape({x.size(0), 8, -1}).sum({1}, true);
}

Tensor apply(Tensor (*f)(const TensorArg &), const Tensor &x) { return f(x); }
Tensor byName(const Tensor &x) { return apply(relu, x) + apply(gelu, x); }

Tensor functions(const Tensor &x) {
  double number = floor(1.5) + fmod(5.0, 3.0) + log2(8.0) + atan2(1.0, 2.0) + round(2.5) + (std::isnan(1.0) ? 1 : 0);
  return floor(x) * number + round(x) + fmod(x, 2) + log2(x) + atan2(x, x) + where(isnan(x), 0.0, x) + lerp(x, x, 0.5);
}

Tensor created(const Tensor &x) {
  return arange(0, 10, 2) + arange(0.0, 1.0, 0.2) + arange(5, 0, -1) + linspace(0, 1, 5) + eye(5, 5) + randint(0, 5, {5}) + randperm(5) +
         rand_like(x) + randn_like(x) + full_like(x, 2, kFloat64) + ones_like(x) + one_hot(x.to(kInt64), 4) + elu(x) + leaky_relu(x) +
         softplus(x) + hardtanh(x) + prelu(x, x) + glu(x) + relu6(x) + celu(x, 0.5) + isclose(x, 1.0).to(kFloat32) + multinomial(x, 2);
}

Tensor comparisons(const Tensor &x) {
  return where(x > 0.5, x, 0.0) + masked_fill(x, x <= 0, -1) + (x == x).to(kFloat32);
}

Graph trained() {
  Graph g = FlowBuilder::from(Linear(784, 10)).build();
  g.set_loss(cross_entropy_loss)
      .set_optimizer(AdamOptions{
          .lr = 1e-3,
          .groups = {{.where = [](const NamedParameter &p) { return p.ndim() < 2; }, .weight_decay = 0}}})
      .set_clip_grad_norm(1.0);
  g.set_loss(mse_loss);
  return g;
}
}  // namespace user
