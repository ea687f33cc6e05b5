// Models of torch::nn that stand beside floDl's: under the names of its nodes, so that parameters are
// found by name.
#pragma once
#include <flodl/flodl.h>
#include <flodl/torch.h>
#include <gtest/gtest.h>
#include <map>
#include <torch/torch.h>

namespace nn_test {

/// A reference model: modules under the ids of the graph's nodes, a forward, and how it is trained.
class Net : public torch::nn::Module {
 public:
  using Loss = std::function<at::Tensor(const at::Tensor &output, const at::Tensor &target)>;
  using MakeOptimizer = std::function<std::unique_ptr<torch::optim::Optimizer>(const Net &)>;

  /// Adds the module of one node; `node` may go on with the path inside a module of a user.
  template <class M>
  M add(std::string node, M module) {
    return register_module(std::move(node), std::move(module));
  }
  /// Adds modules whose forward is one after the other.
  void chain(std::initializer_list<torch::nn::NamedAnyModule> nodes);

  std::function<at::Tensor(const std::vector<at::Tensor> &inputs)> forward;
  Loss loss;
  MakeOptimizer optimizer;
  /// 0: not clipped.
  double clipNorm = 0, clipValue = 0;
};

/// Losses and optimizers of a net.
Net::Loss mse();
Net::Loss crossEntropy(torch::nn::functional::CrossEntropyFuncOptions options = {});
Net::MakeOptimizer sgd(torch::optim::SGDOptions options);
Net::MakeOptimizer adam(torch::optim::AdamOptions options);
Net::MakeOptimizer adamW(torch::optim::AdamWOptions options);

/// Parameters by their number of dimensions: matrices and more, then vectors.
std::array<std::vector<at::Tensor>, 2> byRank(const Net &net);

/// torch.nn.RMSNorm, which the C++ library has not.
struct RmsNormImpl : torch::nn::Module {
  RmsNormImpl(std::vector<int64_t> shape, std::optional<double> eps = {}, bool affine = true) : shape(std::move(shape)), eps(eps) {
    if (affine)
      weight = register_parameter("weight", torch::ones(this->shape));
  }
  at::Tensor forward(const at::Tensor &x) {
    return torch::rms_norm(x, shape, weight.defined() ? std::optional(weight) : std::nullopt, eps);
  }
  std::vector<int64_t> shape;
  std::optional<double> eps;
  at::Tensor weight;
};
TORCH_MODULE(RmsNorm);

/// torch.nn.LayerNorm without a bias, which the C++ library has not.
struct ScaledNormImpl : torch::nn::Module {
  explicit ScaledNormImpl(std::vector<int64_t> shape, double eps = 1e-5) : shape(std::move(shape)), eps(eps) {
    weight = register_parameter("weight", torch::ones(this->shape));
  }
  at::Tensor forward(const at::Tensor &x) { return torch::layer_norm(x, shape, weight, {}, eps); }
  std::vector<int64_t> shape;
  double eps;
  at::Tensor weight;
};
TORCH_MODULE(ScaledNorm);

/// Dropout with floDl's mask (contracts, section 9): the elements that the tag `tag` behind floDl's
/// dropout has at zero. Where the dropped value was zero already the mask does not matter.
struct MaskedDropoutImpl : torch::nn::Module {
  MaskedDropoutImpl(std::string tag, double p) : tag(std::move(tag)), p(p) {}
  at::Tensor forward(const at::Tensor &x);
  std::string tag;
  double p;
};
TORCH_MODULE(MaskedDropout);
/// libtorch's alpha dropout with floDl's mask: dropped elements all have one value behind the tag.
struct MaskedAlphaDropoutImpl : torch::nn::Module {
  MaskedAlphaDropoutImpl(std::string tag, double p) : tag(std::move(tag)), p(p) {}
  at::Tensor forward(const at::Tensor &x);
  std::string tag;
  double p;
};
TORCH_MODULE(MaskedAlphaDropout);
/// Values of the tags in floDl's present forward.
std::map<std::string, at::Tensor> &presentTags();

/// libtorch's attention, batch first as floDl's is. True in `hidden` hides a key.
at::Tensor attend(torch::nn::MultiheadAttention &attention, const at::Tensor &query, const at::Tensor &key,
                  const at::Tensor &value, const at::Tensor &hidden = {});

/// Where a parameter of floDl lies in a net: a tensor, or some rows of it.
struct Place {
  at::Tensor tensor;
  int64_t first = 0, rows = -1;
  /// The parameter's part of the tensor, or of its gradient; undefined without one.
  at::Tensor part(const at::Tensor &whole) const {
    return whole.defined() && rows >= 0 ? whole.narrow(0, first, rows) : whole;
  }
};
/// The place of a parameter or buffer by its qualified name in floDl. Throws when there is none.
Place placeOf(const torch::nn::Module &net, const std::string &name);
/// Gives `net` the values of floDl's parameters. Throws unless both have the same ones.
void copyParameters(const std::vector<flodl::NamedParameter> &parameters, const torch::nn::Module &net);

/// All reference models by the name of floDl's.
std::map<std::string, std::function<void(Net &)>> &references();
inline bool reference(const char *model, std::function<void(Net &)> build) {
  return references().emplace(model, std::move(build)).second;
}

}  // namespace nn_test
