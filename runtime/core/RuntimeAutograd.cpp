// TorchRuntime: libtorch's autograd, and what concerns the whole process.
#include "runtime/core/Backend.h"
#include "runtime/core/Random.h"
#include "runtime/core/Runtime.h"
#include "runtime/core/Tensors.h"
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/DeviceGuard.h>
#include <ATen/Parallel.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace flodl::rt {

bool TorchRuntime::isLeaf(const Handle &tensor) { return tensorOf(tensor).is_leaf(); }
bool TorchRuntime::requiresGrad(const Handle &tensor) { return tensorOf(tensor).requires_grad(); }

void TorchRuntime::setRequiresGrad(const Handle &tensor, bool on) {
  guarded([&] { tensorOf(tensor).set_requires_grad(on); });
}

void TorchRuntime::backward(const Handle &tensor, const Handle *gradient, bool retainGraph) {
  at::Tensor &value = tensorOf(tensor);
  if (!gradient && value.numel() != 1)
    throw Error(ErrorCode::InvalidArgument,
                "backward() expects a tensor with one element, but got " + describe(value) +
                    "; reduce it first (sum, mean) or pass the gradient");
  guarded([&] {
    value.backward(gradient ? tensorOf(*gradient) : at::Tensor(), retainGraph ? std::optional<bool>(true) : std::nullopt);
  });
}

detail::Handle TorchRuntime::grad(const Handle &tensor) { return handleOf(tensorOf(tensor).grad()); }

void TorchRuntime::setGrad(const Handle &tensor, const Handle &gradient) {
  guarded([&] { tensorOf(tensor).mutable_grad() = gradient ? tensorOf(gradient) : at::Tensor(); });
}

detail::Handle TorchRuntime::detach(const Handle &tensor) { return handleOf(tensorOf(tensor).detach()); }

bool TorchRuntime::gradEnabled() { return c10::GradMode::is_enabled(); }

bool TorchRuntime::setGradEnabled(bool on) {
  bool former = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(on);
  return former;
}

void TorchRuntime::manualSeed(uint64_t seed) {
  setSeed(seed);
  guarded([&] { at::manual_seed(seed); });
}

void TorchRuntime::setTf32Products(bool on) {
  guarded([&] { at::globalContext().setAllowTF32CuBLAS(on); });
}

void TorchRuntime::setThreads(int count) {
  if (count < 1)
    throw Error(ErrorCode::InvalidArgument, "expects at least one thread, but got " + std::to_string(count));
  at::set_num_threads(count);
}

int TorchRuntime::cudaDevices() { return at::hasCUDA() ? at::detail::getCUDAHooks().deviceCount() : 0; }
bool TorchRuntime::hasCuda() { return cudaDevices() > 0; }

void TorchRuntime::synchronize(Device device) {
  if (!device.isCuda())
    return;
  guarded([&] {
    c10::impl::VirtualGuardImpl(at::kCUDA).synchronizeDevice(static_cast<c10::DeviceIndex>(device.index));
  });
  throwPending(torchDevice(device));
}

}  // namespace flodl::rt
