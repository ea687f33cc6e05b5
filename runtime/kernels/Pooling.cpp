#include "runtime/kernels/Pooling.h"
#include "runtime/kernels/Convolution.h"
#include "runtime/kernels/Device.h"
#include "runtime/kernels/Reduction.h"

namespace flodl::kernels {

/// A window over one dimension as one over planes of one row; without an entry, as libtorch's default.
static c10::SmallVector<int64_t, 2> ofRows(int64_t rows, at::IntArrayRef extents) {
  c10::SmallVector<int64_t, 2> list;
  if (!extents.empty())
    list = {rows, extents[0]};
  return list;
}

// ---- windows of a fixed size

void maxPool1dOut(at::Tensor &result, at::Tensor &indices, const at::Tensor &input, at::IntArrayRef kernel,
                  at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, bool ceilMode) {
  at::Tensor rows = result.unsqueeze(-2), positions = indices.unsqueeze(-2);
  at::max_pool2d_with_indices_out(rows, positions, input.unsqueeze(-2), ofRows(1, kernel), ofRows(1, stride),
                                  ofRows(0, padding), ofRows(1, dilation), ceilMode);
}

/// A dilated window may step over an input that is smaller than the dilation; libtorch then takes a position outside.
static void checkWindows(const at::Tensor &input, at::IntArrayRef padding, at::IntArrayRef dilation) {
  int64_t rank = static_cast<int64_t>(padding.size());
  for (int64_t i = 0; i < rank; ++i)
    TORCH_CHECK(padding[i] == 0 || input.size(i - rank) >= dilation[i], "expects an input of at least the dilation, ",
                dilation[i], ", where it is padded, but got ", input.size(i - rank));
}

void maxPool2dBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input, const at::Tensor &indices,
                          at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
                          at::IntArrayRef dilation, bool ceilMode) {
  checkWindows(input, padding, dilation);
  at::max_pool2d_with_indices_backward_out(result, grad, input, kernel, stride, padding, dilation, ceilMode, indices);
}

at::Tensor maxPool2dBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &indices,
                             at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
                             at::IntArrayRef dilation, bool ceilMode) {
  checkWindows(input, padding, dilation);
  return at::max_pool2d_with_indices_backward(grad, input, kernel, stride, padding, dilation, ceilMode, indices);
}

void maxPool3dBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input, const at::Tensor &indices,
                          at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
                          at::IntArrayRef dilation, bool ceilMode) {
  checkWindows(input, padding, dilation);
  DeviceKernels *device = deviceKernels(result.device().type());
  if (device && device->selectedGradient(result, grad, indices, windowAxes(result, grad, kernel, stride, padding, dilation, true)))
    return;
  at::max_pool3d_with_indices_backward_out(result, grad, input, kernel, stride, padding, dilation, ceilMode, indices);
}

at::Tensor maxPool3dBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &indices,
                             at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
                             at::IntArrayRef dilation, bool ceilMode) {
  at::Tensor result = at::empty(input.sizes(), grad.options());
  maxPool3dBackwardOut(result, grad, input, indices, kernel, stride, padding, dilation, ceilMode);
  return result;
}

void avgPoolOut(at::Tensor &result, const at::Tensor &input, at::IntArrayRef kernel, at::IntArrayRef stride,
                at::IntArrayRef padding, bool ceilMode, bool countIncludePad) {
  if (kernel.size() == 3) {
    at::avg_pool3d_out(result, input, kernel, stride, padding, ceilMode, countIncludePad);
  } else if (kernel.size() == 2) {
    at::avg_pool2d_out(result, input, kernel, stride, padding, ceilMode, countIncludePad);
  } else {
    at::Tensor rows = result.unsqueeze(-2);
    avgPoolOut(rows, input.unsqueeze(-2), ofRows(1, kernel), ofRows(1, stride), ofRows(0, padding), ceilMode, countIncludePad);
  }
}

void avgPoolBackwardOut(at::Tensor &result, const at::Tensor &grad, at::IntArrayRef kernel, at::IntArrayRef stride,
                        at::IntArrayRef padding, bool ceilMode, bool countIncludePad) {
  // libtorch asks the input, for which `result` stands, for its sizes only.
  if (kernel.size() == 3) {
    DeviceKernels *device = deviceKernels(result.device().type());
    int64_t dense[] = {1, 1, 1};
    if (device && device->spreadGradient(result, grad, windowAxes(result, grad, kernel, stride, padding, dense, countIncludePad)))
      return;
    at::avg_pool3d_backward_out(result, grad, result, kernel, stride, padding, ceilMode, countIncludePad, std::nullopt);
  } else if (kernel.size() == 2) {
    at::avg_pool2d_backward_out(result, grad, result, kernel, stride, padding, ceilMode, countIncludePad, std::nullopt);
  } else {
    at::Tensor rows = result.unsqueeze(-2);
    avgPoolBackwardOut(rows, grad.unsqueeze(-2), ofRows(1, kernel), ofRows(1, stride), ofRows(0, padding), ceilMode,
                       countIncludePad);
  }
}

at::Tensor avgPoolBackward(const at::Tensor &grad, at::IntArrayRef shape, at::IntArrayRef kernel, at::IntArrayRef stride,
                           at::IntArrayRef padding, bool ceilMode, bool countIncludePad) {
  at::Tensor result = at::empty(shape, grad.options());
  avgPoolBackwardOut(result, grad, kernel, stride, padding, ceilMode, countIncludePad);
  return result;
}

// ---- windows to a fixed number of results

void adaptiveAvgPool1dOut(at::Tensor &result, const at::Tensor &input) {
  at::Tensor rows = result.unsqueeze(-2);
  adaptiveAvgPool2dOut(rows, input.unsqueeze(-2));
}

/// libtorch takes one window for a mean over the whole volume, forward and backward.
static bool isWholeVolume(const at::Tensor &pooled) {
  return pooled.size(-1) == 1 && pooled.size(-2) == 1 && pooled.size(-3) == 1;
}

void adaptiveAvgPool3dOut(at::Tensor &result, const at::Tensor &input) {
  if (isWholeVolume(result))
    at::mean_out(result, input, {-1, -2, -3}, /*keepdim=*/true);
  else
    at::adaptive_avg_pool3d_out(result, input, result.sizes().slice(result.dim() - 3));
}

void adaptiveAvgPool3dBackwardOut(at::Tensor &result, const at::Tensor &grad) {
  DeviceKernels *device = deviceKernels(result.device().type());
  if (isWholeVolume(grad))
    meanBackwardOut(result, grad, {-3, -2, -1}, /*keepdim=*/true);
  else if (device && result.is_contiguous())
    device->adaptiveAvgPoolBackward(result, grad, 3);
  else
    at::_adaptive_avg_pool3d_backward_out(result, grad, result);
}

at::Tensor adaptiveAvgPool3dBackward(const at::Tensor &grad, at::IntArrayRef shape) {
  at::Tensor result = at::empty(shape, grad.options());
  adaptiveAvgPool3dBackwardOut(result, grad);
  return result;
}

void adaptiveMaxPool1dOut(at::Tensor &result, at::Tensor &indices, const at::Tensor &input, at::IntArrayRef outputSize) {
  at::Tensor rows = result.unsqueeze(-2), positions = indices.unsqueeze(-2);
  at::adaptive_max_pool2d_out(rows, positions, input.unsqueeze(-2), ofRows(1, outputSize));
}

void adaptiveMaxPoolBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &indices, int64_t rank) {
  DeviceKernels *device = deviceKernels(result.device().type());
  if (device && device->selectedGradient(result, grad, indices, adaptiveAxes(result, grad, static_cast<size_t>(rank))))
    return;
  if (rank == 2)
    at::adaptive_max_pool2d_backward_out(result, grad, result, indices);
  else
    at::adaptive_max_pool3d_backward_out(result, grad, result, indices);
}

at::Tensor adaptiveMaxPoolBackward(const at::Tensor &grad, const at::Tensor &indices, at::IntArrayRef shape, int64_t rank) {
  at::Tensor result = at::empty(shape, grad.options());
  adaptiveMaxPoolBackwardOut(result, grad, indices, rank);
  return result;
}

}  // namespace flodl::kernels
