// Recurrent networks over sequences, through libtorch. There is no packed copy of the weights, so that a call sees what
// they are when it is made.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

/// How a sequence lies and what runs over it.
struct Sequence {
  bool batchFirst, bidirectional, biases;
};

using OneState = std::tuple<at::Tensor, at::Tensor>;
using TwoStates = std::tuple<at::Tensor, at::Tensor, at::Tensor>;

OneState gru(const at::Tensor &input, const at::Tensor &h0, const std::vector<at::Tensor> &weights, Sequence sequence);
OneState rnnTanh(const at::Tensor &input, const at::Tensor &h0, const std::vector<at::Tensor> &weights, Sequence sequence);
OneState rnnRelu(const at::Tensor &input, const at::Tensor &h0, const std::vector<at::Tensor> &weights, Sequence sequence);
TwoStates lstm(const at::Tensor &input, const at::Tensor &h0, const at::Tensor &c0, const std::vector<at::Tensor> &weights,
               Sequence sequence);

/// Gradients towards input and states, and towards all weights in one dimension.
using OneStateGradients = std::tuple<at::Tensor, at::Tensor, at::Tensor>;
OneStateGradients gruBackward(const std::optional<at::Tensor> &gradOutput, const std::optional<at::Tensor> &gradHn,
                              const at::Tensor &input, const at::Tensor &h0, const std::vector<at::Tensor> &weights,
                              Sequence sequence);
OneStateGradients rnnTanhBackward(const std::optional<at::Tensor> &gradOutput, const std::optional<at::Tensor> &gradHn,
                                  const at::Tensor &input, const at::Tensor &h0, const std::vector<at::Tensor> &weights,
                                  Sequence sequence);
OneStateGradients rnnReluBackward(const std::optional<at::Tensor> &gradOutput, const std::optional<at::Tensor> &gradHn,
                                  const at::Tensor &input, const at::Tensor &h0, const std::vector<at::Tensor> &weights,
                                  Sequence sequence);
std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor> lstmBackward(
    const std::optional<at::Tensor> &gradOutput, const std::optional<at::Tensor> &gradHn,
    const std::optional<at::Tensor> &gradCn, const at::Tensor &input, const at::Tensor &h0, const at::Tensor &c0,
    const std::vector<at::Tensor> &weights, Sequence sequence);

}  // namespace flodl::kernels
