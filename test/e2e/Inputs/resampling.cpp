// Models that rearrange, resize, blur and sample images, and those of two inputs and of shared weights.
#include "Harness.h"
using namespace e2e;

namespace {

/// Trained towards any values.
Graph regression(FlowBuilder flow) {
  Graph g = std::move(flow).build();
  g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
  return g;
}

/// Samples its images at places that it is handed.
struct Sampler : Module {
  std::string mode, padding;
  bool align;
  Ports ports{*this, {"places"}};
  Sampler(std::string mode, std::string padding, bool align) : mode(std::move(mode)), padding(std::move(padding)), align(align) {}
  Tensor forward_named(const Tensor &x, const Refs &refs) override { return grid_sample(x, refs["places"], mode, padding, align); }
};
Graph sampling(const char *mode, const char *padding, bool align) {
  return FlowBuilder::from(Tanh()).input({"places"}).through(Sampler(mode, padding, align)).using_({"places"}).build();
}
const ModelOptions<void> images = {.inputs = {{"x", {"batch", 2, 5, 6}}, {"places", {"batch", 3, 4, 2}}}};

/// Classes scored by the rows of the table that embeds them.
struct Tied : Module {
  Child<Embedding> table{*this, "table", 5, 4};
  Child<Linear> scores{*this, "scores", Linear::from_shared_weight(table->weight)};
  Tensor forward(const Tensor &x) override { return scores(table(x).tanh()); }
};

const bool models[] = {
    testCase("pixel_shuffle", {.inputs = {{"x", {"batch", 3, 4, 3}}}, .targets = {{"y", {"batch", 2, 8, 6}}}},
             [] { return regression(FlowBuilder::from(Conv2d(3, 8, 1)).through(PixelShuffle(2))); }),
    testCase("pixel_unshuffle", {.inputs = {{"x", {"batch", 2, 6, 9}}}, .targets = {{"y", {"batch", 3, 2, 3}}}},
             [] { return regression(FlowBuilder::from(PixelUnshuffle(3)).through(Conv2d(18, 3, 1))); }),
    testCase("pixels_of_any_size", {.inputs = {{"x", {"batch", 4, "height", "width"}}}},
             [] { return FlowBuilder::from(PixelShuffle(2)).through(Tanh()).through(PixelUnshuffle(2)).through(PixelShuffle(1)).build(); }),
    testCase("upsample_nearest", {.inputs = {{"x", {"batch", 2, 3, 4}}}, .targets = {{"y", {"batch", 2, 7, 5}}}},
             [] { return regression(FlowBuilder::from(Conv2d(2, 2, 1)).through(Upsample({.size = {7, 5}}))); }),
    testCase("upsample_nearest_of_sequences", {.inputs = {{"x", {"batch", 2, "length"}}}},
             [] { return FlowBuilder::from(Upsample({.scale_factor = 3})).through(Tanh()).build(); }),
    testCase("upsample_nearest_of_volumes", {.inputs = {{"x", {"batch", 2, 2, 3, 4}}}},
             [] { return FlowBuilder::from(Upsample({.size = {4, 2, 5}})).build(); }),
    testCase("upsample_linear", {.inputs = {{"x", {"batch", 2, "length"}}}},
             [] { return FlowBuilder::from(Upsample({9}, Interpolation::Linear)).through(Upsample({5}, Interpolation::Linear, true)).build(); }),
    testCase("upsample_bilinear", {.inputs = {{"x", {"batch", 2, 3, 4}}}, .targets = {{"y", {"batch", 2, 6, 5}}}},
             [] { return regression(FlowBuilder::from(Conv2d(2, 2, 1)).through(Upsample({6, 5}, Interpolation::Bilinear))); }),
    testCase("upsample_bilinear_by_factor", {.inputs = {{"x", {"batch", 2, "height", "width"}}}},
             [] { return FlowBuilder::from(Upsample({.scale_factor = 2, .mode = Interpolation::Bilinear, .align_corners = true})).through(Tanh()).build(); }),
    testCase("upsample_bicubic", {.inputs = {{"x", {"batch", 2, 5, 4}}}},
             [] { return FlowBuilder::from(Upsample({7, 6}, Interpolation::Bicubic)).through(Upsample({3, 9}, Interpolation::Bicubic, true)).build(); }),
    testCase("upsample_trilinear", {.inputs = {{"x", {"batch", 2, 2, 3, 4}}}},
             [] { return FlowBuilder::from(Upsample({4, 2, 5}, Interpolation::Trilinear)).through(Upsample({3, 3, 3}, Interpolation::Trilinear, true)).build(); }),
    testCase("unfold", {.inputs = {{"x", {"batch", 2, 5, 6}}}, .targets = {{"y", {"batch", 18, 12}}}},
             [] { return regression(FlowBuilder::from(Conv2d(2, 2, 1)).through(Unfold(3))); }),
    testCase("unfold_options", {.inputs = {{"x", {"batch", 2, "height", "width"}}}},
             [] { return FlowBuilder::from(Unfold({2, 3}, {.dilation = {2, 1}, .padding = {1, 2}, .stride = {1, 2}})).through(Tanh()).build(); }),
    testCase("fold", {.inputs = {{"x", {"batch", 18, 12}}}, .targets = {{"y", {"batch", 2, 5, 6}}}},
             [] { return regression(FlowBuilder::from(Linear(12, 12)).through(Fold({5, 6}, 3))); }),
    testCase("fold_options", {.inputs = {{"x", {"batch", 12, 40}}}},
             [] { return FlowBuilder::from(Tanh()).through(Fold({5, 6}, {2, 3}, {.dilation = {2, 1}, .padding = {1, 2}, .stride = {1, 1}})).through(Conv2d(2, 1, 1)).build(); }),
    testCase("zero_padding", {.inputs = {{"x", {"batch", 2, 3, 4}}}, .targets = {{"y", {"batch", 3, 6, 4}}}},
             [] { return regression(FlowBuilder::from(ZeroPad2d({1, 0, 2, 3})).through(Conv2d(2, 3, {3, 2}))); }),
    testCase("zero_padding_of_any_size", {.inputs = {{"x", {"batch", 2, "height", "width"}}}},
             [] { return FlowBuilder::from(Tanh()).through(ZeroPad2d(2)).build(); }),
    testCase("reflection_padding", {.inputs = {{"x", {"batch", 2, 5, 6}}}, .targets = {{"y", {"batch", 2, 9, 9}}}},
             [] { return regression(FlowBuilder::from(Conv2d(2, 2, 1)).through(ReflectionPad2d({2, 1, 4, 0}))); }),
    testCase("replication_padding", {.inputs = {{"x", {"batch", 2, "height", "width"}}}},
             [] { return FlowBuilder::from(ReplicationPad2d({3, 0, 1, 2})).through(Conv2d(2, 2, 3)).through(ReplicationPad2d(1)).build(); }),
    testCase("gaussian_blur", {.inputs = {{"x", {"batch", 2, 9, "width"}}}},
             [] { return FlowBuilder::from(Identity()).also(GaussianBlur(0.7)).through(Conv2d(2, 2, 1)).build(); }),
    testCase("sample_bilinear", images, [] { return sampling("bilinear", "zeros", false); }),
    testCase("sample_bicubic_border", images, [] { return sampling("bicubic", "border", true); }),
    testCase("sample_nearest_reflection", images, [] { return sampling("nearest", "reflection", false); }),
    testCase("sample_volumes", {.inputs = {{"x", {"batch", 2, 3, 4, 3}}, {"places", {"batch", 2, 3, 2, 3}}}},
             [] { return sampling("bilinear", "reflection", true); }),

    testCase("bilinear", {.inputs = {{"x", {"batch", 4}}, {"z", {"batch", 3}}}, .targets = {{"y", {"batch", 5}}}},
             [] { return regression(FlowBuilder::start().input({"z"}).through(Bilinear(4, 3, 5)).using_({"z"}).through(Tanh())); }),
    testCase("bilinear_without_bias", {.inputs = {{"x", {"batch", "length", 4}}, {"z", {"batch", "length", 3}}}},
             [] { return FlowBuilder::from(Tanh()).input({"z"}).through(Bilinear(4, 3, 5, {.bias = false})).using_as("input2", "z").build(); }),
    testCase("tied_weights", {.inputs = {{"x", kInt64, {"batch", 6}}}},
             [] { return FlowBuilder::from(Tied()).build(); }, {.classes = 5}),
};

}  // namespace
