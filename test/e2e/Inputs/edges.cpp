// Edge cases of every family of operations: batches of nothing and of one, size-1 broadcasting, operands that do not lie
// row by row, negative dimensions, and values that are infinite or undefined.
#include "Harness.h"
using namespace e2e;

namespace {

/// A module of one function.
template <auto Function>
struct Apply : Module {
  Tensor forward(const Tensor &x) override { return Function(x); }
};

const CaseOptions edges = {.classes = 3, .batches = {5, 0, 1}};

template <auto Function>
bool edge(const char *name, Shape shape, SourceLoc loc = SourceLoc::current()) {
  shape.insert(shape.begin(), "batch");
  return testCase(name, {.inputs = {{"x", shape}}}, [] { return FlowBuilder::from(Apply<Function>()).build(); }, edges, loc);
}
/// Built-in modules one after the other.
template <class Factory>
bool modules(const char *name, std::vector<InputSpec> inputs, Factory factory) {
  return testCase(name, {.inputs = std::move(inputs)}, factory, edges);
}

Tensor elementwise(const Tensor &x) {
  Tensor column = x.narrow(1, 0, 1), row = x.sum({0}), turned = x.transpose(0, 1);
  Tensor mixed = where(column > 0, x, row) + maximum(x, column) * atan2(row, column);
  return mixed + (turned * 2 - turned.flip({-2})).transpose(-1, -2) + fmod(x, column + 2) + lerp(column, x, 0.25);
}
/// Infinite where a number is positive, undefined where it is negative.
Tensor undefinedValues(const Tensor &x) {
  Tensor infinite = x / (x > 0).to(x.dtype()), undefined = log(x);
  Tensor known = where(isnan(undefined), 0, undefined), larger = maximum(undefined, x);
  return cat({infinite, undefined, known, larger, clamp(infinite, -1, 1), isinf(infinite).to(x.dtype()),
              (undefined == undefined).to(x.dtype()), relu(undefined), undefined.cumsum(1), softmax(infinite, -1)},
             -1);
}
Tensor undefinedReductions(const Tensor &x) {
  Tensor infinite = x / (x > 0).to(x.dtype());
  return stack({infinite.sum({-1}), infinite.mean({-1}), infinite.amax({-1}), log(x).amin({-1}), logsumexp(infinite, {-1}),
                infinite.argmax(-1).to(x.dtype()), (isnan(log(x)).any({-1})).to(x.dtype())},
               1);
}
Tensor integers(const Tensor &x) {
  Tensor small = (x * 100).to(kInt32), large = small.to(kInt64) * 100000000000000000;  // wraps around
  return cat({(small * 2000000000).to(x.dtype()), (large * 1000).to(x.dtype()), (-large).to(x.dtype()),
              remainder(small, 7).to(x.dtype()), abs(small).to(x.dtype()), x},
             -1);
}
/// Over the batch, of nothing too, and along rows.
Tensor reductions(const Tensor &x) {
  return cat({x.sum({0}), x.mean({0}), prod(x, 0), logsumexp(x, {0}), (x > 0).any({0}).to(x.dtype()), norm(x, 2, {0}),
              x.transpose(0, 1).sum({-1}), x.sum().reshape({1}), x.amax({-1}).sum({0}, true), median(x, 1)[0].sum({0}, true),
              x.argmin(1).to(x.dtype()).sum({0}, true), x.stddev({1}).sum({0}, true)},
             0);
}
Tensor scans(const Tensor &x) { return cumsum(x, 0) + cumsum(x, -1) * cumprod(x + 1, -1) + cumprod(x.transpose(0, 1), -2).transpose(0, 1); }
Tensor shapes(const Tensor &x) {
  Tensor rolled = roll(x, {1}, {-1}), repeated = repeat(x, {2, 1}).narrow(0, 0, x.size(0));
  std::vector<Tensor> columns = x.unbind(-1);
  Tensor stacked = stack({columns[3], columns[0]}, -1);
  return cat({cat({x, x.flip({0})}, 0).narrow(0, 0, x.size(0)), rolled, repeated, stacked, pad(x, {1, -2}), x.select(-1, -1).unsqueeze(-1),
              x.reshape({x.size(0), 2, 2}).permute({0, 2, 1}).flatten(1), triu(x, 1), x.unsqueeze(1).expand({-1, 2, -1}).select(1, 1)},
             1);
}
Tensor indexing(const Tensor &x) {
  TensorOptions options{kInt64, x.device()};
  Tensor back = arange(x.size(0), options).flip({0}), columns = (x > 0).to(kInt64) + 1;
  Tensor gathered = x.gather(-1, columns), chosen = x.index_select(0, back);
  Tensor added = scatter_add(x, 1, columns, chosen), summed = index_add(x, 0, back, gathered);
  return cat({gathered, chosen, added, summed, masked_fill(x, x > 0, -1), one_hot(columns.select(1, 0), 3).to(x.dtype()),
              scatter(x, 1, columns.narrow(1, 0, 1), chosen.narrow(1, 0, 1)), select_scatter(x, x.select(1, 0), -1, 2)},
             1);
}
Tensor sorting(const Tensor &x) {
  auto [values, positions] = sort(x, -1, true);
  auto [largest, places] = topk(x, 2, -1);
  auto [columns, rows] = sort(x.transpose(0, 1), 1);
  return cat({values, positions.to(x.dtype()), largest, places.to(x.dtype()), columns.transpose(0, 1),
              searchsorted(values.flip({-1}), x).to(x.dtype())},
             1);
}
Tensor creation(const Tensor &x) {
  TensorOptions options{x.dtype(), x.device()};
  Tensor line = arange(x.size(0), {kInt64, x.device()}).to(x.dtype()).unsqueeze(1);
  return zeros({x.size(0), 1}, options) + line + linspace(0, 1, 4, options) + full_like(x, 2) + eye(x.size(0), 4, options) * x;
}
Tensor randomValues(const Tensor &x) {
  return dropout(x, 0.5, true) + rand_like(x) * randn({x.size(0), 1}, {x.dtype(), x.device()}) + bernoulli(sigmoid(x)).to(x.dtype());
}
/// Products over the batch, which sum nothing when it is empty, and of batches.
Tensor products(const Tensor &x) {
  Tensor square = matmul(x.transpose(0, 1), x), rows = matmul(x, square);
  Tensor cube = x.unsqueeze(-1), outer = matmul(cube, cube.transpose(-1, -2));
  Tensor distances = cdist(x.unsqueeze(1), square.unsqueeze(0).expand({x.size(0), 4, 4})).squeeze(1);
  return rows + outer.sum({-1}) + distances + addmm(x, x, square) + cosine_similarity(x, rows, -1).unsqueeze(-1);
}
Tensor losses(const Tensor &x) {
  Tensor labels = (x.select(1, 0) > 0).to(kInt64), target = x.narrow(0, 0, 1 * x.size(0)).detach() * 0.5;
  return stack({mse_loss(x, target), l1_loss(x, target), smooth_l1_loss(x, target), cross_entropy_loss(x, labels),
                nll_loss(log_softmax(x, 1), labels), bce_with_logits_loss(x, sigmoid(target)), bce_loss(sigmoid(x), sigmoid(target))},
               0);
}
Tensor lossesOfNothing(const Tensor &x) {
  Tensor ignored = zeros({x.size(0)}, {kInt64, x.device()}) - 100;
  return stack({cross_entropy_loss(x, ignored), nll_loss(log_softmax(x, 1), ignored)}, 0);
}
Tensor attention(const Tensor &x) {
  Tensor turned = x.transpose(1, 2).flip({1}).transpose(1, 2);
  return scaled_dot_product_attention(x, turned, x, {.is_causal = true}) + scaled_dot_product_attention(turned, x, x);
}

const InputSpec image{"x", {"batch", 4, 6, 5}}, row{"x", {"batch", 4}}, sequence{"x", {"batch", 5, 4}};

const bool models[] = {
    edge<elementwise>("edges_elementwise", {4}),
    edge<undefinedValues>("edges_undefined_values", {6}),
    edge<undefinedReductions>("edges_undefined_reductions", {6}),
    edge<integers>("edges_integers", {4}),
    edge<reductions>("edges_reductions", {4}),
    edge<scans>("edges_scans", {4}),
    edge<shapes>("edges_shapes", {4}),
    edge<indexing>("edges_indexing", {4}),
    edge<sorting>("edges_sorting", {4}),
    edge<creation>("edges_creation", {4}),
    edge<randomValues>("edges_random", {4}),
    edge<products>("edges_products", {4}),
    edge<losses>("edges_losses", {4}),
    edge<lossesOfNothing>("edges_losses_of_nothing", {4}),
    edge<attention>("edges_attention", {3, 4}),
    modules("edges_linear", {row}, [] { return FlowBuilder::from(Linear(4, 3)).through(ReLU()).through(Linear(3, 1, {.bias = false})).build(); }),
    modules("edges_convolutions", {image},
            [] { return FlowBuilder::from(Conv2d(4, 6, 3, {.padding = "same", .groups = 2})).through(ConvTranspose2d(6, 2, 2, {.stride = 2})).build(); }),
    modules("edges_pooling", {image},
            [] { return FlowBuilder::from(MaxPool2d(2, {.stride = 1})).through(AvgPool2d(2, {.ceil_mode = true})).through(AdaptiveAvgPool2d({2, 1})).build(); }),
    modules("edges_norms", {image},
            [] { return FlowBuilder::from(GroupNorm(2, 4)).through(LayerNorm({6, 5})).through(RMSNorm(5)).build(); }),
    modules("edges_resampling", {image},
            [] {
              return FlowBuilder::from(Upsample({8, 3}, Interpolation::Bilinear)).through(PixelShuffle(2)).through(ReflectionPad2d(1))
                  .through(Unfold({2, 3}, {.stride = 2})).build();
            }),
    modules("edges_recurrent", {sequence},
            [] { return FlowBuilder::from(GRU(4, 3, {.batch_first = true})).through(LSTM(3, 2, {.batch_first = true, .bidirectional = true})).build(); }),
    modules("edges_cells", {row}, [] { return FlowBuilder::from(GRUCell(4, 3)).through(LSTMCell(3, 5)).build(); }),
    modules("edges_embedding", {{"x", kInt64, {"batch", 3}}},
            [] { return FlowBuilder::from(Embedding(3, 4, {.padding_idx = 1})).through(Linear(4, 2)).build(); }),
    modules("edges_bags", {{"x", kInt64, {"batch", 3}}}, [] { return FlowBuilder::from(EmbeddingBag(3, 4)).build(); }),
    modules("edges_heads", {sequence}, [] { return FlowBuilder::from(MultiheadAttention(4, 2)).through(Flatten()).build(); }),
};

}  // namespace
