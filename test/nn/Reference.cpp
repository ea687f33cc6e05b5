#include "test/nn/Reference.h"

namespace nn_test {

namespace functional = torch::nn::functional;

void Net::chain(std::initializer_list<torch::nn::NamedAnyModule> nodes) {
  torch::nn::Sequential sequence(nodes);
  for (auto &child : sequence->named_children())
    register_module(child.key(), child.value());
  forward = [sequence](const std::vector<at::Tensor> &inputs) mutable { return sequence->forward(inputs[0]); };
}

Net::Loss mse() {
  return [](const at::Tensor &output, const at::Tensor &target) { return functional::mse_loss(output, target); };
}
Net::Loss crossEntropy(functional::CrossEntropyFuncOptions options) {
  return [options](const at::Tensor &output, const at::Tensor &target) {
    return functional::cross_entropy(output, target, options);
  };
}

template <class Optimizer, class Options>
static Net::MakeOptimizer optimizerOf(Options options) {
  return [options](const Net &net) { return std::make_unique<Optimizer>(net.parameters(), options); };
}
Net::MakeOptimizer sgd(torch::optim::SGDOptions options) { return optimizerOf<torch::optim::SGD>(options); }
Net::MakeOptimizer adam(torch::optim::AdamOptions options) { return optimizerOf<torch::optim::Adam>(options); }
Net::MakeOptimizer adamW(torch::optim::AdamWOptions options) { return optimizerOf<torch::optim::AdamW>(options); }

std::array<std::vector<at::Tensor>, 2> byRank(const Net &net) {
  std::array<std::vector<at::Tensor>, 2> lists;
  for (const at::Tensor &parameter : net.parameters())
    lists[parameter.dim() < 2].push_back(parameter);
  return lists;
}

std::map<std::string, at::Tensor> &presentTags() {
  static std::map<std::string, at::Tensor> tags;
  return tags;
}

at::Tensor MaskedDropoutImpl::forward(const at::Tensor &x) {
  if (!is_training())
    return torch::dropout(x, p, /*train=*/false);
  at::Tensor kept = (presentTags().at(tag) != 0).to(x.scalar_type());
  return x * (p < 1 ? kept / (1 - p) : kept);
}

at::Tensor MaskedAlphaDropoutImpl::forward(const at::Tensor &x) {
  if (!is_training())
    return torch::alpha_dropout(x, p, /*train=*/false);
  constexpr double limit = -1.7580993408473766;
  double scale = 1 / std::sqrt((limit * limit * p + 1) * (1 - p));
  at::Tensor dropped = at::scalar_tensor(scale * limit - scale * p * limit, x.options());
  // Their number is rounded a few times.
  double near = 8 * (x.scalar_type() == at::kDouble ? 0x1p-53 : 0x1p-24);
  at::Tensor noise = ((presentTags().at(tag) - dropped).abs() > near).to(x.scalar_type());
  return x * (noise * scale) + ((noise - 1) * (-limit * scale) - limit * scale * p);
}

at::Tensor attend(torch::nn::MultiheadAttention &attention, const at::Tensor &query, const at::Tensor &key,
                  const at::Tensor &value, const at::Tensor &hidden) {
  auto swapped = [](const at::Tensor &x) { return x.transpose(0, 1); };
  at::Tensor mask = !hidden.defined() ? at::Tensor()
                                      : at::zeros(hidden.sizes(), query.options())
                                            .masked_fill(hidden, -std::numeric_limits<double>::infinity());
  auto [output, weights] = attention->forward(swapped(query), swapped(key), swapped(value), /*key_padding_mask=*/{},
                                              /*need_weights=*/false, mask);
  return swapped(output);
}

/// "a/b.c" and "a.b.c" alike.
static std::string dotted(std::string path) {
  std::replace(path.begin(), path.end(), '/', '.');
  return path;
}

Place placeOf(const torch::nn::Module &net, const std::string &name) {
  std::map<std::string, at::Tensor> tensors;
  for (auto &item : net.named_parameters())
    tensors[dotted(item.key())] = item.value();
  for (auto &item : net.named_buffers())
    tensors[dotted(item.key())] = item.value();
  std::string path = dotted(name);
  if (auto it = tensors.find(path); it != tensors.end())
    return {it->second};

  size_t dot = path.rfind('.');
  std::string owner = path.substr(0, dot), leaf = path.substr(dot + 1);
  // torch::nn::MultiheadAttention keeps the three projections in one tensor.
  const char *projections[] = {"q_proj", "k_proj", "v_proj"};
  for (int64_t i = 0; i < 3; ++i)
    if (owner.ends_with(projections[i]))
      if (auto it = tensors.find(owner.substr(0, owner.size() - 6) + "in_proj_" + leaf); it != tensors.end()) {
        int64_t rows = it->second.size(0) / 3;
        return {it->second, i * rows, rows};
      }
  throw std::runtime_error("the reference has no tensor for \"" + name + "\"");
}

void copyParameters(const std::vector<flodl::NamedParameter> &parameters, const torch::nn::Module &net) {
  torch::NoGradGuard noGrad;
  int64_t copied = 0, present = 0;
  for (const flodl::NamedParameter &parameter : parameters) {
    Place place = placeOf(net, parameter.name);
    at::Tensor theirs = place.part(place.tensor);
    if (theirs.sizes() != flodl::to_torch(parameter).sizes())
      throw std::runtime_error("the reference has another shape for \"" + parameter.name + "\"");
    theirs.copy_(flodl::to_torch(parameter));
    copied += theirs.numel();
  }
  for (const at::Tensor &parameter : net.parameters())
    present += parameter.numel();
  if (copied != present)
    throw std::runtime_error("the reference has parameters that the model has not");
}

std::map<std::string, std::function<void(Net &)>> &references() {
  static std::map<std::string, std::function<void(Net &)>> map;
  return map;
}

}  // namespace nn_test
