#include "runtime/kernels/Slices.h"

namespace flodl::kernels {

void narrowBackwardOut(at::Tensor &result, const at::Tensor &grad, int64_t dim, at::IntArrayRef range) {
  result.zero_();
  result.narrow(dim, range[0], range[1]).copy_(grad);
}

at::Tensor narrowBackward(const at::Tensor &grad, at::IntArrayRef shape, int64_t dim, at::IntArrayRef range) {
  at::Tensor result = at::empty(shape, grad.options());
  narrowBackwardOut(result, grad, dim, range);
  return result;
}

void selectBackwardOut(at::Tensor &result, const at::Tensor &grad, int64_t dim, int64_t index) {
  result.zero_();
  result.select(dim, index).copy_(grad);
}

at::Tensor selectBackward(const at::Tensor &grad, at::IntArrayRef shape, int64_t dim, int64_t index) {
  at::Tensor result = at::empty(shape, grad.options());
  selectBackwardOut(result, grad, dim, index);
  return result;
}

void arangeOut(at::Tensor &result, double start, double step) {
  // libtorch deduces the count from the end. Half a step below it is out of reach of rounding;
  // integers, whose ends are truncated, have no rounding.
  double steps = static_cast<double>(result.numel());
  if (result.is_floating_point())
    at::arange_out(result, start, start + (steps - (steps > 0 ? 0.5 : 0.0)) * step, step);
  else
    at::arange_out(result, static_cast<int64_t>(start), static_cast<int64_t>(start + steps * step),
                   static_cast<int64_t>(step));
}

at::Tensor arange(int64_t count, double start, double step, at::ScalarType dtype) {
  at::Tensor result = at::empty({count}, dtype);
  arangeOut(result, start, step);
  return result;
}

}  // namespace flodl::kernels
