// Every model in eager execution against the same model of torch::nn: outputs, gradients, statistics,
// losses, and parameters after five optimizer steps.
#include "Harness.h"
#include "test/nn/Closeness.h"
#include "test/nn/Reference.h"

namespace nn_test {
namespace {

Distances &total(flodl::DType dtype) {
  static Distances distances[2];
  return distances[dtype == flodl::kFloat64];
}

class Comparison {
 public:
  Comparison(const e2e::Case &entry, flodl::DType dtype)
      : entry(entry), dtype(dtype), scalar(dtype == flodl::kFloat64 ? at::kDouble : at::kFloat), generator(std::random_device()()),
        distances(total(dtype)) {
    flodl::DefaultDtypeGuard guard(dtype);
    graph.emplace(entry.make());
    perturb(*graph, dtype, generator);
    references().at(entry.name)(net);
    net.to(scalar);
    copyParameters(graph->parameters(), net);
    if (net.optimizer)
      optimizer = net.optimizer(net);
  }

  void run() {
    for (size_t call = 0; call < entry.options.batches.size(); ++call)
      differentiate("forward " + std::to_string(call), call);
    setTraining(false);
    differentiate("evaluation", 0);
    setTraining(true);
    ASSERT_EQ(bool(net.optimizer), !entry.targets.empty()) << "both are trained, or none";
    if (net.optimizer)
      train();
  }

 private:
  void setTraining(bool on) {
    graph->train(on);
    net.train(on);
  }

  std::vector<flodl::Tensor> newTensors(const std::vector<flodl::InputSpec> &specs, size_t call) {
    return e2e::newTensors(entry, specs, call, dtype, generator);
  }

  /// The same elements for libtorch, as leaves of their own.
  static std::vector<at::Tensor> copies(const std::vector<flodl::Tensor> &tensors) {
    std::vector<at::Tensor> list;
    for (const flodl::Tensor &tensor : tensors)
      list.push_back(flodl::to_torch(tensor).detach().clone());
    return list;
  }

  void rememberTags() {
    presentTags().clear();
    for (const std::string &tag : graph->tag_names())
      presentTags()[tag] = flodl::to_torch(graph->tagged(tag)).detach();
  }

  void expectClose(const std::string &what, const at::Tensor &ours, const at::Tensor &theirs, double scale = 0.5) {
    distances.expectClose(entry.name + ", " + what, ours, theirs, scale);
  }

  void expectNumbersClose(const std::string &what, double ours, double theirs) {
    auto tensor = [&](double value) { return at::scalar_tensor(value, scalar); };
    expectClose(what, tensor(ours), tensor(theirs));
  }

  /// Gradients of all floating-point inputs and all parameters; those of parameters are then removed.
  void compareGradients(const std::string &what, const std::vector<flodl::Tensor> &inputs,
                        const std::vector<at::Tensor> &theirs) {
    // A gradient that is zero by cancellation consists of the rounding errors of the others.
    double scale = gradientScale();
    for (const at::Tensor &input : theirs)
      scale = std::max(scale, largest(input.grad()));
    auto torchOf = [](const flodl::Tensor &gradient) {
      return gradient.defined() ? flodl::to_torch(gradient) : at::Tensor();
    };
    for (size_t i = 0; i < inputs.size(); ++i)
      if (theirs[i].requires_grad())
        expectClose(what + ", gradient of input " + std::to_string(i), torchOf(inputs[i].grad()), theirs[i].grad(), scale);
    for (flodl::NamedParameter parameter : graph->parameters()) {
      Place place = placeOf(net, parameter.name);
      expectClose(what + ", gradient of " + parameter.name, torchOf(parameter.grad()), place.part(place.tensor.grad()), scale);
      parameter.zero_grad();
    }
    net.zero_grad();
  }

  /// Largest element of all gradients of the net, or 1/2.
  double gradientScale() const {
    double scale = 0.5;
    for (const at::Tensor &parameter : net.parameters())
      scale = std::max(scale, largest(parameter.grad()));
    return scale;
  }

  void compareState(const std::string &what, double scale = 0.5) {
    for (const auto &list : {graph->parameters(), graph->buffers()})
      for (const flodl::NamedParameter &tensor : list) {
        Place place = placeOf(net, tensor.name);
        expectClose(what + ", " + tensor.name, flodl::to_torch(tensor), place.part(place.tensor), scale);
      }
  }

  /// Output, statistics, and gradients of a linear form over the output.
  void differentiate(const std::string &what, size_t call) {
    std::vector<flodl::Tensor> inputs = newTensors(entry.inputs, call);
    std::vector<at::Tensor> theirs = copies(inputs);
    for (size_t i = 0; i < inputs.size(); ++i)
      if (flodl::isFloating(inputs[i].dtype())) {
        inputs[i].set_requires_grad();
        theirs[i].set_requires_grad(true);
      }
    flodl::Tensor output = graph->forward_multi(inputs);
    rememberTags();
    at::Tensor expected = net.forward(theirs);
    expectClose(what + ", output", flodl::to_torch(output), expected);
    compareState(what);

    flodl::Tensor form = generator.floats(output.shape(), dtype);
    (output * form).sum().backward();
    (expected * flodl::to_torch(form)).sum().backward();
    compareGradients(what, inputs, theirs);
  }

  void train() {
    double scale = 0.5;
    for (size_t call = 0; call < 5; ++call) {
      std::vector<flodl::Tensor> inputs = newTensors(entry.inputs, call), targets = newTensors(entry.targets, call);
      std::vector<flodl::Tensor> fields = inputs;
      fields.insert(fields.end(), targets.begin(), targets.end());
      flodl::StepResult result = graph->train_step(flodl::Batch::of(std::move(fields)));
      rememberTags();

      optimizer->zero_grad();
      at::Tensor loss = net.loss(net.forward(copies(inputs)), copies(targets)[0]);
      loss.backward();
      scale = std::max(scale, gradientScale());
      std::string what = "step " + std::to_string(call);
      expectNumbersClose(what + ", loss", result.loss().item(), loss.item<double>());
      if (net.clipNorm > 0)
        expectNumbersClose(what + ", norm", result.grad_norm().item(),
                           torch::nn::utils::clip_grad_norm_(net.parameters(), net.clipNorm));
      if (net.clipValue > 0)
        torch::nn::utils::clip_grad_value_(net.parameters(), net.clipValue);
      optimizer->step();
    }
    compareState("after five steps", scale);
  }

  const e2e::Case &entry;
  flodl::DType dtype;
  at::ScalarType scalar;
  e2e::Generator generator;
  Distances &distances;
  std::optional<flodl::Graph> graph;
  Net net;
  std::unique_ptr<torch::optim::Optimizer> optimizer;
};

const e2e::Case &caseOf(const std::string &name) {
  for (const e2e::Case &entry : e2e::cases())
    if (entry.name == name)
      return entry;
  throw std::runtime_error("no model \"" + name + "\" in test/e2e/Inputs");
}

class AgainstLibtorch : public testing::TestWithParam<flodl::DType> {
 protected:
  static void SetUpTestSuite() {
    // Nothing here is compiled, and nobody has to be told.
    setenv("FLODL_EAGER", "1", /*overwrite=*/1);
    // The models are small: threads would only wait for each other.
    at::set_num_threads(1);
  }
};

TEST_P(AgainstLibtorch, EveryModelWithAReference) {
  EXPECT_GE(references().size(), 50u);
  for (auto &[name, build] : references()) {
    SCOPED_TRACE(name);
    EXPECT_NO_THROW(Comparison(caseOf(name), GetParam()).run()) << name;
  }
  const Distances &distances = total(GetParam());
  std::printf("%zu models in %s: %s\n", references().size(), std::string(flodl::dtypeName(GetParam())).c_str(), distances.str().c_str());
}

INSTANTIATE_TEST_SUITE_P(Dtypes, AgainstLibtorch, testing::Values(flodl::kFloat32, flodl::kFloat64),
                         [](const auto &info) { return std::string(flodl::dtypeName(info.param)); });

}  // namespace
}  // namespace nn_test
