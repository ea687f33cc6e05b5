// Models of embeddings, attention, recurrent cells, and modules with operations of their own.
#include "Harness.h"
using namespace e2e;

/// A transformer block before the norm, written by a user.
struct Block : Module {
  Child<LayerNorm> norm1, norm2;
  Child<MultiheadAttention> attention;
  Child<Linear> up, down;
  explicit Block(int64_t n)
      : norm1(*this, "norm1", n), norm2(*this, "norm2", n), attention(*this, "attention", n, 2), up(*this, "up", n, 3 * n),
        down(*this, "down", 3 * n, n) {}
  Tensor forward(const Tensor &x) override {
    Tensor y = x + attention(norm1(x));
    return y + down(gelu(up(norm2(y))));
  }
};

/// A cell applied to each step of a short sequence.
struct Unrolled : Module {
  Child<GRUCell> cell{*this, "cell", 4, 5};
  Tensor forward(const Tensor &x) override {
    Tensor h = cell(x.select(1, 0));
    for (int64_t step = 1; step < 3; ++step)
      h = cell->forward_step(x.select(1, step), h);
    return h;
  }
};

/// x * sigmoid(beta * x) with a learned beta for every feature.
struct Swish : Module {
  Param beta;
  explicit Swish(int64_t n) : beta(*this, "beta", ones({n})) {}
  Tensor forward(const Tensor &x) override { return x * sigmoid(beta * x); }
};

/// Root-mean-square normalisation.
struct RmsNorm : Module {
  Param scale;
  explicit RmsNorm(int64_t n) : scale(*this, "scale", ones({n})) {}
  Tensor forward(const Tensor &x) override { return x * rsqrt((x * x).mean({-1}, true) + 1e-6) * scale; }
};

/// Element-wise functions and comparisons.
struct Mixture : Module {
  Tensor forward(const Tensor &x) override {
    Tensor positive = exp(x * 0.5) + 0.25;
    Tensor y = where(x > 0, log(positive), sin(x) * cos(x)) - clamp(x, -0.5, 0.5) / (abs(x) + 2.0);
    return maximum(y, minimum(-x, 0.3)) + erf(x) + sqrt(positive) * pow(positive, -1.5) + sign(x) * 0.1;
  }
};

/// Views and reductions along several dimensions.
struct Rearranged : Module {
  Tensor forward(const Tensor &x) override {
    Tensor a = x.permute({0, 2, 1}).contiguous().reshape({x.size(0), -1});
    Tensor b = x.sum({1}, true).expand({x.size(0), 4, 6}).flatten(1, -1);
    Tensor c = x.unsqueeze(1).squeeze(1).transpose(1, 2).narrow(1, {2, 3}).mean({1});
    return cat({a, b, c, x.max(2)[0], logsumexp(x, {1})}, 1);
  }
};

/// Statistics over the batch and numbers of elements of different shapes in one expression.
struct Centred : Module {
  Tensor forward(const Tensor &x) override {
    Tensor centred = x - x.mean({0}, true);
    return centred * x.mean() + var(x, {-1}, 1, true) + (x * x).sum() * 0.01;
  }
};

/// Rows chosen by index.
struct Lookup : Module {
  Param table{*this, "table", ones({5, 3})};
  Ports ports{*this, {"index"}};
  Tensor forward_named(const Tensor &x, const Refs &refs) override {
    return x * table.index_select(0, refs["index"]) + gather(x, 1, argmax(x, 1, true));
  }
};

/// Attention with a causal mask made in forward.
struct Masked : Module {
  Child<MultiheadAttention> attention{*this, "attention", 6, 3};
  Tensor forward(const Tensor &x) override {
    Tensor hidden = from_vector<bool>({false, true, true, true, false, false, true, true, false, false, false, true, false, false,
                                       false, false},
                                      {4, 4});
    return attention->forward_ext(x, x, x, hidden.to(x.device()));
  }
};

/// An affine map whose gradient arrives with its dimensions swapped.
struct Turned : Module {
  Child<Linear> map{*this, "map", 6, 9};
  Tensor forward(const Tensor &x) override { return tanh(map(x).transpose(1, 2)); }
};

/// Dimensions swapped, then cut otherwise: libtorch copies, but not a batch of one.
struct Recut : Module {
  Child<Linear> map{*this, "map", 7, 9};
  Tensor forward(const Tensor &x) override {
    return map(x.transpose(1, 2).reshape({x.size(0), 6, 7})).transpose(1, 2).reshape({x.size(0), 3, -1});
  }
};

/// Batches of matrices times a matrix and a vector that are learned.
struct Products : Module {
  Param matrix{*this, "matrix", ones({6, 5})}, vector{*this, "vector", ones({5})};
  Tensor forward(const Tensor &x) override {
    Tensor y = matmul(x, matrix).transpose(1, 2);
    return cat({tanh(y).flatten(1, -1), tanh(matmul(y.transpose(1, 2), vector).transpose(0, 1)).transpose(0, 1)}, 1);
  }
};

/// Matrices and vectors that are learned, on both sides of batches of matrices with swapped dimensions.
struct SwappedProducts : Module {
  Child<Linear> map{*this, "map", 7, 9}, plain{*this, "plain", 7, 4, LinearOptions{.bias = false}};
  Param right{*this, "right", ones({7, 5})}, left{*this, "left", ones({4, 7})}, other{*this, "other", ones({3, 6})};
  Param vector{*this, "vector", ones({7})};
  Tensor forward(const Tensor &x) override {
    Tensor y = x.transpose(1, 2);
    // Each gradient is a part of another tensor, which libtorch does not copy where the batch is 1.
    Tensor matrices = cat({map(y).flatten(1, -1), plain(y).flatten(1, -1), matmul(y, right).flatten(1, -1)}, 1);
    Tensor lefts = cat({matmul(left, x).flatten(1, -1), matmul(other, y).flatten(1, -1)}, 1);
    return cat({matrices, lefts, matmul(y, vector), matmul(vector, x)}, 1);
  }
};

/// Sizes by the names that the inputs declare.
struct Named : Module {
  Tensor forward(const Tensor &x) override {
    Tensor rows = x.reshape({Dim("batch") * 2, 3}), one = zeros({Dim("batch") * 2, 1}, {x.dtype()}) + 1.0;
    return (rows + one * arange(one.size(0)).to(x.dtype()).unsqueeze(1)).reshape({"batch", -1});
  }
};

static const bool models[] = {
    testCase("embedding", {.inputs = {{"x", kInt64, {"batch", 4}}}, .targets = {{"y", kInt64, {"batch"}}}},
             [] {
               Graph g = FlowBuilder::from(Embedding(9, 5)).through(Flatten()).through(Linear(20, 9)).build();
               g.set_loss(cross_entropy_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             },
             {.classes = 9}),
    testCase("embedding_padding", {.inputs = {{"x", kInt64, {"batch", "length"}}}},
             [] { return FlowBuilder::from(Embedding(5, 3, {.padding_idx = 2})).through(Tanh()).build(); }, {.classes = 5}),
    testCase("attention", {.inputs = {{"x", {"batch", 5, 8}}}, .targets = {{"y", {"batch", 5, 8}}}},
             [] {
               Graph g = FlowBuilder::from(MultiheadAttention(8, 2)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("attention_of_any_length", {.inputs = {{"x", {"batch", "length", 6}}}},
             [] { return FlowBuilder::from(MultiheadAttention(6, 3)).build(); }),
    testCase("cross_attention", {.inputs = {{"x", {"batch", 3, 4}}, {"memory", {"batch", 5, 4}}}},
             [] {
               return FlowBuilder::start()
                   .input({"memory"})
                   .through(MultiheadAttention(4, 2))
                   .using_({"memory", "memory"})
                   .build();
             }),
    testCase("masked_attention", {.inputs = {{"x", {"batch", 4, 6}}}}, [] { return FlowBuilder::from(Masked()).build(); }),
    testCase("transformer_block", {.inputs = {{"x", {"batch", 5, 8}}}, .targets = {{"y", {"batch", 5, 8}}}},
             [] {
               Graph g = FlowBuilder::from(Block(8)).through(LayerNorm(8)).build();
               g.set_loss(mse_loss).set_optimizer(AdamWOptions{.lr = 1e-2, .eps = 1e-2}).set_clip_grad_norm(1.0);
               return g;
             }),
    testCase("gru_cell", {.inputs = {{"x", {"batch", 4}}, {"h", {"batch", 6}}}, .targets = {{"y", {"batch", 6}}}},
             [] {
               Graph g = FlowBuilder::start().input({"h"}).through(GRUCell(4, 6)).using_({"h"}).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("gru_unrolled", {.inputs = {{"x", {"batch", 3, 4}}}, .targets = {{"y", {"batch", 5}}}},
             [] {
               Graph g = FlowBuilder::from(Unrolled()).build();
               g.set_loss(mse_loss).set_optimizer(AdamOptions{.lr = 1e-2, .eps = 1e-2});
               return g;
             }),
    testCase("turned", {.inputs = {{"x", {"batch", 7, 6}}}}, [] { return FlowBuilder::from(Turned()).build(); }),
    testCase("recut", {.inputs = {{"x", {"batch", 7, 6}}}}, [] { return FlowBuilder::from(Recut()).build(); }),
    testCase("products_with_batches", {.inputs = {{"x", {"batch", 7, 6}}}},
             [] { return FlowBuilder::from(Products()).build(); }),
    testCase("products_with_swapped_batches", {.inputs = {{"x", {"batch", 7, 6}}}},
             [] { return FlowBuilder::from(SwappedProducts()).build(); }),
    testCase("named_sizes", {.inputs = {{"x", {"batch", 6}}}}, [] { return FlowBuilder::from(Named()).build(); }),
    testCase("learned_swish", {.inputs = {{"x", {"batch", 5}}}, .targets = {{"y", {"batch", 7}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(5, 7)).through(Swish(7)).build();
               g.set_loss(l1_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("rms_norm", {.inputs = {{"x", {"batch", "length", 6}}}},
             [] { return FlowBuilder::from(RmsNorm(6)).through(Linear(6, 3)).build(); }),
    testCase("elementwise", {.inputs = {{"x", {"batch", 11}}}}, [] { return FlowBuilder::from(Mixture()).build(); }),
    testCase("views", {.inputs = {{"x", {"batch", 4, 6}}}}, [] { return FlowBuilder::from(Rearranged()).build(); }),
    testCase("statistics", {.inputs = {{"x", {"batch", 6}}}}, [] { return FlowBuilder::from(Centred()).build(); }),
    testCase("indexing", {.inputs = {{"x", {"batch", 3}}, {"index", kInt64, {"batch"}}}},
             [] { return FlowBuilder::start().input({"index"}).through(Lookup()).using_({"index"}).build(); },
             {.classes = 5}),
};
