// TorchRuntime: what data loading needs. Written against libtorch's device-neutral guards, so the
// same code serves the CPU and CUDA.
#include "runtime/core/Runtime.h"
#include "runtime/core/Tensors.h"
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/Event.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <fstream>

namespace flodl::rt {

void *TorchRuntime::data(const Handle &tensor) {
  at::Tensor &value = tensorOf(tensor);
  if (!value.is_cpu() || !value.is_contiguous())
    throw Error(ErrorCode::InvalidArgument, "data() expects a contiguous CPU tensor, but got " + describe(value) +
                                                " on " + value.device().str());
  return guarded([&] { return value.data_ptr(); });
}

detail::Handle TorchRuntime::selectRows(const Handle &source, const Handle &rows, int64_t first, int64_t count) {
  return guarded([&] {
    c10::NoGradGuard noGrad;
    return handleOf(at::index_select(tensorOf(source), 0, tensorOf(rows).narrow(0, first, count)));
  });
}

namespace {

/// Copies to the CPU are complete on return; there is nothing to wait for.
class FinishedUpload final : public detail::Upload {
 public:
  explicit FinishedUpload(std::vector<detail::Handle> tensors) : tensors(std::move(tensors)) {}
  std::vector<detail::Handle> take() override { return std::move(tensors); }

 private:
  std::vector<detail::Handle> tensors;
};

/// Copies on a stream of their own; `take` orders the caller's stream behind them.
class StreamUpload final : public detail::Upload {
 public:
  StreamUpload(std::span<const detail::Handle> tensors, at::Device device)
      : guard(device.type()), device(device), done(device.type()) {
    c10::Stream stream = guard.getStreamFromGlobalPool(device);
    c10::Stream former = guard.exchangeStream(stream);
    try {
      for (const detail::Handle &tensor : tensors) {
        pinned.push_back(tensorOf(tensor).is_pinned() ? tensorOf(tensor) : tensorOf(tensor).pin_memory());
        copies.push_back(pinned.back().to(device, /*non_blocking=*/true));
      }
      done.record(stream);
    } catch (...) {
      guard.exchangeStream(former);
      throw;
    }
    guard.exchangeStream(former);
  }

  std::vector<detail::Handle> take() override {
    return guarded([&] {
      c10::Stream current = guard.getStream(device);
      done.block(current);
      std::vector<detail::Handle> handles;
      for (at::Tensor &copy : copies) {
        copy.record_stream(current);
        handles.push_back(handleOf(std::move(copy)));
      }
      return handles;
    });
  }

 private:
  c10::impl::VirtualGuardImpl guard;
  at::Device device;
  c10::Event done;
  std::vector<at::Tensor> pinned, copies;
};

}  // namespace

std::unique_ptr<detail::Upload> TorchRuntime::upload(std::span<const Handle> tensors, Device device) {
  if (!device.isCuda())
    return std::make_unique<FinishedUpload>(std::vector<Handle>(tensors.begin(), tensors.end()));
  return guarded([&] { return std::make_unique<StreamUpload>(tensors, torchDevice(device)); });
}

std::optional<detail::DeviceMemory> TorchRuntime::memory(Device device) {
  if (device.isCuda())
    return guarded([&] {
      auto [free, total] = at::getDeviceAllocator(at::kCUDA)->getMemoryInfo(static_cast<c10::DeviceIndex>(device.index));
      return std::optional(detail::DeviceMemory{total, free});
    });
  // proc(5): sizes in /proc/meminfo are in KiB.
  detail::DeviceMemory memory;
  std::ifstream file("/proc/meminfo");
  std::string key, unit;
  for (uint64_t value; file >> key >> value; std::getline(file, unit)) {
    if (key == "MemTotal:")
      memory.total = value * 1024;
    else if (key == "MemAvailable:")
      memory.free = value * 1024;
  }
  return memory.total ? std::optional(memory) : std::nullopt;
}

detail::AllocatorStats TorchRuntime::allocatorStats(Device device) {
  return guarded([&] {
    auto stats = at::getDeviceAllocator(at::kCUDA)->getDeviceStats(static_cast<c10::DeviceIndex>(device.index));
    constexpr auto all = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);
    auto bytes = [](int64_t count) { return static_cast<uint64_t>(count); };
    return detail::AllocatorStats{bytes(stats.active_bytes[all].current), bytes(stats.active_bytes[all].peak),
                                  bytes(stats.reserved_bytes[all].current), bytes(stats.reserved_bytes[all].peak)};
  });
}

void TorchRuntime::resetPeaks(Device device) {
  guarded([&] { at::getDeviceAllocator(at::kCUDA)->resetPeakStats(static_cast<c10::DeviceIndex>(device.index)); });
}

void TorchRuntime::releaseCache(Device device) {
  if (device.isCuda())
    guarded([] { at::getDeviceAllocator(at::kCUDA)->emptyCache(); });
}

}  // namespace flodl::rt
