// The runtime behind the front end's table.
#pragma once
#include "flodl/detail/runtime.h"

namespace flodl::rt {

/// Implements detail::Runtime with libtorch. One object per process, registered when the library
/// is loaded.
class TorchRuntime final : public detail::Runtime {
 public:
  using Handle = detail::Handle;

  void apply(OpCode op, std::span<const detail::EagerOperand> operands, std::span<const AttrValue> attrs,
             const detail::RandomState &random, std::span<Handle> results) override;

  Handle fromHost(const void *data, DType dtype, std::span<const int64_t> shape, Device device) override;
  Handle empty(DType dtype, std::span<const int64_t> shape, Device device) override;
  void toHost(const Handle &tensor, void *out) override;
  Handle to(const Handle &tensor, Device device, DType dtype) override;
  Handle toAsync(const Handle &tensor, Device device) override;
  TensorType type(const Handle &tensor) override;
  Device device(const Handle &tensor) override;
  void copyInto(const Handle &target, const Handle &source) override;
  void assign(const Handle &target, const Handle &source) override;
  double item(const Handle &tensor) override;
  void fill(const Handle &tensor, std::string_view kind, double a, double b) override;
  std::string text(const Handle &tensor) override;

  bool requiresGrad(const Handle &tensor) override;
  bool isLeaf(const Handle &tensor) override;
  void setRequiresGrad(const Handle &tensor, bool on) override;
  void backward(const Handle &tensor, const Handle *gradient, bool retainGraph) override;
  Handle grad(const Handle &tensor) override;
  void setGrad(const Handle &tensor, const Handle &gradient) override;
  Handle detach(const Handle &tensor) override;
  bool gradEnabled() override;
  bool setGradEnabled(bool on) override;

  void manualSeed(uint64_t seed) override;
  void setTf32Products(bool on) override;
  std::shared_ptr<detail::OptimizerImpl> optimizer(detail::OptimizerKind kind,
                                                   std::vector<detail::OptimizerGroup> groups) override;
  double clipGradients(detail::ClipKind kind, std::span<const Handle> parameters, double limit) override;
  void setThreads(int count) override;
  bool hasCuda() override;
  int cudaDevices() override;
  void synchronize(Device device) override;

  void *data(const Handle &tensor) override;
  Handle selectRows(const Handle &source, const Handle &rows, int64_t first, int64_t count) override;
  std::unique_ptr<detail::Upload> upload(std::span<const Handle> tensors, Device device) override;
  std::optional<detail::DeviceMemory> memory(Device device) override;
  detail::AllocatorStats allocatorStats(Device device) override;
  void resetPeaks(Device device) override;
  void releaseCache(Device device) override;

  std::unique_ptr<detail::Instance> bind(const detail::BindRequest &request, std::string &why) override;
};

}  // namespace flodl::rt
