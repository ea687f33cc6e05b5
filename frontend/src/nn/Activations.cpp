// Activations and modules that change the shape.
#include "Execution.h"
#include "flodl/nn.h"

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

}  // namespace flodl
