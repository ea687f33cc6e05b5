#include "runtime/kernels/Contraction.h"

namespace flodl::kernels {

/// All leading dimensions as one; the tensor itself when it is a matrix already.
static at::Tensor asMatrix(const at::Tensor &tensor) {
  return tensor.dim() == 2 ? tensor : tensor.reshape({-1, tensor.size(-1)});
}

void linearOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &weight,
               const std::optional<at::Tensor> &bias) {
  at::Tensor rows = asMatrix(input), out = result.dim() == 2 ? result : result.view({-1, weight.size(0)});
  if (bias)
    at::addmm_out(out, *bias, rows, weight.t());
  else
    at::mm_out(out, rows, weight.t());
}

void linearWeightGradOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input) {
  at::mm_out(result, asMatrix(grad).t(), asMatrix(input));
}

}  // namespace flodl::kernels
