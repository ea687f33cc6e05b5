// Models of what the other files leave out of the modules' options, losses and optimizers.
#include "Harness.h"
using namespace e2e;

namespace {

/// The decay that is customary: none for biases and norms.
bool isVector(const NamedParameter &p) { return p.ndim() < 2; }

/// Two cells, the second fed by the first and both started from zeros.
struct TwoCells : Module {
  Child<GRUCell> first{*this, "first", 4, 6}, second{*this, "second", 6, 3};
  Tensor forward(const Tensor &x) override { return second(first(x)); }
};

/// Attention to another sequence where a mask hides some of it.
struct Reader : Module {
  Child<MultiheadAttention> attention{*this, "attention", 8, 4};
  Ports ports{*this, {"memory", "hidden"}};
  Tensor forward_named(const Tensor &x, const Refs &refs) override {
    // Numbers below -0.6 hide a key; the first key is always seen.
    Tensor seen = zeros({refs["hidden"].size(0), 1}, {refs["hidden"].dtype()});
    Tensor hidden = cat({seen, refs["hidden"]}, 1) < -0.6;
    return attention->forward_ext(x, refs["memory"], refs["memory"], hidden);
  }
};

const bool models[] = {
    // Convolution.
    testCase("conv_depthwise", {.inputs = {{"x", {"batch", 4, 6, 7}}}, .targets = {{"y", {"batch", 3, 6, 7}}}},
             [] {
               Graph g = FlowBuilder::from(Conv2d(4, 8, 3, {.padding = 1, .groups = 4})).through(SiLU()).through(Conv2d(8, 3, 1)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1, .momentum = 0.9, .weight_decay = 0.05});
               return g;
             }),
    testCase("conv_larger_stride_than_kernel", {.inputs = {{"x", {"batch", 2, "height", "width"}}}},
             [] {
               return FlowBuilder::from(Conv2d(2, 3, {2, 1}, {.stride = {3, 2}, .padding = {0, 2}})).through(Identity()).through(ReLU()).build();
             }),
    testCase("conv_transpose_options", {.inputs = {{"x", {"batch", 4, 3, 4}}}, .targets = {{"y", kInt64, {"batch", 7, 5}}}},
             [] {
               Graph g = FlowBuilder::from(ConvTranspose2d(4, 6, {3, 2}, {.stride = {2, 1}, .groups = 2, .bias = false}))
                             .through(Tanh())
                             .build();
               g.set_loss([](const Tensor &output, const Tensor &target) {
                  return cross_entropy_loss(output, target, {.ignore_index = 1});
                }).set_optimizer(AdamOptions{.lr = 1e-2, .betas = {0.8, 0.99}, .eps = 1e-2, .weight_decay = 0.1});
               return g;
             },
             {.classes = 6}),
    testCase("conv_transpose_dilated", {.inputs = {{"x", {"batch", 3, 4, 5}}}},
             [] {
               return FlowBuilder::from(ConvTranspose2d(3, 2, 2, {.stride = 2, .padding = 1, .output_padding = {1, 0}, .dilation = 3})).build();
             }),
    // Pooling.
    testCase("max_pool_dilated", {.inputs = {{"x", {"batch", 2, 9, 8}}}},
             [] {
               return FlowBuilder::from(MaxPool2d({2, 3}, {.stride = Size2(1, 2), .padding = {1, 1}, .dilation = {2, 1}, .ceil_mode = true})).build();
             }),
    testCase("adaptive_pool_upwards", {.inputs = {{"x", {"batch", 2, 3, 5}}}, .targets = {{"y", {"batch", 2, 28}}}},
             [] {
               Graph g = FlowBuilder::from(Conv2d(2, 2, 1)).through(AdaptiveAvgPool2d({4, 7})).through(Flatten(2)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    // Normalisation and dropout.
    testCase("batch_norm_options", {.inputs = {{"x", {"batch", 3, 4, 5}}}, .targets = {{"y", {"batch", 3, 4, 5}}}},
             [] {
               Graph g = FlowBuilder::from(BatchNorm2d(3, {.eps = 1e-2, .momentum = 0.5})).through(GELU(GELU::Tanh)).through(BatchNorm2d(3, {.momentum = 1})).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("layer_norm_without_eps", {.inputs = {{"x", {"batch", 3, 8}}}, .targets = {{"y", {"batch", 3, 8}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(8, 8)).through(LayerNorm(8, {.eps = 1e-12})).also(Tanh()).through(LayerNorm(8)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("dropout_of_nothing", {.inputs = {{"x", {"batch", 5}}}, .targets = {{"y", {"batch", 2}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(5, 9)).through(Dropout(0)).tag("dropped").through(Linear(9, 2)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("dropout_of_everything", {.inputs = {{"x", {"batch", 5}}}, .targets = {{"y", {"batch", 2}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(5, 9)).through(Dropout(1)).tag("dropped").through(Linear(9, 2)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    // Shape and activations.
    testCase("flatten_ranges", {.inputs = {{"x", {"batch", 2, 3, 4}}}},
             [] { return FlowBuilder::from(Flatten(1, 2)).through(Linear(4, 3)).through(Flatten(-2)).through(Linear(18, 2)).build(); }),
    testCase("activations", {.inputs = {{"x", {"batch", 4, 3, 3}}}, .targets = {{"y", {"batch", 4, 3, 3}}}},
             [] {
               Graph g = FlowBuilder::from(Conv2d(4, 4, 1)).through(Softmax(1)).through(GELU()).through(SiLU()).through(Tanh()).through(Sigmoid()).through(LogSoftmax(-1)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("log_softmax_along_first", {.inputs = {{"x", {"batch", 6}}}},
             [] { return FlowBuilder::from(Linear(6, 4)).through(LogSoftmax(0)).through(Softmax(-2)).build(); }),
    // Embedding, recurrence and attention.
    testCase("embedding_trained_padding", {.inputs = {{"x", kInt64, {"batch", 3}}}, .targets = {{"y", kInt64, {"batch"}}}},
             [] {
               Graph g = FlowBuilder::from(Embedding(6, 4, {.padding_idx = 0})).through(Flatten()).through(LayerNorm(12)).through(Linear(12, 6)).build();
               g.set_loss(cross_entropy_loss).set_optimizer(SGDOptions{.lr = 0.2, .momentum = 0.8});
               return g;
             },
             {.classes = 6}),
    testCase("gru_cells", {.inputs = {{"x", {"batch", 4}}}, .targets = {{"y", {"batch", 3}}}},
             [] {
               Graph g = FlowBuilder::from(TwoCells()).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1}).set_clip_grad_norm(0.1);
               return g;
             }),
    testCase("attention_of_one_head", {.inputs = {{"x", {"batch", 4, 5}}}, .targets = {{"y", {"batch", 4, 5}}}},
             [] {
               Graph g = FlowBuilder::from(LayerNorm(5)).through(MultiheadAttention(5, 1)).build();
               g.set_loss(mse_loss).set_optimizer(AdamWOptions{.lr = 1e-2, .eps = 1e-2});
               return g;
             }),
    testCase("attention_to_a_masked_memory",
             {.inputs = {{"x", {"batch", 3, 8}}, {"memory", {"batch", 5, 8}}, {"hidden", {3, 4}}}, .targets = {{"y", {"batch", 3, 8}}}},
             [] {
               Graph g = FlowBuilder::start().input({"memory", "hidden"}).through(Reader()).using_({"memory", "hidden"}).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    // Losses and optimizers.
    testCase("classes_of_sequences", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", kInt64, {"batch", 5}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(6, 20)).through(Reshape({"batch", 4, -1})).build();
               g.set_loss([](const Tensor &output, const Tensor &target) {
                  return cross_entropy_loss(output, target, {.label_smoothing = 0.2, .reduction = Reduction::Sum}) * 0.1;
                }).set_optimizer(SGDOptions{.lr = 0.05});
               return g;
             },
             {.classes = 4}),
    testCase("bce_of_probabilities", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 3}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(6, 8)).through(GELU()).through(Linear(8, 3)).build();
               g.set_loss([](const Tensor &output, const Tensor &target) {
                  return bce_with_logits_loss(output, target * 0.5 + 0.5);
                }).set_optimizer(AdamOptions{.lr = 2e-2, .eps = 1e-2}).set_clip_grad_value(0.05);
               return g;
             }),
    testCase("sgd_groups", {.inputs = {{"x", {"batch", 5}}}, .targets = {{"y", {"batch", 3}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(5, 7)).through(Tanh()).through(Linear(7, 3)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{
                   .lr = 0.1,
                   .momentum = 0.9,
                   .weight_decay = 0.02,
                   .groups = {{.where = isVector, .lr = 0.03, .momentum = 0.5, .weight_decay = 0}}});
               return g;
             }),
    testCase("adam_groups", {.inputs = {{"x", {"batch", 5}}}, .targets = {{"y", {"batch", 3}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(5, 7)).through(SiLU()).through(Linear(7, 3)).build();
               g.set_loss(mse_loss).set_optimizer(AdamOptions{
                   .lr = 1e-2,
                   .eps = 1e-2,
                   .weight_decay = 0.1,
                   .groups = {{.where = isVector, .lr = 2e-2, .weight_decay = 0, .eps = 2e-2, .betas = {{0.5, 0.9}}}}});
               return g;
             }),
    testCase("clipped_mixture", {.inputs = {{"x", {"batch", 4, 6}}}, .targets = {{"y", {"batch", 4, 6}}}},
             [] {
               Graph g = FlowBuilder::from(LayerNorm(6)).also(MultiheadAttention(6, 2)).also(Linear(6, 6)).through(GELU()).through(Dropout(0.2)).tag("dropped").build();
               g.set_loss(mse_loss).set_optimizer(AdamWOptions{.lr = 1e-2, .eps = 1e-2, .weight_decay = 0.2}).set_clip_grad_norm(0.2);
               return g;
             }),
};

}  // namespace
