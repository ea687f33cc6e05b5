// One execution of a compiled program, as generated code sees it.
#pragma once
#include "flodl/rt/program.h"
#include "runtime/core/StepRecord.h"
#include <ATen/ATen.h>
#include <vector>

namespace flodl::rt {

struct ModelState;

class ProgramCall : public Call {
 public:
  ModelState *model = nullptr;
  std::vector<uint8_t> flags, wantsParameters, wantsInputs;
  std::vector<uint8_t> present;  ///< parameters that get a gradient: wanted, and computed by the program
  std::vector<double> hypers;
  uint64_t forward = 0;          ///< number of this forward
  StepRecord *record = nullptr;  ///< of a training step
  bool tuned = false;            ///< Call::tuned of the model's code
  /// Where kernels read the forward number when the device keeps it (a recorded call is replayed).
  const uint64_t *forwardOnDevice = nullptr;
  double gradientScale = 1;      ///< by which the optimizer multiplies gradients (clipping by norm)

  /// Persistent gradients of the parameters that get one in this call.
  std::vector<at::Tensor> presentGradients() const;

  /// Publishes the fields above and `views` to generated code.
  void publish(const View *views, bool cuda, void *stream) {
    views_ = views;
    flags_ = flags.data();
    hypers_ = hypers.data();
    wants_ = wantsParameters.data();
    wantsInputs_ = wantsInputs.data();
    cuda_ = cuda;
    tuned_ = tuned;
    stream_ = stream;
  }
  /// What statements enqueue on from now on.
  void enqueueOn(void *stream) { stream_ = stream; }
};

/// What generated code passes around is always a ProgramCall.
inline ProgramCall &programCall(Call &call) { return static_cast<ProgramCall &>(call); }

}  // namespace flodl::rt
