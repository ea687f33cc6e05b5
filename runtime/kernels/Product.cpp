#include "runtime/kernels/Product.h"

namespace flodl::kernels {

/// Products of all elements but one, from a scan of either side. Source: prod_safe_zeros_backward.
static at::Tensor productOfOthers(const at::Tensor &grad, const at::Tensor &input, int64_t dim) {
  if (input.numel() == 0)
    return at::zeros_like(input);
  int64_t size = input.size(dim);
  if (size == 1)
    return grad;
  at::Tensor one = at::ones_like(input.narrow(dim, 0, 1));
  at::Tensor before = kernels::cumprod(at::cat({one, input.narrow(dim, 0, size - 1)}, dim), dim);
  at::Tensor after = kernels::cumprod(at::cat({one, input.narrow(dim, 1, size - 1).flip(dim)}, dim), dim).flip(dim);
  return grad * (before * after);
}

static at::Tensor productOfOthers(const at::Tensor &grad, const at::Tensor &input) {
  return productOfOthers(grad, input.reshape(-1), 0).reshape(input.sizes());
}

at::Tensor prodBackwardOnDevice(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &result) {
  return at::where(input.eq(0).any(), productOfOthers(grad, input), grad * (result / input));
}

at::Tensor prodBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &result) {
  if (input.dim() == 0)
    return grad.clone();
  if (!input.is_cpu())
    return prodBackwardOnDevice(grad, input, result);
  int64_t zeros = input.eq(0).sum().item<int64_t>();
  if (zeros == 0)
    return grad * (result / input);
  return zeros == 1 ? productOfOthers(grad, input) : at::zeros_like(input);
}

at::Tensor prodDimBackwardOnDevice(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &result, int64_t dim) {
  return at::where(input.eq(0).any(), productOfOthers(grad, input, dim), grad * (result / input));
}

at::Tensor prodDimBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &result, int64_t dim,
                           bool keepdim) {
  if (input.dim() == 0)
    return grad.clone();
  at::Tensor spread = keepdim ? grad : grad.unsqueeze(dim), product = keepdim ? result : result.unsqueeze(dim);
  if (!input.is_cpu())
    return prodDimBackwardOnDevice(spread, input, product, dim);
  return input.eq(0).any().item<bool>() ? productOfOthers(spread, input, dim) : spread * (product / input);
}

/// Whether libtorch would scan one long row by blocks that wait for each other, adding up in an order
/// that is another one in every run. Two rows at least are scanned one by one.
static bool isOneRow(const at::Tensor &input, int64_t dim) {
  return !input.is_cpu() && input.dim() > 0 && input.is_floating_point() && input.numel() == input.size(dim);
}

template <class Scan>
static at::Tensor scanned(const at::Tensor &input, int64_t dim, Scan scan) {
  if (!isOneRow(input, dim))
    return scan(input, dim);
  return scan(input.reshape({1, -1}).expand({2, -1}), 1).select(0, 0).reshape(input.sizes());
}

at::Tensor cumsum(const at::Tensor &input, int64_t dim) {
  return scanned(input, dim, [](const at::Tensor &t, int64_t d) { return at::cumsum(t, d); });
}
void cumsumOut(at::Tensor &result, const at::Tensor &input, int64_t dim) {
  if (isOneRow(input, dim))
    result.copy_(kernels::cumsum(input, dim));
  else
    at::cumsum_out(result, input, dim);
}
at::Tensor cumprod(const at::Tensor &input, int64_t dim) {
  return scanned(input, dim, [](const at::Tensor &t, int64_t d) { return at::cumprod(t, d); });
}
void cumprodOut(at::Tensor &result, const at::Tensor &input, int64_t dim) {
  if (isOneRow(input, dim))
    result.copy_(kernels::cumprod(input, dim));
  else
    at::cumprod_out(result, input, dim);
}

static at::Tensor reversedCumsum(const at::Tensor &input, int64_t dim) { return kernels::cumsum(input.flip(dim), dim).flip(dim); }

/// at::cumprod_backward asks on the host whether an element is 0; this chooses element by element, by
/// the number of zeros up to it.
at::Tensor cumprodBackwardOnDevice(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &result, int64_t dim) {
  at::Tensor weighted = result * grad;
  at::Tensor zeros = input.eq(0).cumsum(dim);
  at::Tensor none = zeros.eq(0), one = zeros.eq(1);
  at::Tensor beforeFirst = reversedCumsum(weighted.masked_fill(none.logical_not(), 0), dim).div(input);
  at::Tensor first = input.eq(0).logical_and(one);
  // Behind the first zero the product goes on as if that were 1.
  at::Tensor between = one.logical_and(first.logical_not());
  at::Tensor going = kernels::cumprod(input.masked_fill(between.logical_not(), 1), dim) * grad.masked_fill(one.logical_not(), 0);
  at::Tensor position = std::get<1>(one.max(dim, /*keepdim=*/true));
  at::Tensor leading = result.gather(dim, (position - 1).clamp_min(0)).masked_fill(position.eq(0), 1);
  at::Tensor atFirst = going.sum(dim, /*keepdim=*/true) * leading;
  return at::where(none, beforeFirst, at::where(first, atFirst, at::zeros({}, grad.options())));
}

at::Tensor cumprodBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &result, int64_t dim) {
  if (input.is_cpu())
    return at::cumprod_backward(grad, input, dim, result);
  return input.dim() == 0 ? grad.clone() : cumprodBackwardOnDevice(grad, input, result, dim);
}

std::tuple<at::Tensor, at::Tensor> median(const at::Tensor &input, int64_t dim, bool keepdim) {
  return input.is_cpu() || input.dim() == 0 ? at::median(input, dim, keepdim) : medianOnDevice(input, dim, keepdim);
}

std::tuple<at::Tensor, at::Tensor> medianOnDevice(const at::Tensor &input, int64_t dim, bool keepdim) {
  // libtorch's kernel names any of equal elements, a stable sort the same in every run. NaN come last.
  auto [sorted, order] = at::sort(input, /*stable=*/true, dim, /*descending=*/false);
  at::Tensor middle = at::full_like(order.narrow(dim, 0, 1), (input.size(dim) - 1) / 2);
  if (input.is_floating_point())
    middle = at::where(sorted.narrow(dim, input.size(dim) - 1, 1).isnan(), at::full_like(middle, input.size(dim) - 1), middle);
  at::Tensor values = sorted.gather(dim, middle), indices = order.gather(dim, middle);
  return keepdim ? std::tuple(values, indices) : std::tuple(values.squeeze(dim), indices.squeeze(dim));
}

}  // namespace flodl::kernels
