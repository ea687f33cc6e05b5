#include "runtime/kernels/RowMajor.h"

namespace flodl::kernels {

/// Makes the gradient that arrives at `result` contiguous.
static at::Tensor withRowMajorGradient(at::Tensor result) {
  if (result.requires_grad())
    result.register_hook([](const at::Tensor &grad) { return grad.defined() ? grad.contiguous() : grad; });
  return result;
}

at::Tensor reshape(const at::Tensor &input, at::IntArrayRef shape) {
  return withRowMajorGradient(input.contiguous().view(shape));
}

at::Tensor flatten(const at::Tensor &input, int64_t start, int64_t end) {
  return withRowMajorGradient(input.contiguous().flatten(start, end));
}

at::Tensor linear(const at::Tensor &input, const at::Tensor &weight, const std::optional<at::Tensor> &bias) {
  at::Tensor result = at::linear(input, weight, bias);
  return input.dim() > 2 ? withRowMajorGradient(std::move(result)) : result;
}

at::Tensor matmul(const at::Tensor &lhs, const at::Tensor &rhs) {
  at::Tensor result = at::matmul(lhs, rhs);
  bool folded = std::max(lhs.dim(), rhs.dim()) > 2 && std::min(lhs.dim(), rhs.dim()) <= 2;
  return folded ? withRowMajorGradient(std::move(result)) : result;
}

}  // namespace flodl::kernels
