// Convolutions, pooling, normalisation, dropout and resampling modules: names, parameters, results and the checks of
// their arguments.
#include "Support.h"

using namespace flodl;
using namespace flodl::test;

namespace {

struct NetworkModules : Recorded {};

/// `name: weight [4, 3, 3], bias [4]`
std::string members(const Module &module) {
  std::string text = module.name() + ":";
  for (const auto &list : {module.parameters(), module.buffers()})
    for (const NamedParameter &tensor : list)
      text += " " + tensor.name + " " + str(tensor.shape());
  return text;
}

TEST_F(NetworkModules, namesAndParametersAreTheUsualOnes) {
  EXPECT_EQ(members(Conv1d(4, 6, 3, {.groups = 2})), "conv1d: weight [6, 2, 3] bias [6]");
  EXPECT_EQ(members(Conv2d(4, 6, {3, 2}, {.bias = false})), "conv2d: weight [6, 4, 3, 2]");
  EXPECT_EQ(members(Conv3d(2, 6, {1, 2, 3})), "conv3d: weight [6, 2, 1, 2, 3] bias [6]");
  EXPECT_EQ(members(ConvTranspose1d(4, 6, 3, {.groups = 2})), "conv_t1d: weight [4, 3, 3] bias [6]");
  EXPECT_EQ(members(ConvTranspose2d(4, 6, 3)), "conv_t2d: weight [4, 6, 3, 3] bias [6]");
  EXPECT_EQ(members(ConvTranspose3d(4, 6, {1, 2, 3}, {.bias = false})), "conv_transpose3d: weight [4, 6, 1, 2, 3]");
  EXPECT_EQ(members(Bilinear(3, 4, 5)), "bilinear: weight [5, 3, 4] bias [5]");
  EXPECT_EQ(members(Bilinear(3, 4, 5, {.bias = false})), "bilinear: weight [5, 3, 4]");
  EXPECT_EQ(members(BatchNorm(3)), "batchnorm: weight [3] bias [3] running_mean [3] running_var [3]");
  EXPECT_EQ(members(BatchNorm2d(3, {.affine = false})), "batchnorm2d: running_mean [3] running_var [3]");
  EXPECT_EQ(members(BatchNorm3d(3, {.track_running_stats = false})), "batchnorm3d: weight [3] bias [3]");
  EXPECT_EQ(members(LayerNorm({2, 3})), "layernorm: weight [2, 3] bias [2, 3]");
  EXPECT_EQ(members(LayerNorm(3, {.bias = false})), "layernorm: weight [3]");
  EXPECT_EQ(members(LayerNorm(3, {.elementwise_affine = false})), "layernorm:");
  EXPECT_EQ(members(RMSNorm(3)), "rmsnorm: weight [3]");
  EXPECT_EQ(members(RMSNorm({2, 3}, {.elementwise_affine = false})), "rmsnorm:");
  EXPECT_EQ(members(GroupNorm(2, 4)), "groupnorm: weight [4] bias [4]");
  EXPECT_EQ(members(GroupNorm(2, 4, {.affine = false})), "groupnorm:");
  EXPECT_EQ(members(InstanceNorm(3)), "instance_norm:");
  EXPECT_EQ(members(InstanceNorm(3, {.affine = true})), "instance_norm: weight [3] bias [3]");
}

TEST_F(NetworkModules, namesOfModulesWithoutParameters) {
  EXPECT_EQ(MaxPool1d(2).name() + MaxPool2d(2).name() + MaxPool3d(2).name(), "maxpool1dmaxpool2dmaxpool3d");
  EXPECT_EQ(AvgPool1d(2).name() + AvgPool2d(2).name() + AvgPool3d(2).name(), "avgpool1davgpool2davgpool3d");
  EXPECT_EQ(AdaptiveAvgPool1d(2).name() + " " + AdaptiveAvgPool2d(2).name() + " " + AdaptiveAvgPool3d(2).name(),
            "adaptive_avgpool1d adaptive_avgpool2d adaptive_avgpool3d");
  EXPECT_EQ(AdaptiveMaxPool1d(2).name() + " " + AdaptiveMaxPool2d(2).name() + " " + AdaptiveMaxPool3d(2).name(),
            "adaptive_maxpool1d adaptive_maxpool2d adaptive_maxpool3d");
  EXPECT_EQ(PixelShuffle(2).name() + " " + PixelUnshuffle(2).name(), "pixel_shuffle pixel_unshuffle");
  EXPECT_EQ(Upsample({.scale_factor = 2}).name() + " " + Unfold(2).name() + " " + Fold(4, 2).name(), "upsample unfold fold");
  EXPECT_EQ(Dropout().name() + " " + Dropout2d().name() + " " + AlphaDropout().name(), "dropout dropout2d alpha_dropout");
  EXPECT_EQ(GaussianBlur(1).name(), "gaussian_blur");
  EXPECT_EQ(ZeroPad2d(1).name() + " " + ReflectionPad2d(1).name() + " " + ReplicationPad2d(1).name(),
            "zero_pad2d reflection_pad2d replication_pad2d");
}

TEST_F(NetworkModules, convolutionsNameModuleAndValue) {
  errorOf([] { Conv1d(0, 8, 3); }, "Conv1d: expects in_channels of 1 or more, but got 0");
  errorOf([] { Conv3d(3, -1, 3); }, "Conv3d: expects out_channels of 1 or more, but got -1");
  errorOf([] { Conv3d(3, 8, {3, 3, 0}); }, "Conv3d: expects a kernel of 1 or more, but got 0");
  errorOf([] { Conv1d(3, 8, 3, {.stride = 0}); }, "Conv1d: expects a stride of 1 or more, but got 0");
  errorOf([] { Conv1d(3, 8, 3, {.dilation = 0}); }, "Conv1d: expects a dilation of 1 or more, but got 0");
  errorOf([] { Conv3d(3, 8, 3, {.padding = {0, -1, 0}}); }, "Conv3d: expects a padding of 0 or more, but got -1");
  errorOf([] { Conv1d(4, 8, 3, {.groups = 3}); }, "Conv1d: expects in_channels that groups divides, but got 4");
  errorOf([] { ConvTranspose1d(4, 6, 3, {.groups = 4}); }, "ConvTranspose1d: expects out_channels that groups divides, but got 6");
  errorOf([] { ConvTranspose3d(4, 6, 3, {.stride = {1, 2, 2}, .output_padding = 1}); },
          "ConvTranspose3d: expects an output_padding of 0 or more, smaller than stride or dilation, but got 1");
}

TEST_F(NetworkModules, poolingNamesModuleAndValue) {
  errorOf([] { MaxPool1d(0); }, "MaxPool1d: expects a kernel of 1 or more, but got 0");
  errorOf([] { MaxPool3d(2, {.dilation = {1, 1, 0}}); }, "MaxPool3d: expects a dilation of 1 or more, but got 0");
  errorOf([] { AvgPool1d(2, {.stride = 0}); }, "AvgPool1d: expects a stride of 1 or more, but got 0");
  errorOf([] { AvgPool2d(3, {.padding = {1, 2}}); }, "AvgPool2d: expects a padding from 0 to half the kernel, but got 2");
  errorOf([] { AvgPool3d(3, {.padding = {0, 0, -1}}); }, "AvgPool3d: expects a padding from 0 to half the kernel, but got -1");
  errorOf([] { AdaptiveAvgPool1d(0); }, "AdaptiveAvgPool1d: expects a size of 1 or more, but got 0");
  errorOf([] { AdaptiveAvgPool3d({1, 0, 1}); }, "AdaptiveAvgPool3d: expects a size of 1 or more, but got 0");
  errorOf([] { AdaptiveMaxPool2d({1, -2}); }, "AdaptiveMaxPool2d: expects a size of 1 or more, but got -2");
}

TEST_F(NetworkModules, normalisationsNameModuleAndValue) {
  errorOf([] { BatchNorm(0); }, "BatchNorm: expects num_features of 1 or more, but got 0");
  errorOf([] { BatchNorm3d(3, {.momentum = 2}); }, "BatchNorm: expects a momentum in [0, 1], but got 2");
  errorOf([] { LayerNorm(std::vector<int64_t>{}); }, "LayerNorm: expects a normalized_shape of one size or more, but got 0");
  errorOf([] { RMSNorm({3, 0}); }, "RMSNorm: expects a size of 1 or more, but got 0");
  errorOf([] { RMSNorm(3, {.eps = 0}); }, "RMSNorm: expects eps above 0, but got 0");
  errorOf([] { GroupNorm(0, 4); }, "GroupNorm: expects num_groups of 1 or more, but got 0");
  errorOf([] { GroupNorm(3, 4); }, "GroupNorm: expects num_channels that num_groups divides, but got 4");
  errorOf([] { GroupNorm(2, 4, {.eps = -1}); }, "GroupNorm: expects eps above 0, but got -1");
  errorOf([] { InstanceNorm(0); }, "InstanceNorm: expects num_features of 1 or more, but got 0");
  errorOf([] { InstanceNorm(3, {.eps = 0}); }, "InstanceNorm: expects eps above 0, but got 0");
}

TEST_F(NetworkModules, othersNameModuleAndValue) {
  errorOf([] { Bilinear(3, 0, 5); }, "Bilinear: expects in2_features of 1 or more, but got 0");
  errorOf([] { Dropout2d(-0.5); }, "Dropout2d: expects a probability in [0, 1], but got -0.5");
  errorOf([] { AlphaDropout(1); }, "AlphaDropout: expects a probability in [0, 1), 1 excluded, but got 1");
  errorOf([] { PixelShuffle(0); }, "PixelShuffle: expects an upscale_factor of 1 or more, but got 0");
  errorOf([] { PixelUnshuffle(-1); }, "PixelUnshuffle: expects a downscale_factor of 1 or more, but got -1");
  errorOf([] { Upsample(UpsampleOptions{}); }, "Upsample: expects either a size or a scale_factor, but got 0");
  errorOf([] { Upsample({.size = {4}, .scale_factor = 2}); }, "Upsample: expects either a size or a scale_factor, but got 1");
  errorOf([] { Upsample({.scale_factor = 0}); }, "Upsample: expects a scale_factor of 1 or more, but got 0");
  errorOf([] { Upsample({4, 4, 4}, Interpolation::Bilinear); }, "Upsample: expects bilinear interpolation with 2 sizes, but got 3");
  errorOf([] { Upsample({4, 0}, Interpolation::Nearest); }, "Upsample: expects a size of 1 or more, but got 0");
  errorOf([] { Upsample({4, 4}, Interpolation(7)); }, "Upsample: expects a mode from 0 to 5, but got 7");
  errorOf([] { Unfold({2, 0}); }, "Unfold: expects a kernel of 1 or more, but got 0");
  errorOf([] { Unfold(2, {.stride = 0}); }, "Unfold: expects a stride of 1 or more, but got 0");
  errorOf([] { Fold({4, 0}, 2); }, "Fold: expects an output_size of 1 or more, but got 0");
  errorOf([] { Fold(4, 2, {.padding = -1}); }, "Fold: expects a padding of 0 or more, but got -1");
  errorOf([] { ZeroPad2d({0, 0, -1, 0}); }, "ZeroPad2d: expects a padding of 0 or more, but got -1");
  errorOf([] { ReflectionPad2d(-2); }, "ReflectionPad2d: expects a padding of 0 or more, but got -2");
  errorOf([] { ReplicationPad2d({0, -1, 0, 0}); }, "ReplicationPad2d: expects a padding of 0 or more, but got -1");
  errorOf([] { GaussianBlur(0); }, "GaussianBlur: expects a sigma above 0, but got 0");
}

/// Result type of one module on one input.
template <class M>
std::string resultOf(M module, std::vector<InputSpec> inputs) {
  Graph g = FlowBuilder::from(std::move(module)).build();
  detail::Recording r = detail::recordGraph(g, inputs, {}, true).at(0).recording;
  return str(r.values[r.outputs[0].value]);
}

TEST_F(NetworkModules, symbolicSizes) {
  std::vector<InputSpec> sequence = {{"x", {"n", 4, "l"}}}, image = {{"x", {"n", 4, "h", "w"}}};
  EXPECT_EQ(resultOf(Conv1d(4, 2, 3, {.padding = 1}), sequence), "float32[n, 2, l]");
  EXPECT_EQ(resultOf(ConvTranspose1d(4, 2, 2, {.stride = 2}), sequence), "float32[n, 2, 2*l]");
  EXPECT_EQ(resultOf(Upsample({.scale_factor = 2}), image), "float32[n, 4, 2*h, 2*w]");
  EXPECT_EQ(resultOf(Upsample({"h", 3}, Interpolation::Bicubic), image), "float32[n, 4, h, 3]");
  EXPECT_EQ(resultOf(PixelShuffle(2), image), "float32[n, 1, 2*h, 2*w]");
  EXPECT_EQ(resultOf(AvgPool2d(3, {.stride = 1, .padding = 1}), image), "float32[n, 4, h, w]");
  EXPECT_EQ(resultOf(ZeroPad2d({1, 0, 2, 3}), image), "float32[n, 4, h + 5, w + 1]");
  EXPECT_EQ(resultOf(ReplicationPad2d({1, 0, 2, 3}), image), "float32[n, 4, h + 5, w + 1]");
  EXPECT_EQ(resultOf(GaussianBlur(0.5), image), "float32[n, 4, h, w]");
  EXPECT_EQ(resultOf(RMSNorm(4), {{"x", {"n", "l", 4}}}), "float32[n, l, 4]");
  // A window of 3 is not smaller than stride and padding: rounding up needs no numbers.
  EXPECT_EQ(resultOf(MaxPool1d(3, {.stride = 2, .ceil_mode = true}), sequence), "float32[n, 4, floordiv(l - 2, 2) + 1]");
}

TEST_F(NetworkModules, wrongInputs) {
  errorOf([] { resultOf(BatchNorm3d(4), {{"x", {"n", 4, 3, 3}}}); }, "batchnorm3d: expects an input of shape [N, C, D, H, W], but got [n, 4, 3, 3]");
  errorOf([] { resultOf(Dropout2d(), {{"x", {"n"}}}); }, "dropout2d: expects an input of shape [N, C, *], but got [n]");
  errorOf([] { resultOf(GaussianBlur(1), {{"x", {"n", 4, 3}}}); }, "gaussian_blur: expects images of shape [N, C, H, W]");
  struct OneInput : Module {
    Child<Bilinear> form{*this, "form", 3, 4, 5};
    Tensor forward(const Tensor &x) override { return form(x); }
  };
  errorOf([] { resultOf(OneInput(), {{"x", {"n", 3}}}); }, "bilinear: expects two inputs, but got one; connect the second with using_, or call forward_bilinear");
}

TEST_F(NetworkModules, sharedWeightIsListedOnce) {
  struct Tied : Module {
    Child<Embedding> table{*this, "table", 7, 4};
    Child<Linear> scores{*this, "scores", Linear::from_shared_weight(table->weight)};
    Tensor forward(const Tensor &x) override { return scores(table(x)); }
  };
  Graph g = FlowBuilder::from(Tied()).build();
  ASSERT_EQ(g.parameters().size(), 1u);
  EXPECT_EQ(g.parameters()[0].name, "module_1/table.weight");
  detail::Recording r = record(g, {{"x", kInt64, {"n"}}});
  EXPECT_EQ(str(r.values[r.outputs[0].value]), "float32[n, 7]");
}

}  // namespace
