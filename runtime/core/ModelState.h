// What one bound graph owns, shared by its instance and the nodes of pending backwards.
#pragma once
#include "runtime/core/Backend.h"
#include "runtime/core/Frame.h"
#include "runtime/core/Gradients.h"
#include "runtime/core/InputSignature.h"
#include "runtime/core/Optimizer.h"

namespace flodl::rt {

enum class ProgramKind : uint8_t { Forward, Train, Step };

struct ModelState {
  ModelState(const ModelCode &code, const detail::BindRequest &request);

  const ModelCode &code;
  uint64_t instance;                 ///< number in order of creation; part of random keys
  std::vector<at::Tensor> parameters, buffers;
  std::vector<std::string> parameterNames;
  std::vector<double> hypers;
  std::vector<uint8_t> flags;
  uint64_t forwardNumber = 0;
  InputSignature inputs;
  GradientStore gradients;
  FramePool frames;

  std::shared_ptr<Optimizer> optimizer;
  std::vector<int> optimizerSlots;   ///< of each parameter, -1 when it is not the optimizer's
  detail::ClipKind clip = detail::ClipKind::None;
  double clipLimit = 0;
  std::unique_ptr<DeviceState> deviceState;  ///< of the device that the model is on

  const Program &program(ProgramKind kind) const;
  at::Device device() const;

  /// A frame whose active views are those of `kind` for these inputs, bound to the model's storage
  /// but for gradients; the call's flags, hypers and forward number are taken. Checks the inputs.
  FrameLease prepare(ProgramKind kind, std::span<const detail::Handle> given, bool wantsGradients);

  /// Throws when an input or parameter was changed in place since the frame's forward.
  void checkVersions(const Frame &frame) const;

  /// Runs a half of the frame's program on its device. Errors of libtorch become `flodl::Error`.
  void execute(Frame &frame, Phase phase);

 private:
  std::shared_ptr<const Layout> layoutFor(ProgramKind kind, std::span<const at::Tensor> inputs);

  at::Device inputDevice = at::kCPU;  ///< of the last call: where a model without storage is
  bool isFlat = false;  ///< the parameters have been flattened, as far as they can be
  /// Most recently used last.
  std::vector<std::shared_ptr<const Layout>> layouts[3];
  std::vector<int64_t> symbols;
};

}  // namespace flodl::rt
