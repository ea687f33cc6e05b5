// Models with one activation between two affine maps.
#include "Harness.h"
using namespace e2e;

namespace {

template <class Make>
bool activationCase(const char *name, Make make) {
  return testCase(name, {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 2}}}}, [=] {
    Graph g = FlowBuilder::from(Linear(6, 8)).through(make()).through(Linear(8, 2)).build();
    g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
    return g;
  });
}

const bool models[] = {
    activationCase("leaky_relu", [] { return LeakyReLU(); }),
    activationCase("leaky_relu_steep", [] { return LeakyReLU(0.3); }),
    activationCase("elu", [] { return ELU(); }),
    activationCase("elu_alpha", [] { return ELU(0.7); }),
    activationCase("selu", [] { return SELU(); }),
    activationCase("celu", [] { return CELU(); }),
    activationCase("celu_alpha", [] { return CELU(0.6); }),
    activationCase("mish", [] { return Mish(); }),
    activationCase("softplus", [] { return Softplus(); }),
    activationCase("softplus_scaled", [] { return Softplus(2, 5); }),
    activationCase("hardswish", [] { return Hardswish(); }),
    activationCase("hardsigmoid", [] { return Hardsigmoid(); }),
    activationCase("hardtanh", [] { return Hardtanh(); }),
    activationCase("hardtanh_limits", [] { return Hardtanh(-0.2, 0.4); }),
    activationCase("relu6", [] { return ReLU6(); }),
    activationCase("logsigmoid", [] { return LogSigmoid(); }),
    activationCase("softsign", [] { return Softsign(); }),
    activationCase("tanhshrink", [] { return Tanhshrink(); }),
    activationCase("threshold", [] { return Threshold(0.1, -0.5); }),
    activationCase("prelu", [] { return PReLU(); }),
    activationCase("prelu_of_channels", [] { return PReLU(8, 0.4); }),
    testCase("glu", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 2}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(6, 8)).through(GLU()).through(Linear(4, 2)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("prelu_of_images", {.inputs = {{"x", {"batch", 3, 4, 5}}}},
             [] { return FlowBuilder::from(Conv2d(3, 4, 3)).through(PReLU(4)).through(Conv2d(4, 2, 1)).through(PReLU()).build(); }),
};

}  // namespace
