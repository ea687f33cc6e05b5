// The views of a program for one assignment of sizes: what `plan` declared, with frame offsets.
#pragma once
#include "flodl/rt/program.h"
#include "runtime/core/Tensors.h"
#include <array>

namespace flodl::rt {

/// Whose memory a view lies in. All but the frame are slots, whose address may change from call to call.
enum class Source : uint8_t { Frame, Input, Parameter, Buffer, Gradient, InputGradient, OutputGradient };
inline constexpr size_t numSources = 7;

struct ViewLayout {
  Source source = Source::Frame;
  int index = 0;       ///< of the slot; for the frame, of the buffer
  DType dtype = kFloat32;
  std::vector<int64_t> sizes, strides;
  size_t offset = 0;   ///< bytes from the start of the slot or frame
  bool declared = false;
};

/// Sizes of what a call is given, when a layout is planned.
struct PlanInputs {
  std::span<const int64_t> symbols;
  std::span<const at::Tensor> inputs, parameters, buffers;
};

struct Layout {
  /// Runs the program's `plan`.
  Layout(const ModelCode &code, const Program &program, const PlanInputs &inputs);

  std::vector<int64_t> symbols;   ///< the sizes this is for
  std::vector<ViewLayout> views;
  std::vector<int> outputs;       ///< view of the i-th output, -1 when there is none
  std::array<size_t, numSources> slots{};  ///< slots of each source
  /// First view of an output gradient or input gradient, -1 when it is not declared.
  std::vector<int> outputGradients, inputGradients;
  std::vector<uint8_t> hasGradient;  ///< of each parameter: the program computes its gradient
  size_t frameBytes = 0;
};

/// Elements that `sizes` have.
int64_t numelOf(at::IntArrayRef sizes);
/// Row-major strides.
std::vector<int64_t> contiguousStrides(at::IntArrayRef sizes);

}  // namespace flodl::rt
