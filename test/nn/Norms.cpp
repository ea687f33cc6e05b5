// References of test/e2e/Inputs/norms.cpp.
#include "test/nn/Reference.h"

namespace nn_test {
namespace {

using namespace torch::nn;

/// One after the other, trained towards any values.
void regression(Net &n, std::initializer_list<NamedAnyModule> nodes) {
  n.chain(nodes);
  n.loss = mse();
  n.optimizer = sgd(0.1);
}

LayerNorm layerNorm(std::vector<int64_t> shape, double eps = 1e-5, bool affine = true) {
  return LayerNorm(LayerNormOptions(shape).eps(eps).elementwise_affine(affine));
}

const bool models[] = {
    reference("batch_norm_of_volumes", [](Net &n) {
      regression(n, {{"batchnorm3d_1", BatchNorm3d(BatchNorm3dOptions(3).eps(1e-3).momentum(0.2))}, {"tanh_2", Tanh()}});
    }),
    reference("batch_norm_not_affine", [](Net &n) {
      n.chain({{"batchnorm2d_1", BatchNorm2d(BatchNorm2dOptions(4).affine(false))}, {"gelu_2", GELU()}});
    }),
    reference("batch_norm_without_statistics", [](Net &n) {
      regression(n, {{"batchnorm_1", BatchNorm1d(BatchNorm1dOptions(6).track_running_stats(false))}, {"linear_2", Linear(6, 3)}});
    }),
    reference("layer_norm_of_images", [](Net &n) {
      regression(n, {{"layernorm_1", layerNorm({3, 4})}, {"gelu_2", GELU()}, {"layernorm_3", layerNorm({2, 3, 4}, 1e-3)}});
    }),
    reference("layer_norm_without_bias", [](Net &n) { regression(n, {{"linear_1", Linear(8, 8)}, {"layernorm_2", ScaledNorm(std::vector<int64_t>{8})}}); }),
    reference("layer_norm_not_affine", [](Net &n) { n.chain({{"layernorm_1", layerNorm({8}, 1e-5, false)}, {"linear_2", Linear(8, 3)}}); }),
    reference("rms_norm_of_rows", [](Net &n) {
      Linear first = n.add("linear_1", Linear(10, 10)), second = n.add("linear_4", Linear(10, 10));
      RmsNorm norm1 = n.add("rmsnorm_2", RmsNorm(std::vector<int64_t>{10})), norm2 = n.add("rmsnorm_6", RmsNorm(std::vector<int64_t>{10}, 1e-2));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        at::Tensor x = torch::gelu(norm1(first(in[0])));
        return norm2(x + second(x));
      };
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("rms_norm_of_sequences", [](Net &n) {
      RmsNorm norm1 = n.add("rmsnorm_1", RmsNorm(std::vector<int64_t>{6}, 1e-3)), norm2 = n.add("rmsnorm_3", RmsNorm(std::vector<int64_t>{6}, std::nullopt, false));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        at::Tensor x = torch::tanh(norm1(in[0]));
        return x + norm2(x);
      };
    }),
    reference("rms_norm_of_images", [](Net &n) { regression(n, {{"rmsnorm_1", RmsNorm(std::vector<int64_t>{3, 4}, 1e-5)}}); }),
    reference("group_norm", [](Net &n) {
      regression(n, {{"conv2d_1", Conv2d(Conv2dOptions(3, 6, 3))}, {"groupnorm_2", GroupNorm(GroupNormOptions(2, 6))}, {"silu_3", SiLU()}});
    }),
    reference("group_norm_options", [](Net &n) {
      n.chain({{"groupnorm_1", GroupNorm(GroupNormOptions(3, 6).eps(1e-2).affine(false))},
               {"groupnorm_2", GroupNorm(GroupNormOptions(1, 6))},
               {"tanh_3", Tanh()},
               {"groupnorm_4", GroupNorm(GroupNormOptions(6, 6))}});
    }),
    reference("group_norm_of_rows", [](Net &n) { regression(n, {{"linear_1", Linear(8, 8)}, {"groupnorm_2", GroupNorm(GroupNormOptions(2, 8))}}); }),
    reference("instance_norm", [](Net &n) {
      regression(n, {{"conv2d_1", Conv2d(Conv2dOptions(3, 4, 3).bias(false))},
                     {"instance_norm_2", InstanceNorm2d(InstanceNorm2dOptions(4).affine(true))},
                     {"relu_3", ReLU()}});
    }),
    reference("instance_norm_of_sequences", [](Net &n) {
      n.chain({{"instance_norm_1", InstanceNorm1d(InstanceNorm1dOptions(3))}, {"conv1d_2", Conv1d(Conv1dOptions(3, 2, 1))}});
    }),
    reference("instance_norm_of_volumes", [](Net &n) {
      n.chain({{"instance_norm_1", InstanceNorm3d(InstanceNorm3dOptions(2).eps(1e-2).affine(true))}});
    }),

    reference("dropout_of_channels", [](Net &n) {
      regression(n, {{"conv2d_1", Conv2d(Conv2dOptions(3, 8, 3))}, {"dropped", MaskedDropout("dropped", 0.4)}});
    }),
    reference("dropout_of_rows", [](Net &n) { regression(n, {{"linear_1", Linear(6, 9)}, {"dropped", MaskedDropout("dropped", 0.5)}}); }),
    reference("alpha_dropout", [](Net &n) {
      regression(n, {{"linear_1", Linear(6, 9)}, {"dropped", MaskedAlphaDropout("dropped", 0.3)}, {"tanh_3", Tanh()}, {"linear_4", Linear(9, 4)}});
    }),
};

}  // namespace
}  // namespace nn_test
