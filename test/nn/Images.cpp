// References of test/e2e/Inputs/images.cpp and vision.cpp, and of the image models of modules.cpp.
#include "test/nn/Reference.h"

namespace nn_test {
namespace {

using namespace torch::nn;
namespace functional = torch::nn::functional;
using torch::optim::AdamOptions;
using torch::optim::AdamWOptions;
using torch::optim::SGDOptions;

AdaptiveAvgPool2d average(std::vector<std::optional<int64_t>> size) {
  return AdaptiveAvgPool2d(AdaptiveAvgPool2dOptions({size[0], size[1]}));
}
AdaptiveAvgPool2d average() { return average({1, 1}); }
Conv2d conv(int64_t in, int64_t out, int64_t kernel) { return Conv2d(Conv2dOptions(in, out, kernel)); }
Conv2d same(int64_t in, int64_t out, bool bias) { return Conv2d(Conv2dOptions(in, out, 3).padding(1).bias(bias)); }
/// The classifiers of vision.cpp.
void classifier(Net &n) {
  n.loss = crossEntropy();
  n.optimizer = sgd(SGDOptions(0.05).momentum(0.9));
}

const bool models[] = {
    reference("conv", [](Net &n) {
      n.chain({{"conv2d_1", conv(3, 4, 3)}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("conv_stride_padding_dilation", [](Net &n) {
      n.chain({{"conv2d_1", Conv2d(Conv2dOptions(2, 5, {3, 2}).stride({2, 1}).padding({2, 1}).dilation({2, 1}))}, {"gelu_2", GELU()}});
    }),
    reference("conv_groups_without_bias", [](Net &n) {
      n.chain({{"conv2d_1", Conv2d(Conv2dOptions(4, 6, 3).padding(1).groups(2).bias(false))}});
      n.loss = mse();
      n.optimizer = sgd(SGDOptions(0.1).momentum(0.5));
    }),
    reference("conv_transpose", [](Net &n) {
      n.chain({{"conv_t2d_1", ConvTranspose2d(ConvTranspose2dOptions(3, 2, 3))}, {"tanh_2", Tanh()}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("conv_transpose_stride", [](Net &n) {
      n.chain({{"conv_t2d_1", ConvTranspose2d(ConvTranspose2dOptions(4, 6, 3).stride(2).padding(1).output_padding(1).groups(2))}});
    }),
    reference("max_pool", [](Net &n) {
      n.chain({{"conv2d_1", conv(2, 3, 3)}, {"relu_2", ReLU()}, {"maxpool2d_3", MaxPool2d(2)}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("max_pool_overlapping", [](Net &n) {
      n.chain({{"maxpool2d_1", MaxPool2d(MaxPool2dOptions({3, 2}).stride({2, 1}).padding({1, 0}))},
               {"maxpool2d_2", MaxPool2d(MaxPool2dOptions(2).ceil_mode(true))}});
    }),
    reference("adaptive_average_pool", [](Net &n) { n.chain({{"conv2d_1", conv(3, 4, 1)}, {"pool", average({2, 3})}}); }),
    reference("batch_norm", [](Net &n) {
      n.chain({{"linear_1", Linear(6, 6)}, {"batchnorm_2", BatchNorm1d(6)}, {"relu_3", ReLU()}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("batch_norm_of_sequences", [](Net &n) {
      n.chain({{"batchnorm_1", BatchNorm1d(BatchNorm1dOptions(5).eps(1e-3).momentum(0.3))}});
    }),
    reference("conv_block", [](Net &n) {
      n.chain({{"conv2d_1", same(3, 6, false)},
               {"batchnorm2d_2", BatchNorm2d(6)},
               {"relu_3", ReLU()},
               {"maxpool2d_4", MaxPool2d(2)},
               {"flatten_5", Flatten()},
               {"linear_6", Linear(96, 5)}});
      n.loss = crossEntropy();
      n.optimizer = adam(AdamOptions(1e-2).eps(1e-2));
    }),
    reference("residual_block", [](Net &n) {
      Conv2d body = n.add("graph_2/conv2d_1", same(4, 4, true));
      BatchNorm2d norm = n.add("graph_2/batchnorm2d_2", BatchNorm2d(4));
      Conv2d main = n.add("conv2d_4", conv(4, 4, 1));
      Conv2d skip = n.add("conv2d_5", Conv2d(Conv2dOptions(4, 4, {1, 3}).padding({0, 1})));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        at::Tensor x = in[0] + torch::silu(norm(body(in[0])));
        return average()(skip(x) + main(x)).flatten(1);
      };
      n.loss = mse();
      n.optimizer = adamW(AdamWOptions(1e-2).eps(1e-2));
      n.clipNorm = 0.5;
    }),
    reference("dense_prediction", [](Net &n) {
      n.chain({{"conv2d_1", Conv2d(Conv2dOptions(2, 5, 3).stride(2).padding(1))},
               {"gelu_2", GELU()},
               {"conv_t2d_3", ConvTranspose2d(ConvTranspose2dOptions(5, 4, 2).stride(2))},
               {"dropped", MaskedDropout("dropped", 0.25)}});
      n.loss = crossEntropy(functional::CrossEntropyFuncOptions().label_smoothing(0.05).ignore_index(2));
      n.optimizer = sgd(0.1);
    }),

    // vision.cpp
    reference("convolution", [](Net &n) {
      n.chain({{"conv2d_1", same(3, 5, true)}, {"relu_2", ReLU()}, {"pool", average()}, {"flatten_4", Flatten()}, {"linear_5", Linear(5, 3)}});
      classifier(n);
    }),
    reference("convolution_strides_groups", [](Net &n) {
      n.chain({{"conv2d_1", Conv2d(Conv2dOptions(4, 6, 3).stride(2).dilation(2).groups(2).bias(false))},
               {"gelu_2", GELU()},
               {"flatten_3", Flatten()},
               {"linear_4", Linear(54, 3)}});
      classifier(n);
    }),
    reference("pooling", [](Net &n) {
      n.chain({{"conv2d_1", conv(2, 4, 3)},
               {"maxpool2d_2", MaxPool2d(MaxPool2dOptions(3).stride(2).padding(1))},
               {"pool", average({3, 2})},
               {"flatten_4", Flatten()},
               {"linear_5", Linear(24, 3)}});
      classifier(n);
    }),
    reference("batch_norm_of_images", [](Net &n) {
      n.chain({{"conv2d_1", Conv2d(Conv2dOptions(3, 4, 3).bias(false))},
               {"batchnorm2d_2", BatchNorm2d(4)},
               {"relu_3", ReLU()},
               {"flatten_4", Flatten()},
               {"linear_5", Linear(36, 3)}});
      classifier(n);
    }),
    reference("batch_norm_of_rows", [](Net &n) {
      n.chain({{"linear_1", Linear(LinearOptions(6, 8).bias(false))},
               {"batchnorm_2", BatchNorm1d(BatchNorm1dOptions(8).momentum(0.3))},
               {"tanh_3", Tanh()},
               {"linear_4", Linear(8, 3)}});
      classifier(n);
    }),
    reference("residual_blocks", [](Net &n) {
      Conv2d first = n.add("conv2d_1", same(3, 4, false)), second = n.add("conv2d_4", same(4, 4, false));
      BatchNorm2d norm1 = n.add("batchnorm2d_2", BatchNorm2d(4)), norm2 = n.add("features", BatchNorm2d(4));
      MaskedDropout dropout = n.add("dropped", MaskedDropout("dropped", 0.2));
      Linear head = n.add("linear_11", Linear(36, 3));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        at::Tensor x = torch::relu(norm1(first(in[0])));
        x = torch::max_pool2d(torch::relu(norm2(x + second(x))), 2);
        return head(dropout(x).flatten(1));
      };
      classifier(n);
    }),
    reference("decoder", [](Net &n) {
      n.chain({{"conv_t2d_1", ConvTranspose2d(ConvTranspose2dOptions(6, 4, 3).stride(2).padding(1).output_padding(1))},
               {"silu_2", SiLU()},
               {"conv_t2d_3", ConvTranspose2d(ConvTranspose2dOptions(4, 2, 4).stride(2).padding(1).bias(false))},
               {"sigmoid_4", Sigmoid()}});
      n.loss = mse();
      n.optimizer = adam(AdamOptions(1e-2).eps(1e-2));
    }),
    reference("any_image_size", [](Net &n) {
      n.chain({{"conv2d_1", same(1, 3, true)},
               {"relu_2", ReLU()},
               {"maxpool2d_3", MaxPool2d(2)},
               {"pool", average()},
               {"flatten_5", Flatten()},
               {"linear_6", Linear(3, 2)}});
    }),

    // modules.cpp
    reference("conv_depthwise", [](Net &n) {
      n.chain({{"conv2d_1", Conv2d(Conv2dOptions(4, 8, 3).padding(1).groups(4))}, {"silu_2", SiLU()}, {"conv2d_3", conv(8, 3, 1)}});
      n.loss = mse();
      n.optimizer = sgd(SGDOptions(0.1).momentum(0.9).weight_decay(0.05));
    }),
    reference("conv_larger_stride_than_kernel", [](Net &n) {
      n.chain({{"conv2d_1", Conv2d(Conv2dOptions(2, 3, {2, 1}).stride({3, 2}).padding({0, 2}))}, {"identity_2", Identity()}, {"relu_3", ReLU()}});
    }),
    reference("conv_transpose_options", [](Net &n) {
      n.chain({{"conv_t2d_1", ConvTranspose2d(ConvTranspose2dOptions(4, 6, {3, 2}).stride({2, 1}).groups(2).bias(false))}, {"tanh_2", Tanh()}});
      n.loss = crossEntropy(functional::CrossEntropyFuncOptions().ignore_index(1));
      n.optimizer = adam(AdamOptions(1e-2).betas({0.8, 0.99}).eps(1e-2).weight_decay(0.1));
    }),
    reference("conv_transpose_dilated", [](Net &n) {
      n.chain({{"conv_t2d_1", ConvTranspose2d(ConvTranspose2dOptions(3, 2, 2).stride(2).padding(1).output_padding({1, 0}).dilation(3))}});
    }),
    reference("max_pool_dilated", [](Net &n) {
      n.chain({{"maxpool2d_1", MaxPool2d(MaxPool2dOptions({2, 3}).stride({1, 2}).padding({1, 1}).dilation({2, 1}).ceil_mode(true))}});
    }),
    reference("adaptive_pool_upwards", [](Net &n) {
      n.chain({{"conv2d_1", conv(2, 2, 1)}, {"pool", average({4, 7})}, {"flatten_3", Flatten(FlattenOptions().start_dim(2))}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("batch_norm_options", [](Net &n) {
      n.chain({{"batchnorm2d_1", BatchNorm2d(BatchNorm2dOptions(3).eps(1e-2).momentum(0.5))},
               {"gelu_2", GELU(GELUOptions().approximate("tanh"))},
               {"batchnorm2d_3", BatchNorm2d(BatchNorm2dOptions(3).momentum(1))}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("activations", [](Net &n) {
      n.chain({{"conv2d_1", conv(4, 4, 1)},
               {"softmax_2", Softmax(1)},
               {"gelu_3", GELU()},
               {"silu_4", SiLU()},
               {"tanh_5", Tanh()},
               {"sigmoid_6", Sigmoid()},
               {"log_softmax_7", LogSoftmax(-1)}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
};

}  // namespace
}  // namespace nn_test
