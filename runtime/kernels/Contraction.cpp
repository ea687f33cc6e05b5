#include "runtime/kernels/Contraction.h"
#include "runtime/cpu/Products.h"

namespace flodl::kernels {

/// All leading dimensions as one; the tensor itself when it is a matrix already.
static at::Tensor asMatrix(const at::Tensor &tensor) {
  return tensor.dim() == 2 ? tensor : tensor.reshape({-1, tensor.size(-1)});
}

void linearOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &weight,
               const std::optional<at::Tensor> &bias, bool tuned) {
  at::Tensor rows = asMatrix(input), out = result.dim() == 2 ? result : result.view({-1, weight.size(0)});
  if (bias)
    at::addmm_out(out, *bias, rows, weight.t());
  else
    productOut(out, rows, weight.t(), tuned);
}

void matmulOut(at::Tensor &result, const at::Tensor &lhs, const at::Tensor &rhs) {
  if (lhs.dim() == 1 && rhs.dim() == 2) {
    // libtorch computes a row and resizes the result to it and back.
    at::Tensor row = result.unsqueeze(0);
    at::mm_out(row, lhs.unsqueeze(0), rhs);
  } else {
    at::matmul_out(result, lhs, rhs);
  }
}

void linearWeightGradOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input, bool tuned) {
  productOut(result, asMatrix(grad).t(), asMatrix(input), tuned);
}

void matmulOut(at::Tensor &result, const at::Tensor &lhs, const at::Tensor &rhs, bool tuned) {
  if (lhs.dim() == 2 && rhs.dim() == 2)
    productOut(result, lhs, rhs, tuned);
  else if (rhs.dim() == 2 && lhs.dim() > 2 && lhs.is_contiguous() && result.is_contiguous()) {
    // One product over all rows, as at::matmul makes it, without its temporary.
    at::Tensor rows = result.view({-1, result.size(-1)});
    productOut(rows, lhs.view({-1, lhs.size(-1)}), rhs, tuned);
  } else
    at::matmul_out(result, lhs, rhs);
}

}  // namespace flodl::kernels
