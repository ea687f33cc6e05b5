// A runtime of host memory only, whose devices have as much memory as a test says.
#pragma once
#include "flodl/base/error.h"
#include "flodl/detail/runtime.h"
#include <algorithm>
#include <atomic>
#include <cstring>
#include <stdexcept>

namespace flodl::test {

/// Tensors are host memory with a device written on them. Only what data loading uses is there.
class FakeRuntime : public detail::Runtime {
  using Handle = detail::Handle;

 public:
  /// What `memory` answers for a GPU.
  std::optional<detail::DeviceMemory> gpu;
  /// That many of the next uploads fail with out-of-memory.
  std::atomic<int> failingUploads{0};
  /// What `upload` throws instead, when set.
  std::optional<ErrorCode> uploadError;
  std::atomic<int> uploads{0}, releases{0};

  FakeRuntime() { detail::setRuntime(this); }
  ~FakeRuntime() override { detail::setRuntime(nullptr); }

  Handle fromHost(const void *values, DType dtype, std::span<const int64_t> shape, Device device) override {
    Handle tensor = empty(dtype, shape, device);
    std::memcpy(data(tensor), values, get(tensor).bytes.size());
    return tensor;
  }
  Handle empty(DType dtype, std::span<const int64_t> shape, Device device) override {
    auto tensor = std::make_shared<Data>();
    size_t count = 1;
    tensor->type.dtype = dtype;
    for (int64_t size : shape) {
      tensor->type.shape.emplace_back(size);
      count *= static_cast<size_t>(size);
    }
    tensor->bytes.resize(count * itemSize(dtype));
    tensor->device = device;
    return tensor;
  }
  void toHost(const Handle &tensor, void *out) override {
    std::memcpy(out, data(tensor), get(tensor).bytes.size());
  }
  TensorType type(const Handle &tensor) override { return get(tensor).type; }
  Device device(const Handle &tensor) override { return get(tensor).device; }
  void *data(const Handle &tensor) override { return get(tensor).bytes.data(); }

  Handle selectRows(const Handle &source, const Handle &rows, int64_t first, int64_t count) override {
    if (device(source) != device(rows))
      throw Error(ErrorCode::Internal, "rows and source are on different devices");
    const Data &from = get(source);
    std::vector<int64_t> shape{count};
    for (size_t i = 1; i < from.type.shape.size(); ++i)
      shape.push_back(from.type.shape[i]);
    Handle result = empty(from.type.dtype, shape, from.device);
    size_t rowBytes = from.bytes.size() / static_cast<size_t>(static_cast<int64_t>(from.type.shape[0]));
    const auto *index = static_cast<const int64_t *>(data(rows)) + first;
    for (int64_t i = 0; i < count; ++i)
      std::memcpy(get(result).bytes.data() + static_cast<size_t>(i) * rowBytes,
                  from.bytes.data() + static_cast<size_t>(index[i]) * rowBytes, rowBytes);
    return result;
  }

  std::unique_ptr<detail::Upload> upload(std::span<const Handle> tensors, Device device) override {
    if (failingUploads > 0) {
      --failingUploads;
      throw Error(uploadError.value_or(ErrorCode::OutOfMemory), "the device is full");
    }
    ++uploads;
    struct Done : detail::Upload {
      std::vector<Handle> tensors;
      std::vector<Handle> take() override { return tensors; }
    };
    auto done = std::make_unique<Done>();
    for (const Handle &tensor : tensors) {
      auto copy = std::make_shared<Data>(get(tensor));
      copy->device = device;
      done->tensors.push_back(copy);
    }
    return done;
  }
  std::optional<detail::DeviceMemory> memory(Device) override { return gpu; }
  void releaseCache(Device) override { ++releases; }

  // What no data loader may call.
  void apply(OpCode, std::span<const detail::EagerOperand>, std::span<const AttrValue>, const detail::RandomState &,
             std::span<Handle>) override { unexpected(); }
  Handle to(const Handle &, Device, DType) override { unexpected(); }
  Handle toAsync(const Handle &, Device) override { unexpected(); }
  void copyInto(const Handle &, const Handle &) override { unexpected(); }
  void assign(const Handle &, const Handle &) override { unexpected(); }
  double item(const Handle &) override { unexpected(); }
  void fill(const Handle &, std::string_view, double, double) override { unexpected(); }
  std::string text(const Handle &) override { unexpected(); }
  bool requiresGrad(const Handle &) override { return false; }
  bool isLeaf(const Handle &) override { unexpected(); }
  void setRequiresGrad(const Handle &, bool) override { unexpected(); }
  void backward(const Handle &, const Handle *, bool) override { unexpected(); }
  Handle grad(const Handle &) override { unexpected(); }
  void setGrad(const Handle &, const Handle &) override { unexpected(); }
  Handle detach(const Handle &) override { unexpected(); }
  bool gradEnabled() override { return false; }
  bool setGradEnabled(bool) override { return false; }
  void manualSeed(uint64_t) override { unexpected(); }
  void setTf32Products(bool) override { unexpected(); }
  std::shared_ptr<detail::OptimizerImpl> optimizer(detail::OptimizerKind, std::vector<detail::OptimizerGroup>) override {
    unexpected();
  }
  double clipGradients(detail::ClipKind, std::span<const Handle>, double) override { unexpected(); }
  void setThreads(int) override { unexpected(); }
  bool hasCuda() override { return gpu.has_value(); }
  int cudaDevices() override { return gpu.has_value(); }
  detail::AllocatorStats allocatorStats(Device) override { unexpected(); }
  void resetPeaks(Device) override { unexpected(); }
  void synchronize(Device) override {}
  std::unique_ptr<detail::Instance> bind(const detail::BindRequest &, std::string &) override { unexpected(); }

 private:
  struct Data {
    TensorType type;
    Device device;
    std::vector<char> bytes;
  };
  static Data &get(const Handle &tensor) { return *static_cast<Data *>(tensor.get()); }
  [[noreturn]] static void unexpected() { throw std::logic_error("a data loader does not need this"); }
};

}  // namespace flodl::test
