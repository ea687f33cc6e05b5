#include "runtime/kernels/Device.h"
#include <array>

namespace flodl::kernels {

static auto &table() {
  static std::array<DeviceKernels *, static_cast<size_t>(c10::COMPILE_TIME_MAX_DEVICE_TYPES)> kernels{};
  return kernels;
}

DeviceKernels *deviceKernels(at::DeviceType type) { return table()[static_cast<size_t>(type)]; }
void registerKernels(at::DeviceType type, DeviceKernels *kernels) { table()[static_cast<size_t>(type)] = kernels; }

}  // namespace flodl::kernels
