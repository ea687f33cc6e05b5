// Models of normalisations and of dropout that the other files leave out.
#include "Harness.h"
using namespace e2e;

namespace {

/// Trained towards any values.
Graph regression(FlowBuilder flow) {
  Graph g = std::move(flow).build();
  g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
  return g;
}

const bool models[] = {
    testCase("batch_norm_of_volumes", {.inputs = {{"x", {"batch", 3, 2, 3, 4}}}, .targets = {{"y", {"batch", 3, 2, 3, 4}}}},
             [] { return regression(FlowBuilder::from(BatchNorm3d(3, {.eps = 1e-3, .momentum = 0.2})).through(Tanh())); }),
    testCase("batch_norm_not_affine", {.inputs = {{"x", {"batch", 4, "height", "width"}}}},
             [] { return FlowBuilder::from(BatchNorm2d(4, {.affine = false})).through(GELU()).build(); }),
    testCase("batch_norm_without_statistics", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 3}}}},
             [] { return regression(FlowBuilder::from(BatchNorm(6, {.track_running_stats = false})).through(Linear(6, 3))); },
             {.batches = {4, 5, 7}}),
    testCase("layer_norm_of_images", {.inputs = {{"x", {"batch", 2, 3, 4}}}, .targets = {{"y", {"batch", 2, 3, 4}}}},
             [] { return regression(FlowBuilder::from(LayerNorm({3, 4})).through(GELU()).through(LayerNorm({2, 3, 4}, {.eps = 1e-3}))); }),
    testCase("layer_norm_without_bias", {.inputs = {{"x", {"batch", 8}}}, .targets = {{"y", {"batch", 8}}}},
             [] { return regression(FlowBuilder::from(Linear(8, 8)).through(LayerNorm(8, {.bias = false}))); }),
    testCase("layer_norm_not_affine", {.inputs = {{"x", {"batch", "length", 8}}}},
             [] { return FlowBuilder::from(LayerNorm(8, {.elementwise_affine = false})).through(Linear(8, 3)).build(); }),
    testCase("rms_norm_of_rows", {.inputs = {{"x", {"batch", 10}}}, .targets = {{"y", {"batch", 10}}}},
             [] { return regression(FlowBuilder::from(Linear(10, 10)).through(RMSNorm(10)).through(GELU()).also(Linear(10, 10)).through(RMSNorm(10, {.eps = 1e-2}))); }),
    testCase("rms_norm_of_sequences", {.inputs = {{"x", {"batch", "length", 6}}}},
             [] { return FlowBuilder::from(RMSNorm(6, {.eps = 1e-3})).through(Tanh()).also(RMSNorm(6, {.elementwise_affine = false})).build(); }),
    testCase("rms_norm_of_images", {.inputs = {{"x", {"batch", 2, 3, 4}}}, .targets = {{"y", {"batch", 2, 3, 4}}}},
             [] { return regression(FlowBuilder::from(RMSNorm({3, 4}, {.eps = 1e-5}))); }),
    testCase("group_norm", {.inputs = {{"x", {"batch", 3, 5, 6}}}, .targets = {{"y", {"batch", 6, 3, 4}}}},
             [] { return regression(FlowBuilder::from(Conv2d(3, 6, 3)).through(GroupNorm(2, 6)).through(SiLU())); }),
    testCase("group_norm_options", {.inputs = {{"x", {"batch", 6, "length"}}}},
             [] {
               return FlowBuilder::from(GroupNorm(3, 6, {.eps = 1e-2, .affine = false})).through(GroupNorm(1, 6)).through(Tanh()).through(GroupNorm(6, 6)).build();
             }),
    testCase("group_norm_of_rows", {.inputs = {{"x", {"batch", 8}}}, .targets = {{"y", {"batch", 8}}}},
             [] { return regression(FlowBuilder::from(Linear(8, 8)).through(GroupNorm(2, 8))); }),
    testCase("instance_norm", {.inputs = {{"x", {"batch", 3, 5, 6}}}, .targets = {{"y", {"batch", 4, 3, 4}}}},
             [] { return regression(FlowBuilder::from(Conv2d(3, 4, 3, {.bias = false})).through(InstanceNorm(4, {.affine = true})).through(ReLU())); }),
    testCase("instance_norm_of_sequences", {.inputs = {{"x", {"batch", 3, "length"}}}},
             [] { return FlowBuilder::from(InstanceNorm1d(3)).through(Conv1d(3, 2, 1)).build(); }),
    testCase("instance_norm_of_volumes", {.inputs = {{"x", {"batch", 2, "depth", "height", "width"}}}},
             [] { return FlowBuilder::from(InstanceNorm3d(2, {.eps = 1e-2, .affine = true})).build(); }),

    testCase("dropout_of_channels", {.inputs = {{"x", {"batch", 3, 5, 6}}}, .targets = {{"y", {"batch", 8, 3, 4}}}},
             [] { return regression(FlowBuilder::from(Conv2d(3, 8, 3)).through(Dropout2d(0.4)).tag("dropped")); }),
    testCase("dropout_of_rows", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 9}}}},
             [] { return regression(FlowBuilder::from(Linear(6, 9)).through(Dropout2d()).tag("dropped")); }),
    testCase("alpha_dropout", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 4}}}},
             [] { return regression(FlowBuilder::from(Linear(6, 9)).through(AlphaDropout(0.3)).tag("dropped").through(Tanh()).through(Linear(9, 4))); }),
};

}  // namespace
