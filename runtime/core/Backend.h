// What differs between devices: how work is launched, and the multi-tensor loops of training.
#pragma once
#include "flodl/rt/program.h"
#include "runtime/core/IndexCheck.h"
#include "runtime/core/Segments.h"
#include <memory>

namespace flodl::rt {

struct Frame;
struct ModelState;
class Optimizer;
class ProgramCall;

/// The half of a program that runs.
enum class Phase : uint8_t { Run, Backward };

/// One device type. The CPU's is part of this library; another library registers its own when it
/// is loaded. All methods run on the calling thread; on CUDA they enqueue on its current stream.
class Backend {
 public:
  virtual ~Backend() = default;

  /// Runs the phase of the frame's program on its active views. A device may run a recorded copy
  /// of the same work instead, chosen by all that the frame's call holds.
  virtual void execute(ModelState &model, Frame &frame, Phase phase) = 0;

  /// A second stream beside the call's own, see rt::SideWork. Nothing where there are no streams.
  virtual void beginSideWork(ProgramCall &) {}
  virtual void endSideWork(ProgramCall &) {}
  virtual void joinSideWork(ProgramCall &) {}

  // Statements of any program: see rt::checkIndex and rt::writeBuffers.
  virtual void checkIndex(ProgramCall &call, const View &index, const View *checked, const IndexRange &range) = 0;
  virtual void writeBuffers(ProgramCall &call, std::span<const View *const> valuesAndBuffers) = 0;

  /// The same for an operation that runs eagerly: `index` (int64) with everything in range. The texts
  /// of `range` stay valid.
  virtual at::Tensor checkedIndex(const at::Tensor &index, const IndexRange &range) = 0;

  /// Throws the error of work on `device` that has failed since the last call of this, if the host
  /// can see one by now; does not wait. What was used is as before that work, and works again.
  virtual void throwPending(at::Device) {}

  /// Memory for frames, which is not zeroed.
  virtual at::Tensor allocate(size_t bytes, at::Device device) = 0;

  // Statements of a training step. They do not wait for the device.
  /// Clips the gradients that are present; clipping by norm may be left to `optimize`.
  virtual void clip(ProgramCall &step) = 0;
  virtual void optimize(ProgramCall &step) = 0;
  /// Stores a scalar of the step: its loss (`term` is -1), or one of the loss's terms.
  virtual void record(ProgramCall &step, int term, const View &value) = 0;

  // Eager training.
  /// Updates all segments; gradients are multiplied by `gradientScale` first.
  virtual void update(detail::OptimizerKind kind, std::span<const UpdateSegment> segments, double gradientScale) = 0;
  /// 2-norm over all gradients (`Norm`) or the largest absolute value (`Value`); waits for it.
  /// The optimizer has counted a step of these slots, whose updates are those enqueued last. A device
  /// that finds out later that they did nothing takes the step back.
  virtual void counted(at::Device, const std::weak_ptr<Optimizer> &, std::span<const int> /*slots*/) {}
  virtual double measure(detail::ClipKind kind, std::span<const GradientSegment> segments) = 0;
  virtual void scale(std::span<const GradientSegment> segments, double factor) = 0;
  virtual void clamp(std::span<const GradientSegment> segments, double limit) = 0;
};

/// The backend of a device type; throws `Error` when none is loaded.
Backend &backend(at::DeviceType type);
/// Null when none is loaded.
Backend *loadedBackend(at::DeviceType type);
/// After the host has waited for work on `device`: Backend::throwPending.
void throwPending(at::Device device);
void registerBackend(at::DeviceType type, Backend *backend);

}  // namespace flodl::rt
