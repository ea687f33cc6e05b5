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
