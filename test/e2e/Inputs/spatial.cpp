// Models of convolutions and pooling over one, two and three dimensions.
#include "Harness.h"
using namespace e2e;

namespace {

/// Trained towards any values.
Graph regression(FlowBuilder flow) {
  Graph g = std::move(flow).build();
  g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1, .momentum = 0.5});
  return g;
}

const bool models[] = {
    testCase("conv1d", {.inputs = {{"x", {"batch", 3, 8}}}, .targets = {{"y", {"batch", 4, 6}}}},
             [] { return regression(FlowBuilder::from(Conv1d(3, 4, 3)).through(Tanh())); }),
    testCase("conv1d_options", {.inputs = {{"x", {"batch", 4, "length"}}}},
             [] {
               return FlowBuilder::from(Conv1d(4, 6, 3, {.stride = 2, .padding = 3, .dilation = 2, .groups = 2, .bias = false})).through(GELU()).build();
             }),
    testCase("conv3d", {.inputs = {{"x", {"batch", 2, 4, 5, 4}}}, .targets = {{"y", {"batch", 3, 3, 3, 3}}}},
             [] { return regression(FlowBuilder::from(Conv3d(2, 3, {2, 3, 2})).through(SiLU())); }),
    testCase("conv3d_options", {.inputs = {{"x", {"batch", 4, "depth", "height", "width"}}}},
             [] {
               return FlowBuilder::from(Conv3d(4, 2, {3, 2, 2}, {.stride = {1, 2, 1}, .padding = {1, 0, 2}, .dilation = {1, 1, 2}, .groups = 2})).build();
             }),
    testCase("conv_transpose1d", {.inputs = {{"x", {"batch", 3, 5}}}, .targets = {{"y", {"batch", 2, 7}}}},
             [] { return regression(FlowBuilder::from(ConvTranspose1d(3, 2, 3)).through(Tanh())); }),
    testCase("conv_transpose1d_options", {.inputs = {{"x", {"batch", 4, "length"}}}},
             [] {
               return FlowBuilder::from(ConvTranspose1d(4, 6, 3, {.stride = 3, .padding = 1, .output_padding = 2, .dilation = 2, .groups = 2, .bias = false})).build();
             }),
    testCase("conv_transpose3d", {.inputs = {{"x", {"batch", 3, 2, 3, 2}}}, .targets = {{"y", {"batch", 2, 3, 4, 4}}}},
             [] { return regression(FlowBuilder::from(ConvTranspose3d(3, 2, {2, 2, 3}))); }),
    testCase("conv_transpose3d_options", {.inputs = {{"x", {"batch", 4, 2, "height", "width"}}}},
             [] {
               return FlowBuilder::from(ConvTranspose3d(4, 2, 2, {.stride = {2, 1, 2}, .padding = {1, 0, 0}, .output_padding = {1, 0, 1}, .dilation = {1, 2, 1}, .groups = 2, .bias = false}))
                   .through(ReLU())
                   .build();
             }),

    testCase("max_pool1d", {.inputs = {{"x", {"batch", 2, 9}}}, .targets = {{"y", {"batch", 3, 3}}}},
             [] { return regression(FlowBuilder::from(Conv1d(2, 3, 3)).through(ReLU()).through(MaxPool1d(2))); }),
    testCase("max_pool1d_options", {.inputs = {{"x", {"batch", 2, "length"}}}},
             [] {
               return FlowBuilder::from(Conv1d(2, 2, 1)).through(MaxPool1d(3, {.stride = 2, .padding = 1, .dilation = 2, .ceil_mode = true})).build();
             }),
    testCase("max_pool3d", {.inputs = {{"x", {"batch", 2, 4, 4, 5}}}, .targets = {{"y", {"batch", 2, 2, 2, 2}}}},
             [] { return regression(FlowBuilder::from(Conv3d(2, 2, 1)).through(MaxPool3d(2))); }),
    testCase("max_pool3d_options", {.inputs = {{"x", {"batch", 2, 5, 6, 7}}}},
             [] {
               return FlowBuilder::from(Tanh()).through(MaxPool3d({3, 2, 3}, {.stride = {1, 2, 2}, .padding = {1, 1, 0}, .dilation = {1, 1, 2}, .ceil_mode = true})).build();
             }),
    testCase("avg_pool1d", {.inputs = {{"x", {"batch", 2, 9}}}, .targets = {{"y", {"batch", 3, 3}}}},
             [] { return regression(FlowBuilder::from(Conv1d(2, 3, 3)).through(AvgPool1d(2))); }),
    testCase("avg_pool1d_options", {.inputs = {{"x", {"batch", 2, "length"}}}},
             [] { return FlowBuilder::from(AvgPool1d(3, {.stride = 2, .padding = 1, .ceil_mode = true, .count_include_pad = false})).through(GELU()).build(); }),
    testCase("avg_pool2d", {.inputs = {{"x", {"batch", 2, 5, 6}}}, .targets = {{"y", {"batch", 3, 2, 3}}}},
             [] { return regression(FlowBuilder::from(Conv2d(2, 3, 1)).through(AvgPool2d(2))); }),
    testCase("avg_pool2d_options", {.inputs = {{"x", {"batch", 2, 7, 6}}}},
             [] {
               return FlowBuilder::from(AvgPool2d({3, 2}, {.stride = {2, 1}, .padding = {1, 0}, .ceil_mode = true, .count_include_pad = false}))
                   .through(Conv2d(2, 2, 1))
                   .through(AvgPool2d(3, {.stride = 1, .padding = 1}))
                   .build();
             }),
    testCase("avg_pool3d", {.inputs = {{"x", {"batch", 2, 4, 5, 4}}}, .targets = {{"y", {"batch", 2, 2, 2, 2}}}},
             [] { return regression(FlowBuilder::from(Conv3d(2, 2, 1)).through(AvgPool3d(2))); }),
    testCase("avg_pool3d_options", {.inputs = {{"x", {"batch", 2, 5, 4, 6}}}},
             [] {
               return FlowBuilder::from(Conv3d(2, 2, 1)).through(AvgPool3d({3, 2, 2}, {.stride = {2, 1, 2}, .padding = {1, 1, 0}, .ceil_mode = true, .count_include_pad = false})).build();
             }),
    testCase("adaptive_average_pool1d", {.inputs = {{"x", {"batch", 2, "length"}}}},
             [] { return FlowBuilder::from(Conv1d(2, 3, 1)).through(AdaptiveAvgPool1d(4)).through(Tanh()).through(AdaptiveAvgPool1d(1)).build(); }),
    testCase("adaptive_average_pool3d", {.inputs = {{"x", {"batch", 2, "depth", "height", "width"}}}},
             [] { return FlowBuilder::from(Conv3d(2, 2, 1)).through(AdaptiveAvgPool3d({2, 4, 3})).through(Tanh()).through(AdaptiveAvgPool3d(1)).build(); }),
    testCase("adaptive_maximum_pool1d", {.inputs = {{"x", {"batch", 2, "length"}}}},
             [] { return FlowBuilder::from(Conv1d(2, 3, 1)).through(AdaptiveMaxPool1d(4)).build(); }),
    testCase("adaptive_maximum_pool3d", {.inputs = {{"x", {"batch", 2, "depth", "height", "width"}}}},
             [] { return FlowBuilder::from(AdaptiveMaxPool3d({2, 3, 4})).through(Tanh()).build(); }),
    testCase("adaptive_maximum_pool2d", {.inputs = {{"x", {"batch", 2, 7, 5}}}, .targets = {{"y", {"batch", 3, 3, 2}}}},
             [] { return regression(FlowBuilder::from(Conv2d(2, 3, 1)).through(AdaptiveMaxPool2d({3, 2}))); }),
};

}  // namespace
