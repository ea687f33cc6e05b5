#include "runtime/kernels/Contraction.h"
#include "runtime/cpu/Products.h"
#include "runtime/kernels/Device.h"
#include "runtime/kernels/RowMajor.h"

namespace flodl::kernels {

/// All leading dimensions as one; the tensor itself when it is a matrix already. The rows are copied
/// together whenever they do not lie so, also where a batch of one would not need it (RowMajor.h).
static at::Tensor asMatrix(const at::Tensor &tensor) {
  return tensor.dim() == 2 ? tensor : asRows(rowMajor(tensor));
}

/// Through the device's own product, when it has one that takes these operands.
static bool deviceProduct(const at::Tensor &out, const at::Tensor &lhs, const at::Tensor &rhs,
                          const std::optional<at::Tensor> &bias = std::nullopt) {
  DeviceKernels *device = deviceKernels(out.device().type());
  return device && device->product(out, lhs, rhs, bias);
}

/// `[…, m, k]` as `[b, m, k]` over the same memory; undefined when strides do not allow it.
static at::Tensor asBatch(const at::Tensor &tensor) {
  if (tensor.dim() <= 3)
    return tensor;
  int64_t leading = tensor.dim() - 2, stride = tensor.stride(leading - 1), count = 1;
  for (int64_t i = leading; i-- > 0; count *= tensor.size(i))
    if (tensor.size(i) != 1 && tensor.stride(i) != stride * count)
      return {};
  return tensor.as_strided({count, tensor.size(-2), tensor.size(-1)}, {stride, tensor.stride(-2), tensor.stride(-1)});
}

/// Products of matrices, of all rows with one matrix, and of batches of equal shape.
static bool deviceMatmul(const at::Tensor &result, const at::Tensor &lhs, const at::Tensor &rhs) {
  if (!deviceKernels(result.device().type()) || lhs.dim() < 2 || rhs.dim() < 2)
    return false;
  if (lhs.dim() == 2 && rhs.dim() == 2)
    return deviceProduct(result, lhs, rhs);
  if (rhs.dim() == 2)
    return lhs.is_contiguous() && result.is_contiguous() && deviceProduct(asMatrix(result), asMatrix(lhs), rhs);
  if (lhs.dim() != rhs.dim() || lhs.sizes().slice(0, lhs.dim() - 2) != rhs.sizes().slice(0, rhs.dim() - 2))
    return false;
  at::Tensor out = asBatch(result), left = asBatch(lhs), right = asBatch(rhs);
  return out.defined() && left.defined() && right.defined() && deviceProduct(out, left, right);
}

void linearOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &weight,
               const std::optional<at::Tensor> &bias, bool tuned) {
  at::Tensor rows = asMatrix(input), out = result.dim() == 2 ? result : asRows(result);
  if (deviceProduct(out, rows, weight.t(), bias))
    return;
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
  at::Tensor rows = asMatrix(grad).t(), inputs = asMatrix(input);
  if (!deviceProduct(result, rows, inputs))
    productOut(result, rows, inputs, tuned);
}

void matmulOut(at::Tensor &result, const at::Tensor &lhs, const at::Tensor &rhs, bool tuned) {
  if (deviceMatmul(result, lhs, rhs))
    return;
  if (lhs.dim() == 2 && rhs.dim() == 2)
    productOut(result, lhs, rhs, tuned);
  else if (rhs.dim() == 2 && lhs.dim() > 2 && (lhs.is_contiguous() || !tuned) && result.is_contiguous()) {
    // One product over all rows, as at::matmul makes it, without its temporary.
    at::Tensor rows = asRows(result);
    productOut(rows, asMatrix(lhs), rhs, tuned);
  } else if (!tuned && isProductOfRows(lhs, rhs))
    result.copy_(productOfRows(lhs, rhs));
  else
    at::matmul_out(result, lhs, rhs);
}

void bmmOut(at::Tensor &result, const at::Tensor &lhs, const at::Tensor &rhs) {
  if (!deviceProduct(result, lhs, rhs))
    at::bmm_out(result, lhs, rhs);
}

}  // namespace flodl::kernels
