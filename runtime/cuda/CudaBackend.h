// The CUDA half of the runtime. A program is run directly the first time a key is seen, recorded as
// a CUDA graph the second time, and replayed from then on.
#pragma once
#include "runtime/core/Backend.h"
#include "runtime/core/ModelState.h"
#include "runtime/cuda/Faults.h"
#include "runtime/cuda/Graphs.h"
#include "runtime/cuda/ScalarRing.h"
#include <c10/cuda/CUDAStream.h>
#include <mutex>
#include <optional>

namespace flodl::rt::cuda {

/// Side work of the recording that is running: a branch of the graph. Work that is not recorded has
/// none; its statements run one after another, which is also where products are measured.
struct SideBranch {
  bool recording = false;
  bool outstanding = false;  ///< the main stream has not waited for it yet
  cudaStream_t main = nullptr;
};

/// What a model has on the device beside its bindings.
struct DeviceModel final : DeviceState {
  TableCache tables;
  std::shared_ptr<ScalarRing> ring;  ///< made at the first training step

  // Of the training step that is running.
  std::shared_ptr<SegmentTable> table;
  const CallWords *words = nullptr;
  bool scalarsReady = false;

  SideBranch side;
};

class CudaBackend final : public Backend {
 public:
  void execute(ModelState &model, Frame &frame, Phase phase) override;
  void clip(ProgramCall &step) override;
  void optimize(ProgramCall &step) override;
  void record(ProgramCall &step, int term, const View &value) override;
  void checkIndex(ProgramCall &call, const View &index, const View *checked, const IndexRange &range) override;
  at::Tensor checkedIndex(const at::Tensor &index, const IndexRange &range) override;
  void writeBuffers(ProgramCall &call, std::span<const View *const> valuesAndBuffers) override;
  void throwPending(at::Device device) override { faultsOf(device.index()).throwIfPresent(); }
  void counted(at::Device device, const std::weak_ptr<Optimizer> &optimizer, std::span<const int> slots) override {
    faultsOf(device.index()).counted(optimizer, slots);
  }
  at::Tensor allocate(size_t bytes, at::Device device) override;
  void beginSideWork(ProgramCall &call) override;
  void endSideWork(ProgramCall &call) override;
  void joinSideWork(ProgramCall &call) override;

  void update(detail::OptimizerKind kind, std::span<const UpdateSegment> segments, double gradientScale) override;
  double measure(detail::ClipKind kind, std::span<const GradientSegment> segments) override;
  void scale(std::span<const GradientSegment> segments, double factor) override;
  void clamp(std::span<const GradientSegment> segments, double limit) override;

 private:
  c10::cuda::CUDAStream enter(at::Device device);
  std::shared_ptr<SegmentTable> gradientTable(std::span<const GradientSegment> segments, cudaStream_t stream);

  std::mutex mutex;
  TableCache eagerTables;
  std::vector<std::optional<c10::cuda::CUDAStream>> lastStreams;  ///< of each device
};

}  // namespace flodl::rt::cuda
