// Operations are found unqualified beside <cmath>, with and without using-directives.
#include <cmath>
#include <flodl/flodl.h>

flodl::Tensor unqualified(const flodl::Tensor &x) {
  return tanh(x) + exp(x) * sqrt(x) - pow(x, 2) / abs(x) + log(x) + sin(x) + cos(x) + erf(x) + relu(2.0 * x + 1);
}

namespace user {
using namespace flodl;

Tensor withDirective(const Tensor &x) {
  double number = tanh(1.0) + exp(2.0) + std::abs(-1.5) + pow(2.0, 3.0);
  return tanh(x) + exp(x) * number + x.mean() + softmax(x, -1) + x.reshape({x.size(0), 8, -1}).sum({1}, true);
}

Tensor apply(Tensor (*f)(const TensorArg &), const Tensor &x) { return f(x); }
Tensor byName(const Tensor &x) { return apply(relu, x) + apply(gelu, x); }

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
