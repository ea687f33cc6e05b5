#include "runtime/kernels/Recurrent.h"
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>

namespace flodl::kernels {

static int64_t layersOf(const std::vector<at::Tensor> &weights) { return static_cast<int64_t>(weights.size() / 4); }

/// `[L, N, ...]`, row by row: how libtorch multiplies what lies otherwise depends on whether gradients are wanted.
static at::Tensor timeFirst(const at::Tensor &input, bool batchFirst) {
  return batchFirst ? input.transpose(0, 1).contiguous() : input.contiguous();
}
static at::Tensor asGiven(const at::Tensor &output, bool batchFirst) {
  return batchFirst ? output.transpose(0, 1).contiguous() : output;
}

/// libtorch checks some of this, and reads what is not there otherwise.
static void checkShapes(const at::Tensor &input, std::initializer_list<at::Tensor> states,
                        const std::vector<at::Tensor> &weights, bool batchFirst) {
  TORCH_CHECK(input.dim() == 3 && weights.size() >= 4 && weights.size() % 4 == 0 && input.size(2) == weights[0].size(1),
              "expects an input of rank 3 that is as wide as the first of four weights a layer, but got ", input.sizes());
  std::vector<int64_t> sizes{layersOf(weights), input.size(batchFirst ? 0 : 1), weights[1].size(1)};
  for (const at::Tensor &state : states)
    TORCH_CHECK(state.sizes() == at::IntArrayRef(sizes), "expects states of shape ", at::IntArrayRef(sizes), ", but got ",
                state.sizes());
}

// Always in training mode, which without dropout computes the same: what the library's kernels round, they round alike
// with and without gradients.

std::tuple<at::Tensor, at::Tensor> gru(const at::Tensor &input, const at::Tensor &h0,
                                       const std::vector<at::Tensor> &weights, bool batchFirst) {
  checkShapes(input, {h0}, weights, batchFirst);
  auto [output, hn] = at::gru(timeFirst(input, batchFirst), h0.contiguous(), weights, /*has_biases=*/true,
                              layersOf(weights), /*dropout=*/0, /*train=*/true, /*bidirectional=*/false,
                              /*batch_first=*/false);
  return {asGiven(output, batchFirst), hn};
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> lstm(const at::Tensor &input, const at::Tensor &h0, const at::Tensor &c0,
                                                    const std::vector<at::Tensor> &weights, bool batchFirst) {
  checkShapes(input, {h0, c0}, weights, batchFirst);
  auto [output, hn, cn] = at::lstm(timeFirst(input, batchFirst), {h0.contiguous(), c0.contiguous()}, weights,
                                   /*has_biases=*/true, layersOf(weights), /*dropout=*/0, /*train=*/true,
                                   /*bidirectional=*/false, /*batch_first=*/false);
  return {asGiven(output, batchFirst), hn, cn};
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

std::tuple<at::Tensor, at::Tensor, at::Tensor> gruBackward(const std::optional<at::Tensor> &gradOutput,
                                                           const std::optional<at::Tensor> &gradHn, const at::Tensor &input,
                                                           const at::Tensor &h0, const std::vector<at::Tensor> &weights,
                                                           bool batchFirst) {
  Recording recording;
  std::vector<at::Tensor> all = leaves({input, h0}, weights);
  auto [output, hn] = gru(all[0], all[1], {all.begin() + 2, all.end()}, batchFirst);
  std::vector<at::Tensor> grads = differentiate({output, hn}, {gradOutput, gradHn}, all, 2);
  return {grads[0], grads[1], grads[2]};
}

std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor> lstmBackward(
    const std::optional<at::Tensor> &gradOutput, const std::optional<at::Tensor> &gradHn,
    const std::optional<at::Tensor> &gradCn, const at::Tensor &input, const at::Tensor &h0, const at::Tensor &c0,
    const std::vector<at::Tensor> &weights, bool batchFirst) {
  Recording recording;
  std::vector<at::Tensor> all = leaves({input, h0, c0}, weights);
  auto [output, hn, cn] = lstm(all[0], all[1], all[2], {all.begin() + 3, all.end()}, batchFirst);
  std::vector<at::Tensor> grads = differentiate({output, hn, cn}, {gradOutput, gradHn, gradCn}, all, 3);
  return {grads[0], grads[1], grads[2], grads[3]};
}

}  // namespace flodl::kernels
