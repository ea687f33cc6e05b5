// Recurrent networks over sequences, through libtorch. `weights` are four tensors a layer; there is no packed copy of
// them, so that a call sees what they are when it is made.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

std::tuple<at::Tensor, at::Tensor> gru(const at::Tensor &input, const at::Tensor &h0,
                                       const std::vector<at::Tensor> &weights, bool batchFirst);
std::tuple<at::Tensor, at::Tensor, at::Tensor> lstm(const at::Tensor &input, const at::Tensor &h0, const at::Tensor &c0,
                                                    const std::vector<at::Tensor> &weights, bool batchFirst);

/// Gradients towards input and states, and towards all weights in one dimension.
std::tuple<at::Tensor, at::Tensor, at::Tensor> gruBackward(const std::optional<at::Tensor> &gradOutput,
                                                           const std::optional<at::Tensor> &gradHn, const at::Tensor &input,
                                                           const at::Tensor &h0, const std::vector<at::Tensor> &weights,
                                                           bool batchFirst);
std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor> lstmBackward(
    const std::optional<at::Tensor> &gradOutput, const std::optional<at::Tensor> &gradHn,
    const std::optional<at::Tensor> &gradCn, const at::Tensor &input, const at::Tensor &h0, const at::Tensor &c0,
    const std::vector<at::Tensor> &weights, bool batchFirst);

}  // namespace flodl::kernels
