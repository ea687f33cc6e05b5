// Kernels of our own for devices other than the CPU. What a device has no kernel for goes through
// libtorch.
#pragma once
#include "flodl/rt/program.h"
#include "runtime/kernels/Axes.h"
#include <ATen/ATen.h>
#include <optional>

namespace flodl::kernels {

/// Which of the three tensors of a convolution is computed from the other two.
enum class Convolution : uint8_t { Forward, InputGradient, WeightGradient };

struct ConvolutionWindow {
  at::IntArrayRef stride, padding, dilation;
  int64_t groups;
};

/// Batch normalisation over `[N, H, W, C]` with what follows it; see flow.batch_norm_nhwc.
struct ChannelNorm {
  at::Tensor input;
  std::optional<at::Tensor> weight, bias;
  at::Tensor saveMean, saveInvstd;
  bool training, relu;
  int64_t windowHeight, windowWidth;
};

/// The axes of a pooling's gradient `result` for the gradient `grad` of what it gave.
Axes windowAxes(const at::Tensor &result, const at::Tensor &grad, at::IntArrayRef kernel, at::IntArrayRef stride,
                at::IntArrayRef padding, at::IntArrayRef dilation, bool countPadding);
/// Over the last `rank` dimensions.
Axes adaptiveAxes(const at::Tensor &result, const at::Tensor &grad, size_t rank);
/// Over all dimensions but the first two.
Axes interpolationAxes(const at::Tensor &result, const at::Tensor &grad, Axis::Kind kind, bool alignCorners);

class DeviceKernels {
 public:
  virtual ~DeviceKernels() = default;
  /// `out = lhs * rhs (+ bias)` for matrices, or batches of them, of one element type. False when
  /// the layout of an operand does not allow it; nothing is written then.
  virtual bool product(const at::Tensor &out, const at::Tensor &lhs, const at::Tensor &rhs,
                       const std::optional<at::Tensor> &bias) = 0;
  /// Computes `input`, `weight` or `output` of a convolution without bias from the other two; all are
  /// channels-last in memory, with their logical sizes `[N, C, H, W]`. False when the device has no
  /// algorithm of its own for them.
  virtual bool convolve(Convolution what, const at::Tensor &input, const at::Tensor &weight, const at::Tensor &output,
                        const ConvolutionWindow &window) = 0;
  /// Writes the statistics of `norm` and `result`, and the running statistics after the call. False
  /// when the element type is none that it takes.
  virtual bool channelNorm(const ChannelNorm &norm, const std::optional<at::Tensor> &shift, const at::Tensor &runningMean,
                           const at::Tensor &runningVar, double momentum, double eps, const at::Tensor &result,
                           const at::Tensor &newMean, const at::Tensor &newVar) = 0;
  /// Writes the gradients towards input, weight, bias and shift.
  virtual bool channelNormBackward(const ChannelNorm &norm, const at::Tensor &grad, const at::Tensor &inputGrad,
                                   const at::Tensor &weightGrad, const at::Tensor &biasGrad,
                                   const at::Tensor &shiftGrad) = 0;
  /// Gradient of adaptive average pooling over the last `rank` dimensions (1 to 3).
  virtual void adaptiveAvgPoolBackward(const at::Tensor &out, const at::Tensor &grad, int64_t rank) = 0;
  /// `out[..., index[..., k, ...], ...] += source[..., k, ...]` along `dim`, in the order of `k`; `out` is contiguous, and
  /// the sizes but for `dim` are equal.
  virtual void scatterAdd(const at::Tensor &out, const at::Tensor &index, const at::Tensor &source, int64_t dim) = 0;
  /// `out[index[i]] = ` sum of `rows[i]`, in the order of `i`; `out` is contiguous, of rank 2.
  virtual void sumRows(const at::Tensor &out, const at::Tensor &index, const at::Tensor &rows) = 0;
  /// `result` of each input element: the gradients of the outputs that read it, each with its weight. In an order that
  /// does not change. False when `result` is not contiguous.
  virtual bool spreadGradient(const at::Tensor &result, const at::Tensor &grad, const Axes &axes) = 0;
  /// The same where each output read one input, whose position in its plane `indices` has.
  virtual bool selectedGradient(const at::Tensor &result, const at::Tensor &grad, const at::Tensor &indices,
                                const Axes &axes) = 0;
  virtual void dropout(const at::Tensor &out, const at::Tensor &input, double p, const rt::RandomKey &random) = 0;
  /// The factors of dropout alone.
  virtual void dropoutMask(const at::Tensor &out, double p, const rt::RandomKey &random) = 0;
  virtual void uniform(const at::Tensor &out, const rt::RandomKey &random) = 0;
  virtual void normal(const at::Tensor &out, const rt::RandomKey &random) = 0;
  /// Integers from `low` to below `low + range`, in any element type.
  virtual void integers(const at::Tensor &out, int64_t low, uint64_t range, const rt::RandomKey &random) = 0;
};

/// Null for the CPU, and for a device whose library is not loaded.
DeviceKernels *deviceKernels(at::DeviceType type);
void registerKernels(at::DeviceType type, DeviceKernels *kernels);

}  // namespace flodl::kernels
