// Models of affine maps, activations, normalisation and losses over rows.
#include "Harness.h"
using namespace e2e;

static const bool models[] = {
    testCase("linear", {.inputs = {{"x", {"batch", 5}}}, .targets = {{"y", {"batch", 3}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(5, 3)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("linear_without_bias", {.inputs = {{"x", {"batch", 3, 5}}}, .targets = {{"y", {"batch", 3, 1}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(5, 1, {.bias = false})).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1, .momentum = 0.9});
               return g;
             }),
    testCase("mlp_relu", {.inputs = {{"x", {"batch", 7}}}, .targets = {{"y", kInt64, {"batch"}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(7, 13)).through(ReLU()).tag("hidden").through(Linear(13, 5)).build();
               g.set_loss(cross_entropy_loss).set_optimizer(SGDOptions{.lr = 0.1, .weight_decay = 0.01});
               return g;
             },
             {.classes = 5}),
    testCase("mlp_gelu_adam", {.inputs = {{"x", {"batch", 7}}}, .targets = {{"y", kInt64, {"batch"}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(7, 16)).through(GELU()).through(Linear(16, 4)).build();
               g.set_loss(cross_entropy_loss).set_optimizer(AdamOptions{.lr = 1e-2, .eps = 1e-2});
               return g;
             },
             {.classes = 4}),
    testCase("mlp_gelu_tanh_adamw", {.inputs = {{"x", {"batch", 9}}}, .targets = {{"y", {"batch", 3}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(9, 17)).through(GELU(GELU::Tanh)).through(Linear(17, 3)).build();
               g.set_loss(mse_loss).set_optimizer(AdamWOptions{.lr = 1e-2, .eps = 1e-2, .weight_decay = 0.1});
               return g;
             }),
    testCase("mlp_tanh_clip_norm", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 2}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(6, 11)).through(Tanh()).through(Linear(11, 2)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1}).set_clip_grad_norm(0.05);
               return g;
             }),
    testCase("mlp_sigmoid_clip_value", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 2}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(6, 11)).through(Sigmoid()).through(Linear(11, 2)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1}).set_clip_grad_value(0.02);
               return g;
             }),
    testCase("mlp_silu_bce", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 4}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(6, 11)).through(SiLU()).through(Linear(11, 4)).build();
               g.set_loss(bce_with_logits_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("residual", {.inputs = {{"x", {"batch", 8}}}, .targets = {{"y", {"batch", 8}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(8, 8)).also(Linear(8, 8)).through(ReLU()).also(Linear(8, 8)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("projected_residual", {.inputs = {{"x", {"batch", 8}}}, .targets = {{"y", {"batch", 5}}}},
             [] {
               Graph g = FlowBuilder::from(Tanh()).also_with(Linear(8, 5), Linear(8, 5)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("layer_norm", {.inputs = {{"x", {"batch", 10}}}, .targets = {{"y", {"batch", 10}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(10, 10)).through(LayerNorm(10)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("layer_norm_of_sequences", {.inputs = {{"x", {"batch", "length", 6}}}},
             [] { return FlowBuilder::from(LayerNorm(6, {.eps = 1e-3})).through(GELU()).also(LayerNorm(6)).build(); }),
    testCase("dropout", {.inputs = {{"x", {"batch", 12}}}, .targets = {{"y", {"batch", 4}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(12, 12)).through(Dropout(0.3)).tag("dropped").through(Linear(12, 4)).through(Dropout()).tag("again").build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("softmax", {.inputs = {{"x", {"batch", 7}}}, .targets = {{"y", {"batch", 3}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(7, 3)).through(Softmax(-1)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("softmax_along_first", {.inputs = {{"x", {"batch", 7}}}},
             [] { return FlowBuilder::from(Linear(7, 3)).through(Softmax(0)).through(Linear(3, 2)).build(); }),
    testCase("log_softmax", {.inputs = {{"x", {"batch", 7}}}, .targets = {{"y", {"batch", 6}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(7, 6)).through(LogSoftmax(1)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("label_smoothing", {.inputs = {{"x", {"batch", 7}}}, .targets = {{"y", kInt64, {"batch"}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(7, 6)).build();
               g.set_loss([](const Tensor &output, const Tensor &target) {
                  return cross_entropy_loss(output, target, {.label_smoothing = 0.1});
                }).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             },
             {.classes = 6}),
    testCase("parameter_groups", {.inputs = {{"x", {"batch", 7}}}, .targets = {{"y", {"batch", 6}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(7, 8)).through(LayerNorm(8)).through(Linear(8, 6)).build();
               g.set_loss(mse_loss).set_optimizer(AdamWOptions{
                   .lr = 1e-2,
                   .eps = 1e-2,
                   .weight_decay = 0.1,
                   .groups = {{.where = [](const NamedParameter &p) { return p.ndim() < 2; }, .lr = 3e-3, .weight_decay = 0}}});
               return g;
             }),
};
