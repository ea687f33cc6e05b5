#include "runtime/kernels/Device.h"
#include <array>

namespace flodl::kernels {

static auto &table() {
  static std::array<DeviceKernels *, static_cast<size_t>(c10::COMPILE_TIME_MAX_DEVICE_TYPES)> kernels{};
  return kernels;
}

DeviceKernels *deviceKernels(at::DeviceType type) { return table()[static_cast<size_t>(type)]; }
void registerKernels(at::DeviceType type, DeviceKernels *kernels) { table()[static_cast<size_t>(type)] = kernels; }

Axes windowAxes(const at::Tensor &result, const at::Tensor &grad, at::IntArrayRef kernel, at::IntArrayRef stride,
                at::IntArrayRef padding, at::IntArrayRef dilation, bool countPadding) {
  Axes axes;
  size_t rank = kernel.size();
  for (size_t i = 0; i < rank; ++i) {
    int64_t dim = static_cast<int64_t>(i) - static_cast<int64_t>(rank);
    axes[3 - rank + i] = {Axis::Window, result.size(dim),    grad.size(dim), kernel[i], stride.empty() ? kernel[i] : stride[i],
                          padding[i],   dilation[i], countPadding};
  }
  return axes;
}

Axes adaptiveAxes(const at::Tensor &result, const at::Tensor &grad, size_t rank) {
  Axes axes;
  for (size_t i = 3 - rank; i < 3; ++i) {
    int64_t dim = static_cast<int64_t>(i) - 3;
    axes[i].kind = Axis::Adaptive;
    axes[i].in = result.size(dim);
    axes[i].out = grad.size(dim);
  }
  return axes;
}

Axes interpolationAxes(const at::Tensor &result, const at::Tensor &grad, Axis::Kind kind, bool alignCorners) {
  Axes axes = adaptiveAxes(result, grad, static_cast<size_t>(result.dim()) - 2);
  for (size_t i = 5 - static_cast<size_t>(result.dim()); i < 3; ++i) {
    axes[i].kind = kind;
    axes[i].alignCorners = alignCorners;
  }
  return axes;
}

}  // namespace flodl::kernels
