#include "runtime/kernels/Recurrent.h"
#include "runtime/kernels/RowMajor.h"
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>

namespace flodl::kernels {

/// Weights of a layer, in all directions.
static size_t eachLayer(Sequence sequence) { return (sequence.biases ? 4 : 2) * (sequence.bidirectional ? 2 : 1); }
static int64_t layersOf(const std::vector<at::Tensor> &weights, Sequence sequence) {
  return static_cast<int64_t>(weights.size() / eachLayer(sequence));
}

/// `[L, N, ...]`, row by row: how libtorch multiplies what lies otherwise depends on whether gradients are wanted.
static at::Tensor timeFirst(const at::Tensor &input, bool batchFirst) {
  return rowMajor(batchFirst ? input.transpose(0, 1) : input);
}
static at::Tensor asGiven(const at::Tensor &output, bool batchFirst) {
  return batchFirst ? rowMajor(output.transpose(0, 1)) : output;
}

/// libtorch checks some of this, and reads what is not there otherwise.
static void checkShapes(const at::Tensor &input, std::initializer_list<at::Tensor> states,
                        const std::vector<at::Tensor> &weights, Sequence sequence) {
  size_t each = eachLayer(sequence);
  TORCH_CHECK(input.dim() == 3 && !weights.empty() && weights.size() % each == 0 && input.size(2) == weights[0].size(1),
              "expects an input of rank 3 that is as wide as the first of ", each, " weights a layer, but got ", input.sizes());
  int64_t networks = layersOf(weights, sequence) * (sequence.bidirectional ? 2 : 1);
  std::vector<int64_t> sizes{networks, input.size(sequence.batchFirst ? 0 : 1), weights[1].size(1)};
  for (const at::Tensor &state : states)
    TORCH_CHECK(state.sizes() == at::IntArrayRef(sizes), "expects states of shape ", at::IntArrayRef(sizes), ", but got ",
                state.sizes());
}

// Always in training mode, which without dropout computes the same: what the library's kernels round, they round alike
// with and without gradients.

/// `network` is libtorch's function.
template <class Network>
static OneState oneState(Network network, const at::Tensor &input, const at::Tensor &h0, const std::vector<at::Tensor> &weights,
                         Sequence sequence) {
  checkShapes(input, {h0}, weights, sequence);
  auto [output, hn] = network(timeFirst(input, sequence.batchFirst), h0.contiguous(), weights, sequence.biases,
                              layersOf(weights, sequence), /*dropout=*/0, /*train=*/true, sequence.bidirectional,
                              /*batch_first=*/false);
  return {asGiven(output, sequence.batchFirst), hn};
}

// libtorch has two functions of each name.
static constexpr auto gruNetwork = [](auto &&...args) { return at::gru(args...); };
static constexpr auto tanhNetwork = [](auto &&...args) { return at::rnn_tanh(args...); };
static constexpr auto reluNetwork = [](auto &&...args) { return at::rnn_relu(args...); };

OneState gru(const at::Tensor &input, const at::Tensor &h0, const std::vector<at::Tensor> &weights, Sequence sequence) {
  return oneState(gruNetwork, input, h0, weights, sequence);
}
OneState rnnTanh(const at::Tensor &input, const at::Tensor &h0, const std::vector<at::Tensor> &weights, Sequence sequence) {
  return oneState(tanhNetwork, input, h0, weights, sequence);
}
OneState rnnRelu(const at::Tensor &input, const at::Tensor &h0, const std::vector<at::Tensor> &weights, Sequence sequence) {
  return oneState(reluNetwork, input, h0, weights, sequence);
}

TwoStates lstm(const at::Tensor &input, const at::Tensor &h0, const at::Tensor &c0, const std::vector<at::Tensor> &weights,
               Sequence sequence) {
  checkShapes(input, {h0, c0}, weights, sequence);
  auto [output, hn, cn] = at::lstm(timeFirst(input, sequence.batchFirst), {h0.contiguous(), c0.contiguous()}, weights,
                                   sequence.biases, layersOf(weights, sequence), /*dropout=*/0, /*train=*/true,
                                   sequence.bidirectional, /*batch_first=*/false);
  return {asGiven(output, sequence.batchFirst), hn, cn};
}

/// Records operations for libtorch's engine, also inside of programs, which keep it out.
class Recording {
 public:
  Recording() : enabled(true), keys(withAutograd()) {}

 private:
  static c10::impl::LocalDispatchKeySet withAutograd() {
    c10::impl::LocalDispatchKeySet present = c10::impl::tls_local_dispatch_key_set();
    present.excluded_ = present.excluded_ - c10::autograd_dispatch_keyset_with_ADInplaceOrView;
    return present;
  }
  at::AutoGradMode enabled;
  c10::impl::ForceDispatchKeyGuard keys;
};

/// Values as leaves of a graph of their own.
static std::vector<at::Tensor> leaves(std::vector<at::Tensor> values, const std::vector<at::Tensor> &weights) {
  values.insert(values.end(), weights.begin(), weights.end());
  for (at::Tensor &value : values)
    value = value.detach().requires_grad_(true);
  return values;
}

/// Gradients towards `inputs` of the results that have one; zeros without any. The first `plain` come as they are, then
/// the others in one dimension.
static std::vector<at::Tensor> differentiate(const std::vector<at::Tensor> &results,
                                             const std::vector<std::optional<at::Tensor>> &grads,
                                             const std::vector<at::Tensor> &inputs, size_t plain) {
  std::vector<at::Tensor> outputs, outputGrads, parts, flat;
  for (size_t i = 0; i < results.size(); ++i)
    if (grads[i]) {
      outputs.push_back(results[i]);
      outputGrads.push_back(*grads[i]);
    }
  if (!outputs.empty())
    parts = torch::autograd::grad(outputs, inputs, outputGrads, /*retain_graph=*/false, /*create_graph=*/false,
                                  /*allow_unused=*/true);
  parts.resize(inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i)
    if (!parts[i].defined())
      parts[i] = at::zeros(inputs[i].sizes(), inputs[i].options());
  for (size_t i = plain; i < parts.size(); ++i)
    flat.push_back(parts[i].reshape(-1));
  parts.resize(plain);
  parts.push_back(at::cat(flat));
  return parts;
}

template <class Network>
static OneStateGradients oneStateBackward(Network network, const std::optional<at::Tensor> &gradOutput,
                                          const std::optional<at::Tensor> &gradHn, const at::Tensor &input,
                                          const at::Tensor &h0, const std::vector<at::Tensor> &weights, Sequence sequence) {
  Recording recording;
  std::vector<at::Tensor> all = leaves({input, h0}, weights);
  auto [output, hn] = oneState(network, all[0], all[1], {all.begin() + 2, all.end()}, sequence);
  std::vector<at::Tensor> grads = differentiate({output, hn}, {gradOutput, gradHn}, all, 2);
  return {grads[0], grads[1], grads[2]};
}

OneStateGradients gruBackward(const std::optional<at::Tensor> &gradOutput, const std::optional<at::Tensor> &gradHn,
                              const at::Tensor &input, const at::Tensor &h0, const std::vector<at::Tensor> &weights,
                              Sequence sequence) {
  return oneStateBackward(gruNetwork, gradOutput, gradHn, input, h0, weights, sequence);
}
OneStateGradients rnnTanhBackward(const std::optional<at::Tensor> &gradOutput, const std::optional<at::Tensor> &gradHn,
                                  const at::Tensor &input, const at::Tensor &h0, const std::vector<at::Tensor> &weights,
                                  Sequence sequence) {
  return oneStateBackward(tanhNetwork, gradOutput, gradHn, input, h0, weights, sequence);
}
OneStateGradients rnnReluBackward(const std::optional<at::Tensor> &gradOutput, const std::optional<at::Tensor> &gradHn,
                                  const at::Tensor &input, const at::Tensor &h0, const std::vector<at::Tensor> &weights,
                                  Sequence sequence) {
  return oneStateBackward(reluNetwork, gradOutput, gradHn, input, h0, weights, sequence);
}

std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor> lstmBackward(
    const std::optional<at::Tensor> &gradOutput, const std::optional<at::Tensor> &gradHn,
    const std::optional<at::Tensor> &gradCn, const at::Tensor &input, const at::Tensor &h0, const at::Tensor &c0,
    const std::vector<at::Tensor> &weights, Sequence sequence) {
  Recording recording;
  std::vector<at::Tensor> all = leaves({input, h0, c0}, weights);
  auto [output, hn, cn] = lstm(all[0], all[1], all[2], {all.begin() + 3, all.end()}, sequence);
  std::vector<at::Tensor> grads = differentiate({output, hn, cn}, {gradOutput, gradHn, gradCn}, all, 3);
  return {grads[0], grads[1], grads[2], grads[3]};
}

}  // namespace flodl::kernels
