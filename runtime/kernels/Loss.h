// Losses and their gradients, in libtorch's formulas. `reduction` is "mean", "sum" or "none".
#pragma once
#include <ATen/ATen.h>
#include <string_view>

namespace flodl::kernels {

/// libtorch's number of a reduction.
int64_t reductionCode(std::string_view reduction);

at::Tensor l1LossBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &target,
                          std::string_view reduction);
/// Gradients of the binary cross-entropy towards its logits and towards its target.
at::Tensor bceWithLogitsBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &target,
                                 std::string_view reduction);
at::Tensor bceWithLogitsTargetBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &target,
                                       std::string_view reduction);

/// Binary cross-entropy of probabilities. Outside [0, 1] it throws on the CPU and gives NaN elsewhere:
/// libtorch's CUDA kernel would end the process's use of the device.
at::Tensor bceLoss(const at::Tensor &input, const at::Tensor &target, std::string_view reduction);
at::Tensor bceTargetBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &target,
                             std::string_view reduction);
/// With `beta` 0, that of the absolute difference, as in libtorch's forward.
at::Tensor smoothL1Backward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &target, double beta,
                            std::string_view reduction);

/// Negative log likelihood and the sum of the weights of the samples that count.
std::tuple<at::Tensor, at::Tensor> nllLoss(const at::Tensor &input, const at::Tensor &target,
                                           const std::optional<at::Tensor> &weight, std::string_view reduction,
                                           int64_t ignoreIndex);
at::Tensor nllLossBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &target,
                           const std::optional<at::Tensor> &weight, const at::Tensor &totalWeight,
                           std::string_view reduction, int64_t ignoreIndex);
void nllLossBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &input, const at::Tensor &target,
                        const std::optional<at::Tensor> &weight, const at::Tensor &totalWeight,
                        std::string_view reduction, int64_t ignoreIndex);

/// Computed on the host, where the lengths are needed.
at::Tensor ctcLoss(const at::Tensor &logProbs, const at::Tensor &targets, const at::Tensor &inputLengths,
                   const at::Tensor &targetLengths, int64_t blank, std::string_view reduction, bool zeroInfinity);
at::Tensor ctcLossBackward(const at::Tensor &grad, const at::Tensor &logProbs, const at::Tensor &targets,
                           const at::Tensor &inputLengths, const at::Tensor &targetLengths, int64_t blank,
                           std::string_view reduction, bool zeroInfinity);

/// Cross-entropy of logits and class indices (differentiable), the log-softmax of the logits, and
/// the number of samples that count (0 when nothing is reduced).
std::tuple<at::Tensor, at::Tensor, at::Tensor> crossEntropy(const at::Tensor &input, const at::Tensor &target,
                                                            double labelSmoothing, std::string_view reduction,
                                                            int64_t ignoreIndex);
void crossEntropyOut(at::Tensor &result, at::Tensor &logProbs, at::Tensor &count, const at::Tensor &input,
                     const at::Tensor &target, double labelSmoothing, std::string_view reduction, int64_t ignoreIndex);

/// Gradient towards the logits; equal to what libtorch's engine computes for `crossEntropy`.
at::Tensor crossEntropyBackward(const at::Tensor &grad, const at::Tensor &logProbs, const at::Tensor &target,
                                const at::Tensor &count, double labelSmoothing, std::string_view reduction,
                                int64_t ignoreIndex);
void crossEntropyBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &logProbs,
                             const at::Tensor &target, const at::Tensor &count, double labelSmoothing,
                             std::string_view reduction, int64_t ignoreIndex);

}  // namespace flodl::kernels
