// Every module and loss with random options on random inputs, in eager execution: against libtorch, and its gradients
// against differences.
//
// FLODL_SAMPLE_SEED repeats a run, FLODL_SAMPLES says how many samples each has, FLODL_SAMPLE_DEVICE=cuda where the
// calls run: tensors and parameters are made on the CPU and moved.
#include "test/nn/Closeness.h"
#include "test/nn/Sampler.h"

namespace nn_test {
namespace {

uint64_t environment(const char *name, uint64_t otherwise) {
  const char *text = std::getenv(name);
  return text && *text ? std::strtoull(text, nullptr, 10) : otherwise;
}
uint64_t runSeed() {
  static const uint64_t seed = environment("FLODL_SAMPLE_SEED", std::random_device()());
  return seed;
}
at::Device device() {
  const char *text = std::getenv("FLODL_SAMPLE_DEVICE");
  return text && std::string_view(text) == "cuda" ? at::kCUDA : at::kCPU;
}

/// A sample in one element type, with parameters that differ from their initial values on both sides.
class SampledCall {
 public:
  SampledCall(const std::string &name, uint64_t seed, std::optional<flodl::DType> fixed = {}) : sampler(seed) {
    dtype = fixed.value_or(sampler.flag("", 0.5) ? flodl::kFloat64 : flodl::kFloat32);
    flodl::manual_seed(seed);
    flodl::DefaultDtypeGuard guard(dtype);
    sample = samples().at(name)(sampler);
    text = name + "(" + sampler.text() + ") in " + std::string(flodl::dtypeName(dtype));
    if (sample.module)
      prepareModule();
    for (const at::Tensor &input : sample.inputs)
      inputs.push_back(laidOut(input));
    text += sample.training ? "" : ", evaluation";
  }

  void compareWithLibtorch(Distances &distances) {
    std::vector<at::Tensor> ours = leaves(), theirs = leaves();
    at::Tensor output = call(ours);
    presentTags()["output"] = output.detach();
    at::Tensor expected = sample.theirs(theirs);
    distances.expectClose(text + ", output", output, expected);
    for (const flodl::NamedParameter &buffer : buffers())
      distances.expectClose(text + ", " + buffer.name, flodl::to_torch(buffer), placeOf(*sample.reference, buffer.name).tensor);
    ASSERT_EQ(output.requires_grad(), expected.requires_grad()) << "who can be differentiated";
    if (!output.requires_grad())
      return;
    at::Tensor form = formOver(output);
    (output * form).sum().backward();
    (expected * form).sum().backward();
    // A gradient that is zero by cancellation consists of the rounding errors of the others.
    double scale = 0.5;
    for (const at::Tensor &input : theirs)
      scale = std::max(scale, largest(input.grad()));
    for (const flodl::NamedParameter &parameter : parameters())
      scale = std::max(scale, largest(placeOf(*sample.reference, parameter.name).tensor.grad()));
    for (size_t i = 0; i < ours.size(); ++i)
      distances.expectClose(text + ", gradient of input " + std::to_string(i), ours[i].grad(), theirs[i].grad(), scale);
    for (const flodl::NamedParameter &parameter : parameters()) {
      Place place = placeOf(*sample.reference, parameter.name);
      distances.expectClose(text + ", gradient of " + parameter.name, gradientOf(parameter), place.part(place.tensor.grad()), scale);
    }
  }

  /// Whether the gradients are the derivatives along one random direction for each tensor. What it found otherwise is
  /// in `complaint`.
  ///
  /// With a step h = 2^-17 along a direction of length 1 the central difference is off by h^2/6 = 1e-11 third
  /// derivatives, which stay below 1e3 times the size of the sum (normalised rows of two elements), and by u/h = 1e-11
  /// of the rounding of the sum: 1e-6 of it in all is a hundred times that.
  bool agreesWithDifferences() {
    std::vector<at::Tensor> in = leaves();
    at::Tensor output = call(in);
    if (!output.requires_grad())
      return true;
    at::Tensor form = formOver(output);
    (output * form).sum().backward();
    std::vector<std::pair<std::string, at::Tensor>> variables;
    std::vector<at::Tensor> gradients;
    for (size_t i = 0; i < in.size(); ++i)
      if (in[i].requires_grad()) {
        variables.emplace_back("input " + std::to_string(i), in[i].detach());
        gradients.push_back(in[i].grad());
      }
    for (const flodl::NamedParameter &parameter : parameters()) {
      variables.emplace_back(parameter.name, flodl::to_torch(parameter).detach());
      gradients.push_back(gradientOf(parameter));
    }
    double size = std::max(1.0, (output * form).abs().sum().item<double>());
    constexpr double step = 0x1p-17;
    at::NoGradGuard noGrad;
    for (size_t i = 0; i < variables.size(); ++i) {
      at::Tensor &variable = variables[i].second;
      if (!gradients[i].defined())
        continue;  // libtorch has none either
      at::Tensor direction = sampler.normal(variable.sizes()).to(variable.device());
      direction /= direction.norm();
      auto at = [&](double distance) {
        variable.add_(direction, distance);
        double value = (call(in) * form).sum().item<double>();
        variable.sub_(direction, distance);
        return value;
      };
      double difference = (at(step) - at(-step)) / (2 * step);
      double derivative = (gradients[i] * direction).sum().item<double>();
      double scale = std::max(size, gradients[i].norm().item<double>());
      if (!(std::abs(difference - derivative) <= 1e-6 * scale)) {
        complaint = text + ", gradient of " + variables[i].first + ": the derivative is " + std::to_string(difference) +
                    ", but the gradient gives " + std::to_string(derivative);
        return false;
      }
    }
    return true;
  }

  std::string text, complaint;

 private:
  void prepareModule() {
    at::NoGradGuard noGrad;
    for (const flodl::NamedParameter &parameter : parameters())
      flodl::to_torch(parameter).add_(sampler.normal(flodl::to_torch(parameter).sizes()).to(scalar()), 0.3);
    for (const flodl::NamedParameter &buffer : buffers())  // variances stay positive
      flodl::to_torch(buffer).add_(sampler.uniform(flodl::to_torch(buffer).sizes(), 0, 0.5).to(scalar()));
    sample.module->train(sample.training);
    if (device() == at::kCUDA)
      sample.module->to(flodl::kCUDA);
    if (!sample.reference) {
      if (!parameters().empty())
        throw std::runtime_error(text + ": the reference has no parameters");
      return;
    }
    sample.reference->train(sample.training);
    sample.reference->to(device(), scalar());
    copyParameters(parameters(), *sample.reference);
    for (const flodl::NamedParameter &buffer : buffers())
      placeOf(*sample.reference, buffer.name).tensor.copy_(flodl::to_torch(buffer));
  }

  at::ScalarType scalar() const { return dtype == flodl::kFloat64 ? at::kDouble : at::kFloat; }
  std::vector<flodl::NamedParameter> parameters() const {
    return sample.module ? sample.module->parameters() : std::vector<flodl::NamedParameter>();
  }
  std::vector<flodl::NamedParameter> buffers() const {
    return sample.module ? sample.module->buffers() : std::vector<flodl::NamedParameter>();
  }
  static at::Tensor gradientOf(const flodl::Tensor &parameter) {
    flodl::Tensor gradient = parameter.grad();
    return gradient.defined() ? flodl::to_torch(gradient) : at::Tensor();
  }

  /// The input in the sample's element type and one of the layouts.
  at::Tensor laidOut(const at::Tensor &input) {
    at::Tensor dense = input.to(device(), at::isFloatingType(input.scalar_type()) ? scalar() : input.scalar_type());
    Sampler::Layout layout = sampler.layout();
    std::string shape;
    for (int64_t size : dense.sizes())
      shape += (shape.empty() ? "" : ", ") + std::to_string(size);
    text += ", [" + shape + "]";
    if (layout == Sampler::Layout::Dense || dense.dim() == 0)
      return dense;
    if (layout == Sampler::Layout::Strided) {
      text += " strided";
      return at::stack({dense, at::zeros_like(dense)}, -1).select(-1, 0);
    }
    text += " reversed";
    std::vector<int64_t> order;
    for (int64_t dim = dense.dim(); dim-- > 0;)
      order.push_back(dim);
    return dense.permute(order).contiguous().permute(order);
  }

  /// The same inputs, in the same layout, as leaves of their own.
  std::vector<at::Tensor> leaves() const {
    std::vector<at::Tensor> list;
    for (const at::Tensor &input : inputs) {
      at::Tensor leaf = at::empty_strided(input.sizes(), input.strides(), input.options());
      leaf.copy_(input);
      leaf.requires_grad_(at::isFloatingType(leaf.scalar_type()));
      list.push_back(leaf);
    }
    return list;
  }

  at::Tensor call(const std::vector<at::Tensor> &in) const {
    std::vector<flodl::Tensor> arguments;
    for (const at::Tensor &tensor : in)
      arguments.push_back(flodl::from_torch(tensor));
    // Every call of a sample draws the same random numbers.
    flodl::manual_seed(runSeed());
    return flodl::to_torch(sample.ours(arguments));
  }

  at::Tensor formOver(const at::Tensor &output) { return sampler.normal(output.sizes()).to(output.options().requires_grad(false)); }

  Sampler sampler;
  flodl::DType dtype;
  Sample sample;
  std::vector<at::Tensor> inputs;
};

class Sampled : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    at::set_num_threads(1);
    if (device() == at::kCUDA && !at::hasCUDA())
      GTEST_SKIP() << "needs a GPU";
  }
  /// Of sample `number` of this name; names do not share samples.
  uint64_t seedOf(uint64_t number) const { return runSeed() * 0x9e3779b97f4a7c15 + std::hash<std::string>()(GetParam()) + number; }
  void printSeed() const {
    std::printf("FLODL_SAMPLE_SEED=%llu repeats this\n", static_cast<unsigned long long>(runSeed()));
  }
};

TEST_P(Sampled, AgainstLibtorch) {
  Distances distances;
  uint64_t count = environment("FLODL_SAMPLES", 20);
  for (uint64_t i = 0; i < count; ++i) {
    std::string text = "sample " + std::to_string(i);
    try {
      SampledCall call(GetParam(), seedOf(i));
      text = call.text;
      call.compareWithLibtorch(distances);
    } catch (const std::exception &error) {
      ADD_FAILURE() << text << ": " << error.what();
    }
  }
  std::printf("%s\n", distances.str().c_str());
  if (HasFailure())
    printSeed();
}

/// A difference that meets a kink within its step is wrong, which happens once in some thousand calls; a wrong gradient
/// is wrong for all samples. So one of three samples with the same seeds on every side has to agree.
TEST_P(Sampled, AgainstDifferences) {
  if (device() == at::kCUDA)
    GTEST_SKIP() << "differences are taken on the CPU";
  std::string complaints;
  for (uint64_t i = 0; i < 3; ++i) {
    SampledCall call(GetParam(), seedOf(i), flodl::kFloat64);
    if (call.agreesWithDifferences())
      return;
    complaints += call.complaint + "\n";
  }
  ADD_FAILURE() << complaints;
  printSeed();
}

std::vector<std::string> names() {
  std::vector<std::string> list;
  for (auto &[name, draw] : samples())
    list.push_back(name);
  return list;
}
INSTANTIATE_TEST_SUITE_P(Vocabulary, Sampled, testing::ValuesIn(names()), [](const auto &info) { return info.param; });

}  // namespace
}  // namespace nn_test
