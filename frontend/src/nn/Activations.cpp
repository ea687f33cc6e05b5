// Activations and modules that change the shape.
#include "nn/Check.h"

namespace flodl {
using namespace detail;

Tensor ReLU::forward(const Tensor &x) { return relu(TensorArg(x, here())); }
Tensor GELU::forward(const Tensor &x) {
  return approximate_ == Tanh ? gelu_tanh(TensorArg(x, here())) : gelu(TensorArg(x, here()));
}
Tensor SiLU::forward(const Tensor &x) { return silu(TensorArg(x, here())); }
Tensor Sigmoid::forward(const Tensor &x) { return sigmoid(TensorArg(x, here())); }
Tensor Tanh::forward(const Tensor &x) { return tanh(TensorArg(x, here())); }
Tensor Softmax::forward(const Tensor &x) { return softmax(TensorArg(x, here()), dim_); }
Tensor LogSoftmax::forward(const Tensor &x) { return log_softmax(TensorArg(x, here()), dim_); }
Tensor Flatten::forward(const Tensor &x) { return flatten(TensorArg(x, here()), start_, end_); }
Tensor Reshape::forward(const Tensor &x) { return reshape(TensorArg(x, here()), shape_); }

Tensor LeakyReLU::forward(const Tensor &x) { return leaky_relu(TensorArg(x, here()), slope_); }
Tensor ELU::forward(const Tensor &x) { return elu(TensorArg(x, here()), alpha_); }
Tensor SELU::forward(const Tensor &x) { return selu(TensorArg(x, here())); }
Tensor Mish::forward(const Tensor &x) { return mish(TensorArg(x, here())); }
Tensor Hardswish::forward(const Tensor &x) { return hardswish(TensorArg(x, here())); }
Tensor Hardsigmoid::forward(const Tensor &x) { return hardsigmoid(TensorArg(x, here())); }
Tensor ReLU6::forward(const Tensor &x) { return relu6(TensorArg(x, here())); }
Tensor LogSigmoid::forward(const Tensor &x) { return logsigmoid(TensorArg(x, here())); }
Tensor GLU::forward(const Tensor &x) { return glu(TensorArg(x, here()), dim_); }
Tensor Softsign::forward(const Tensor &x) { return softsign(TensorArg(x, here())); }
Tensor Tanhshrink::forward(const Tensor &x) { return tanhshrink(TensorArg(x, here())); }
Tensor Threshold::forward(const Tensor &x) { return threshold(TensorArg(x, here()), threshold_, value_); }

CELU::CELU(double alpha, SourceLoc loc) : alpha_(alpha) {
  require(alpha != 0, "CELU", "an alpha other than 0", alpha, loc);
}
Tensor CELU::forward(const Tensor &x) { return celu(TensorArg(x, here()), alpha_); }

Softplus::Softplus(double beta, double threshold, SourceLoc loc) : beta_(beta), threshold_(threshold) {
  require(beta > 0, "Softplus", "a beta above 0", beta, loc);
}
Tensor Softplus::forward(const Tensor &x) { return softplus(TensorArg(x, here()), beta_, threshold_); }

Hardtanh::Hardtanh(double min_val, double max_val, SourceLoc loc) : min_(min_val), max_(max_val) {
  require(min_val < max_val, "Hardtanh", "min_val below max_val", min_val, loc);
}
Tensor Hardtanh::forward(const Tensor &x) { return hardtanh(TensorArg(x, here()), min_, max_); }

PReLU::PReLU(int64_t num_parameters, double init, SourceLoc loc) {
  require(num_parameters >= 1, "PReLU", "one parameter or more", double(num_parameters), loc);
  weight = Param(*this, "weight", full({num_parameters}, init), loc);
}
Tensor PReLU::forward(const Tensor &x) { return prelu(TensorArg(x, here()), weight); }

}  // namespace flodl
