// References of test/e2e/Inputs/activations.cpp.
#include "test/nn/Reference.h"

namespace nn_test {
namespace {

using namespace torch::nn;

/// An affine map, an activation under the id `node`, and another affine map.
template <class Make>
bool activation(const char *model, const char *node, Make make) {
  return reference(model, [=](Net &n) {
    n.chain({{"linear_1", Linear(6, 8)}, {node, make()}, {"linear_3", Linear(8, 2)}});
    n.loss = mse();
    n.optimizer = sgd(0.1);
  });
}

const bool models[] = {
    activation("leaky_relu", "leaky_relu_2", [] { return LeakyReLU(); }),
    activation("leaky_relu_steep", "leaky_relu_2", [] { return LeakyReLU(LeakyReLUOptions().negative_slope(0.3)); }),
    activation("elu", "elu_2", [] { return ELU(); }),
    activation("elu_alpha", "elu_2", [] { return ELU(ELUOptions().alpha(0.7)); }),
    activation("selu", "selu_2", [] { return SELU(); }),
    activation("celu", "celu_2", [] { return CELU(); }),
    activation("celu_alpha", "celu_2", [] { return CELU(CELUOptions().alpha(0.6)); }),
    activation("mish", "mish_2", [] { return Mish(); }),
    activation("softplus", "softplus_2", [] { return Softplus(); }),
    activation("softplus_scaled", "softplus_2", [] { return Softplus(SoftplusOptions().beta(2).threshold(5)); }),
    activation("hardswish", "hardswish_2", [] { return Functional([](const at::Tensor &x) { return at::hardswish(x); }); }),
    activation("hardsigmoid", "hardsigmoid_2", [] { return Functional([](const at::Tensor &x) { return at::hardsigmoid(x); }); }),
    activation("hardtanh", "hardtanh_2", [] { return Hardtanh(); }),
    activation("hardtanh_limits", "hardtanh_2", [] { return Hardtanh(HardtanhOptions().min_val(-0.2).max_val(0.4)); }),
    activation("relu6", "relu6_2", [] { return ReLU6(); }),
    activation("logsigmoid", "logsigmoid_2", [] { return LogSigmoid(); }),
    activation("softsign", "softsign_2", [] { return Softsign(); }),
    activation("tanhshrink", "tanhshrink_2", [] { return Tanhshrink(); }),
    activation("threshold", "threshold_2", [] { return Threshold(ThresholdOptions(0.1, -0.5)); }),
    activation("prelu", "prelu_2", [] { return PReLU(); }),
    activation("prelu_of_channels", "prelu_2", [] { return PReLU(PReLUOptions().num_parameters(8).init(0.4)); }),
    reference("glu", [](Net &n) {
      n.chain({{"linear_1", Linear(6, 8)}, {"glu_2", GLU()}, {"linear_3", Linear(4, 2)}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("prelu_of_images", [](Net &n) {
      n.chain({{"conv2d_1", Conv2d(Conv2dOptions(3, 4, 3))},
               {"prelu_2", PReLU(PReLUOptions().num_parameters(4))},
               {"conv2d_3", Conv2d(Conv2dOptions(4, 2, 1))},
               {"prelu_4", PReLU()}});
    }),
};

}  // namespace
}  // namespace nn_test
