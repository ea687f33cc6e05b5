// References of test/e2e/Inputs/spatial.cpp.
#include "test/nn/Reference.h"

namespace nn_test {
namespace {

using namespace torch::nn;
using torch::optim::SGDOptions;

/// One after the other, trained towards any values.
void regression(Net &n, std::initializer_list<NamedAnyModule> nodes) {
  n.chain(nodes);
  n.loss = mse();
  n.optimizer = sgd(SGDOptions(0.1).momentum(0.5));
}
Conv1d pointwise1d(int64_t out) { return Conv1d(Conv1dOptions(2, out, 1)); }
Conv2d pointwise2d(int64_t out) { return Conv2d(Conv2dOptions(2, out, 1)); }
Conv3d pointwise3d() { return Conv3d(Conv3dOptions(2, 2, 1)); }

const bool models[] = {
    reference("conv1d", [](Net &n) { regression(n, {{"conv1d_1", Conv1d(Conv1dOptions(3, 4, 3))}, {"tanh_2", Tanh()}}); }),
    reference("conv1d_options", [](Net &n) {
      n.chain({{"conv1d_1", Conv1d(Conv1dOptions(4, 6, 3).stride(2).padding(3).dilation(2).groups(2).bias(false))}, {"gelu_2", GELU()}});
    }),
    reference("conv3d", [](Net &n) { regression(n, {{"conv3d_1", Conv3d(Conv3dOptions(2, 3, {2, 3, 2}))}, {"silu_2", SiLU()}}); }),
    reference("conv3d_options", [](Net &n) {
      n.chain({{"conv3d_1", Conv3d(Conv3dOptions(4, 2, {3, 2, 2}).stride({1, 2, 1}).padding({1, 0, 2}).dilation({1, 1, 2}).groups(2))}});
    }),
    reference("conv_transpose1d", [](Net &n) {
      regression(n, {{"conv_t1d_1", ConvTranspose1d(ConvTranspose1dOptions(3, 2, 3))}, {"tanh_2", Tanh()}});
    }),
    reference("conv_transpose1d_options", [](Net &n) {
      n.chain({{"conv_t1d_1", ConvTranspose1d(ConvTranspose1dOptions(4, 6, 3).stride(3).padding(1).output_padding(2).dilation(2).groups(2).bias(false))}});
    }),
    reference("conv_transpose3d", [](Net &n) {
      regression(n, {{"conv_transpose3d_1", ConvTranspose3d(ConvTranspose3dOptions(3, 2, {2, 2, 3}))}});
    }),
    reference("conv_transpose3d_options", [](Net &n) {
      auto options = ConvTranspose3dOptions(4, 2, 2).stride({2, 1, 2}).padding({1, 0, 0}).output_padding({1, 0, 1}).dilation({1, 2, 1});
      n.chain({{"conv_transpose3d_1", ConvTranspose3d(options.groups(2).bias(false))}, {"relu_2", ReLU()}});
    }),

    reference("max_pool1d", [](Net &n) {
      regression(n, {{"conv1d_1", Conv1d(Conv1dOptions(2, 3, 3))}, {"relu_2", ReLU()}, {"pool", MaxPool1d(2)}});
    }),
    reference("max_pool1d_options", [](Net &n) {
      n.chain({{"conv1d_1", pointwise1d(2)}, {"pool", MaxPool1d(MaxPool1dOptions(3).stride(2).padding(1).dilation(2).ceil_mode(true))}});
    }),
    reference("max_pool3d", [](Net &n) { regression(n, {{"conv3d_1", pointwise3d()}, {"pool", MaxPool3d(2)}}); }),
    reference("max_pool3d_options", [](Net &n) {
      n.chain({{"tanh_1", Tanh()},
               {"pool", MaxPool3d(MaxPool3dOptions({3, 2, 3}).stride({1, 2, 2}).padding({1, 1, 0}).dilation({1, 1, 2}).ceil_mode(true))}});
    }),
    reference("avg_pool1d", [](Net &n) { regression(n, {{"conv1d_1", Conv1d(Conv1dOptions(2, 3, 3))}, {"pool", AvgPool1d(2)}}); }),
    reference("avg_pool1d_options", [](Net &n) {
      n.chain({{"pool", AvgPool1d(AvgPool1dOptions(3).stride(2).padding(1).ceil_mode(true).count_include_pad(false))}, {"gelu_2", GELU()}});
    }),
    reference("avg_pool2d", [](Net &n) { regression(n, {{"conv2d_1", pointwise2d(3)}, {"pool", AvgPool2d(2)}}); }),
    reference("avg_pool2d_options", [](Net &n) {
      n.chain({{"pool", AvgPool2d(AvgPool2dOptions({3, 2}).stride({2, 1}).padding({1, 0}).ceil_mode(true).count_include_pad(false))},
               {"conv2d_2", pointwise2d(2)},
               {"again", AvgPool2d(AvgPool2dOptions(3).stride(1).padding(1))}});
    }),
    reference("avg_pool3d", [](Net &n) { regression(n, {{"conv3d_1", pointwise3d()}, {"pool", AvgPool3d(2)}}); }),
    reference("avg_pool3d_options", [](Net &n) {
      n.chain({{"conv3d_1", pointwise3d()},
               {"pool", AvgPool3d(AvgPool3dOptions({3, 2, 2}).stride({2, 1, 2}).padding({1, 1, 0}).ceil_mode(true).count_include_pad(false))}});
    }),
    reference("adaptive_average_pool1d", [](Net &n) {
      n.chain({{"conv1d_1", pointwise1d(3)}, {"pool", AdaptiveAvgPool1d(4)}, {"tanh_3", Tanh()}, {"again", AdaptiveAvgPool1d(1)}});
    }),
    reference("adaptive_average_pool3d", [](Net &n) {
      n.chain({{"conv3d_1", pointwise3d()}, {"pool", AdaptiveAvgPool3d(AdaptiveAvgPool3dOptions({2, 4, 3}))}, {"tanh_3", Tanh()}, {"again", AdaptiveAvgPool3d(1)}});
    }),
    reference("adaptive_maximum_pool1d", [](Net &n) { n.chain({{"conv1d_1", pointwise1d(3)}, {"pool", AdaptiveMaxPool1d(4)}}); }),
    reference("adaptive_maximum_pool3d", [](Net &n) {
      n.chain({{"pool", AdaptiveMaxPool3d(AdaptiveMaxPool3dOptions({2, 3, 4}))}, {"tanh_2", Tanh()}});
    }),
    reference("adaptive_maximum_pool2d", [](Net &n) {
      regression(n, {{"conv2d_1", pointwise2d(3)}, {"pool", AdaptiveMaxPool2d(AdaptiveMaxPool2dOptions({3, 2}))}});
    }),
};

}  // namespace
}  // namespace nn_test
