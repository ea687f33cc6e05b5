#include "runtime/core/Backend.h"
#include "flodl/base/error.h"
#include "runtime/cpu/CpuBackend.h"
#include <array>

namespace flodl::rt {

static std::array<Backend *, static_cast<size_t>(c10::COMPILE_TIME_MAX_DEVICE_TYPES)> &backends() {
  static std::array<Backend *, static_cast<size_t>(c10::COMPILE_TIME_MAX_DEVICE_TYPES)> table{};
  return table;
}

void registerBackend(at::DeviceType type, Backend *backend) { backends()[static_cast<size_t>(type)] = backend; }

Backend *loadedBackend(at::DeviceType type) {
  return type == at::kCPU ? &cpuBackend() : backends()[static_cast<size_t>(type)];
}

Backend &backend(at::DeviceType type) {
  Backend *found = loadedBackend(type);
  if (!found)
    throw Error(ErrorCode::Runtime, "compiled models and optimizers cannot run on " +
                                        c10::DeviceTypeName(type, /*lower_case=*/true) +
                                        " in this build of the runtime; move model and data to the CPU");
  return *found;
}

void throwPending(at::Device device) {
  if (Backend *found = loadedBackend(device.type()))
    found->throwPending(device);
}

}  // namespace flodl::rt
