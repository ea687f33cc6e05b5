// Modules that users write: operations of every kind in a forward of their own.
#include "Rows.h"
using namespace e2e;

namespace {

const bool models[] = {
    rowCase("arithmetic", 8, [](const Tensor &x) { return (2.0 * x - 1) / (x * x + 1.5) + maximum(x, 0.1) - minimum(x, -x); }),
    rowCase("functions", 8, [](const Tensor &x) { return sin(x) * cos(x) + exp(-abs(x)) + log(x * x + 1) + sqrt(x * x + 0.5) + rsqrt(x * x + 2) + erf(x); }),
    rowCase("powers_and_limits", 8, [](const Tensor &x) { return pow(x, 2) + pow(x * x + 1, -1.5) + clamp(x, -0.3, 0.4); }),
    rowCase("reductions", 8, [](const Tensor &x) { return x - mean(x, {-1}, true) + sum(x, {0}, true) * 0.1 + var(x, {1}, 0, true) + logsumexp(x, {1}, true); }),
    rowCase("largest", 8, [](const Tensor &x) { return x * max(x, 1, true)[0]; }),
    rowCase("choices", 8, [](const Tensor &x) { return where(x > 0.1, x * 2, sin(x)) + masked_fill(x, x < -0.2, 0.5); }),
    rowCase("logic", 8, [](const Tensor &x) { return where(logical_or(logical_and(x > 0, x < 0.5), logical_not(x >= -0.5)), x, -x); }),
    rowCase("slices", 9, [](const Tensor &x) { return cat({narrow(x, 1, {2, 4}), narrow(x, 1, {-3, 3}), unsqueeze(select(x, 1, 0), 1), unsqueeze(select(x, 1, -1), 1)}, 1); }),
    rowCase("shapes", 8, [](const Tensor &x) {
      return flatten(permute(transpose(reshape(x, {x.size(0), 2, 2, -1}), 1, 3), {0, 2, 1, 3}), 1, -1);
    }),
    rowCase("products", 4, [](const Tensor &x) {
      Tensor a = reshape(x, {x.size(0), 2, 4});
      return flatten(matmul(a, transpose(a, 1, 2)) + bmm(a, contiguous(transpose(a, 1, 2))), 1, -1);
    }),
    rowCase("expansion", 8, [](const Tensor &x) { return x + expand(unsqueeze(sum(x, {1}, false), 1), {x.size(0), 8}); }),
    rowCase("one_value_used_often", 8, [](const Tensor &x) { return x * x * x + relu(x) * x - tanh(x) * gelu(x); }),
    rowCase("zeros_and_counts", 8, [](const Tensor &x) { return x * arange(8) + zeros_like(x) + arange(2, 10) * 0.1 + full({8}, 0.25); }),
    rowCase("no_gradient", 8, [](const Tensor &x) { return x * x.detach(); }),
    rowCase("absolute_loss_of_part", 8, [](const Tensor &x) { return softmax(x, 0) + log_softmax(x, 1); }),
    testCase("l1", rows(),
             [] {
               Graph g = FlowBuilder::from(Linear(6, 2)).build();
               g.set_loss(l1_loss).set_optimizer(SGDOptions{.lr = 0.05});
               return g;
             }),
    testCase("embedding", {.inputs = {{"token", kInt64, {"batch", 5}}}, .targets = {{"y", kInt64, {"batch"}}}},
             [] {
               Graph g = FlowBuilder::from(Embedding(4, 6, {.padding_idx = 1})).through(Flatten()).through(Linear(30, 4)).build();
               g.set_loss(cross_entropy_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             },
             {.classes = 4}),
    testCase("gru_cell", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 5}}}},
             [] {
               Graph g = FlowBuilder::from(GRUCell(6, 7)).through(Linear(7, 5)).build();
               g.set_loss(mse_loss).set_optimizer(AdamOptions{.lr = 1e-2, .eps = 1e-2});
               return g;
             }),
};

}  // namespace
