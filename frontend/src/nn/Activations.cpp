// Activation modules.
#include "Execution.h"
#include "flodl/nn.h"

namespace flodl {
using namespace detail;

Tensor ReLU::forward(const Tensor &x) { return relu(TensorArg(x, here())); }

}  // namespace flodl
