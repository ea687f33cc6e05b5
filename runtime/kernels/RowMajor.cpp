#include "runtime/kernels/RowMajor.h"
#include "runtime/core/MemoryPlan.h"

namespace flodl::kernels {

/// Strides of dimensions of size 1 are free, and yet libtorch asks for them when it chooses how to multiply.
static bool hasUsualStrides(const at::Tensor &tensor) {
  int64_t stride = 1;
  for (int64_t dim = tensor.dim(); dim-- > 0; stride *= std::max<int64_t>(tensor.size(dim), 1))
    if (tensor.stride(dim) != stride)
      return false;
  return true;
}

at::Tensor rowMajor(const at::Tensor &tensor) {
  at::Tensor rows = tensor.contiguous();
  if (!hasUsualStrides(rows))
    rows = rows.view(rows.sizes());
  // New memory of libtorch has the alignment of frames.
  bool aligned = !rows.is_cpu() || reinterpret_cast<uintptr_t>(rows.const_data_ptr()) % rt::frameAlignment == 0;
  return aligned ? rows : rows.clone();
}

at::Tensor asRows(const at::Tensor &tensor) {
  // Not -1 for the rows: nothing follows from the number of elements when there are none.
  return tensor.view({c10::multiply_integers(tensor.sizes().slice(0, static_cast<size_t>(tensor.dim() - 1))), tensor.size(-1)});
}

/// Brings the gradient that arrives at `result` row by row.
static at::Tensor withRowMajorGradient(at::Tensor result) {
  if (result.requires_grad())
    result.register_hook([](const at::Tensor &grad) { return grad.defined() ? rowMajor(grad) : grad; });
  return result;
}

at::Tensor reshape(const at::Tensor &input, at::IntArrayRef shape) {
  return withRowMajorGradient(rowMajor(input).view(shape));
}

at::Tensor flatten(const at::Tensor &input, int64_t start, int64_t end) {
  return withRowMajorGradient(rowMajor(input).flatten(start, end));
}

bool isProductOfRows(const at::Tensor &lhs, const at::Tensor &rhs) {
  return std::max(lhs.dim(), rhs.dim()) > 2 && std::min(lhs.dim(), rhs.dim()) <= 2 && std::min(lhs.dim(), rhs.dim()) > 0;
}

at::Tensor productOfRows(const at::Tensor &lhs, const at::Tensor &rhs) {
  if (lhs.dim() > 2) {
    std::vector<int64_t> sizes = lhs.sizes().vec();
    sizes.pop_back();
    if (rhs.dim() == 2)
      sizes.push_back(rhs.size(1));
    return withRowMajorGradient(at::matmul(asRows(rowMajor(lhs)), rhs).view(sizes));
  }
  // The transpose of transpose(rhs) * transpose(lhs).
  at::Tensor source = withRowMajorGradient(rhs.view_as(rhs));
  if (lhs.dim() == 1)
    return productOfRows(source.mT(), lhs);
  return withRowMajorGradient(productOfRows(source.mT(), lhs.t()).mT().contiguous());
}

at::Tensor linear(const at::Tensor &input, const at::Tensor &weight, const std::optional<at::Tensor> &bias) {
  if (input.dim() <= 2)
    return at::linear(input, weight, bias);
  return withRowMajorGradient(at::linear(rowMajor(input), weight, bias));
}

at::Tensor matmul(const at::Tensor &lhs, const at::Tensor &rhs) {
  return isProductOfRows(lhs, rhs) ? productOfRows(lhs, rhs) : at::matmul(lhs, rhs);
}

}  // namespace flodl::kernels
