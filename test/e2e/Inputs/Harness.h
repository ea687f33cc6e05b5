// Runs registered models the same way compiled and eagerly and keeps everything they compute.
//
//   ./models --eager --save values.bin     the models' own forward
//   ./models --compare values.bin          compiled; --bitwise demands equal bits, --bound N N roundoffs
//
// Inputs are new in every run; --seed N repeats one, --only NAME runs one model. With --device cuda
// models and inputs are made on the CPU, as always, and moved; --rounds N makes every call N times as
// often, so that graphs are replayed. The program's `main` is here too. FLODL_MODELS_ONLY leaves it
// out: test/nn compares the same models with torch::nn.
//
// Two processes rather than two instances: instance and forward numbers are then the same on both
// sides, and with them what random operations draw.
#pragma once
#include "Values.h"
#include <functional>
#include <optional>
#include <random>

namespace e2e {
using namespace flodl;

/// What a model is run with beside what it declares.
struct CaseOptions {
  /// Integers among inputs and targets lie in [0, classes).
  int64_t classes = 3;
  /// Sizes of "batch" in successive calls.
  std::vector<int64_t> batches = {4, 1, 7};
  /// Also run in evaluation mode.
  bool evaluation = true;
};

/// A registered model under test.
struct Case {
  std::string name;
  std::function<Graph()> make;
  std::vector<InputSpec> inputs, targets;
  CaseOptions options;
};
inline std::vector<Case> &cases() {
  static std::vector<Case> list;
  return list;
}

/// Registers a model in float32 and float64 and puts it on the list.
template <class Factory>
bool testCase(const char *name, ModelOptions<void> options, Factory factory, CaseOptions caseOptions = {},
              SourceLoc loc = SourceLoc::current()) {
  options.dtypes = {kFloat32, kFloat64};
  Case entry{name, {}, options.inputs, options.targets, std::move(caseOptions)};
  auto model = flodl::model(name, std::move(options), std::move(factory), loc);
  entry.make = [model] { return model(); };
  cases().push_back(std::move(entry));
  return true;
}

/// Where models run, and how often every call is made.
struct RunOptions {
  Device device = kCPU;
  size_t rounds = 1;
};
inline RunOptions &runOptions() {
  static RunOptions options;
  return options;
}

/// Numbers in (-1, 1), the same in both runs (splitmix64).
class Generator {
 public:
  explicit Generator(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  double uniform() { return double(next() >> 11) * 0x1p-53; }
  Tensor floats(const Shape &shape, DType dtype, double low = -1) {
    std::vector<double> values(size_t(int64_t(numel(shape))));
    for (double &value : values)
      value = low + (1 - low) * uniform();
    return from_vector(values, shape).to(dtype).to(runOptions().device);
  }
  Tensor integers(const Shape &shape, int64_t limit) {
    std::vector<int64_t> values(size_t(int64_t(numel(shape))));
    for (int64_t &value : values)
      value = int64_t(next() % uint64_t(limit));
    return from_vector(values, shape).to(runOptions().device);
  }

 private:
  uint64_t state_;
};

/// A size in a call: "batch" as listed, other names by their length plus the number of the call.
inline Dim sizeInCall(const Case &entry, const Dim &declared, size_t call) {
  return *declared.evaluate([&](std::string_view name) -> std::optional<int64_t> {
    return name == "batch" ? entry.options.batches[call % entry.options.batches.size()] : int64_t(name.size() + call % 2);
  });
}

/// New values for inputs or targets of a call.
inline std::vector<Tensor> newTensors(const Case &entry, const std::vector<InputSpec> &specs, size_t call, DType dtype,
                                      Generator &generator) {
  std::vector<Tensor> list;
  for (const InputSpec &spec : specs) {
    Shape shape;
    for (const Dim &size : spec.sizes)
      shape.push_back(sizeInCall(entry, size, call));
    DType type = spec.dtype.value_or(dtype);
    if (isFloating(type))
      list.push_back(generator.floats(shape, dtype));
    else if (type == kBool)
      list.push_back(generator.integers(shape, 2) == 1);
    else
      list.push_back(generator.integers(shape, entry.options.classes).to(type));
  }
  return list;
}

/// Moves every parameter: constants such as the ones of a normalisation would hide mistakes.
inline void perturb(Graph &graph, DType dtype, Generator &generator) {
  NoGradGuard noGrad;
  for (NamedParameter parameter : graph.parameters())
    parameter.set_data(parameter.detach() + generator.floats(parameter.shape(), dtype) * 0.1);
}

/// Runs one model in one element type.
class CaseRun {
 public:
  CaseRun(const Case &entry, DType dtype, bool eager, uint64_t seed, Values &values)
      : entry(entry), dtype(dtype), generator(seed), values(values), prefix(entry.name + "/" + std::string(dtypeName(dtype))) {
    manual_seed(seed);
    DefaultDtypeGuard guard(dtype);
    graph.emplace(entry.make());
    graph->to(runOptions().device);
    if (eager)
      graph->set_eager(true);
    else if (!graph->is_compiled())
      throw std::runtime_error(entry.name + " is not compiled: " + graph->eager_reason());
    perturb(*graph, dtype, generator);
  }

  void run() {
    for (size_t call = 0; call < entry.options.batches.size() * runOptions().rounds; ++call)
      differentiate("forward" + std::to_string(call), call);
    if (entry.options.evaluation) {
      graph->eval();
      differentiate("evaluation", 0);
      NoGradGuard noGrad;
      keepOutputs("inference", graph->forward_multi(tensors(entry.inputs, 1)));
      graph->train();
    }
    if (!entry.targets.empty())
      train();
  }

 private:
  std::vector<Tensor> tensors(const std::vector<InputSpec> &specs, size_t call) {
    return newTensors(entry, specs, call, dtype, generator);
  }

  void keepOutputs(const std::string &what, const Tensor &output) {
    values.add(prefix + "/" + what + "/output", output);
    for (const std::string &tag : graph->tag_names())
      values.add(prefix + "/" + what + "/tag " + tag, graph->tagged(tag));
  }

  /// Outputs, and gradients of a fixed linear form over all of them.
  void differentiate(const std::string &what, size_t call) {
    std::vector<Tensor> inputs = tensors(entry.inputs, call);
    for (Tensor &input : inputs)
      if (isFloating(input.dtype()))
        input.set_requires_grad();
    Tensor output = graph->forward_multi(inputs);
    keepOutputs(what, output);
    Tensor form = (output * generator.floats(output.shape(), dtype)).sum();
    for (const std::string &tag : graph->tag_names())
      if (Tensor value = graph->tagged(tag); isFloating(value.dtype()))
        form = form + (value * generator.floats(value.shape(), dtype)).sum();
    form.backward();
    graph->detach_state();
    for (size_t i = 0; i < inputs.size(); ++i)
      if (isFloating(inputs[i].dtype()))
        values.add(prefix + "/" + what + "/gradient of input " + std::to_string(i), inputs[i].grad());
    for (NamedParameter parameter : graph->parameters()) {
      values.add(prefix + "/" + what + "/gradient of " + parameter.name, parameter.grad());
      parameter.zero_grad();
    }
  }

  /// Losses of five training steps a round, then parameters and buffers.
  void train() {
    for (size_t step = 0; step < 5 * runOptions().rounds; ++step) {
      std::vector<Tensor> fields = tensors(entry.inputs, step);
      for (Tensor &target : tensors(entry.targets, step))
        fields.push_back(std::move(target));
      StepResult result = graph->train_step(Batch::of(std::move(fields)));
      std::string what = prefix + "/step" + std::to_string(step);
      values.add(what + "/loss", result.loss().item(), dtype);
      if (double norm = result.grad_norm().item(); !std::isnan(norm))
        values.add(what + "/gradient norm", norm, dtype);
    }
    for (const NamedParameter &parameter : graph->parameters())
      values.add(prefix + "/trained " + parameter.name, parameter);
    for (const NamedParameter &buffer : graph->buffers())
      values.add(prefix + "/trained " + buffer.name, buffer);
  }

  const Case &entry;
  DType dtype;
  Generator generator;
  Values &values;
  std::string prefix;
  std::optional<Graph> graph;
};

/// Entry point of a program with test cases.
inline int main(int argc, char **argv) {
  const char *save = nullptr, *reference = nullptr, *only = nullptr;
  bool eager = false, bitwise = false;
  double bound = boundInRoundoffs;
  std::optional<uint64_t> seed;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (argument == "--eager")
      eager = true;
    else if (argument == "--bitwise")
      bitwise = true;
    else if (argument == "--save" && i + 1 < argc)
      save = argv[++i];
    else if (argument == "--compare" && i + 1 < argc)
      reference = argv[++i];
    else if (argument == "--seed" && i + 1 < argc)
      seed = std::strtoull(argv[++i], nullptr, 10);
    else if (argument == "--device" && i + 1 < argc)
      runOptions().device = std::string_view(argv[++i]) == "cuda" ? kCUDA : kCPU;
    else if (argument == "--rounds" && i + 1 < argc)
      runOptions().rounds = std::strtoul(argv[++i], nullptr, 10);
    else if (argument == "--only" && i + 1 < argc)
      only = argv[++i];
    else if (argument == "--bound" && i + 1 < argc)
      bound = std::strtod(argv[++i], nullptr);
    else
      return std::fprintf(stderr, "unknown argument '%s'\n", argv[i]), 2;
  }
  std::optional<Values> expected;
  if (reference)
    expected = Values::load(reference);
  Values values;
  values.seed = expected ? expected->seed : seed ? *seed : std::random_device()();
  size_t failed = 0;
  for (const Case &entry : cases())
    for (DType dtype : {kFloat32, kFloat64}) {
      if (only && entry.name != only)
        continue;
      try {
        CaseRun(entry, dtype, eager, values.seed, values).run();
      } catch (const std::exception &error) {
        std::printf("FAIL %s in %s: %s\n", entry.name.c_str(), std::string(dtypeName(dtype)).c_str(), error.what());
        ++failed;
      }
    }
  std::printf("%zu models, seed %llu%s\n", cases().size(), static_cast<unsigned long long>(values.seed), eager ? ", eager" : "");
  if (save)
    values.save(save);
  bool good = !expected || compare(values, *expected, bitwise, bound);
  return good && !failed ? 0 : 1;
}

}  // namespace e2e

#ifndef FLODL_MODELS_ONLY
int main(int argc, char **argv) { return e2e::main(argc, argv); }
#endif
