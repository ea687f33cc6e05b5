// Recording a whole graph: in training and in evaluation mode, merged into one recording.
#include "Constructs.h"
#include "GraphImpl.h"
#include <algorithm>
#include <array>

namespace flodl::detail {

/// Modes of all modules, put back when the object dies.
class ModesGuard {
 public:
  explicit ModesGuard(Graph &graph) {
    graph.walk([&](Module &module) { modes_.emplace_back(&module, module.is_training()); });
  }
  ~ModesGuard() {
    // Parents before children: each call sets the whole subtree, the later ones correct it.
    for (auto &[module, mode] : modes_)
      if (module->is_training() != mode)
        module->train(mode);
  }

 private:
  std::vector<std::pair<Module *, bool>> modes_;
};

/// Element type of inputs that name none: that of the first parameter or, without any, of the first such buffer.
static DType defaultInputType(const std::vector<NamedParameter> &parameters, const std::vector<NamedParameter> &buffers) {
  if (!parameters.empty())
    return parameters.front().dtype();
  for (const NamedParameter &buffer : buffers)
    if (isFloating(buffer.dtype()))
      return buffer.dtype();
  return default_dtype();
}

/// The specs in the graph's order of inputs: the entry first, the others by name.
static std::vector<InputSpec> ordered(const GraphImpl &impl, const std::vector<InputSpec> &specs) {
  auto listed = [](const auto &list, auto nameOf) {
    std::string text;
    for (auto &entry : list)
      text += (text.empty() ? "\"" : ", \"") + std::string(nameOf(entry)) + "\"";
    return text.empty() ? "none" : text;
  };
  auto mismatch = [&] {
    throw Error(ErrorCode::Capture,
                "the model declares the inputs " + listed(specs, [](const InputSpec &s) { return s.name; }) +
                    ", but its graph takes " + listed(impl.inputNames, [](const std::string &n) { return n; }) +
                    "; the first one is the entry, the others are matched by name",
                impl.loc);
  };
  if (specs.size() != impl.inputNames.size())
    mismatch();
  std::vector<InputSpec> result{specs[0]};
  for (size_t i = 1; i < impl.inputNames.size(); ++i) {
    auto it = std::find_if(specs.begin() + 1, specs.end(),
                           [&](const InputSpec &spec) { return spec.name == impl.inputNames[i]; });
    if (it == specs.end())
      mismatch();
    result.push_back(*it);
  }
  return result;
}

static void recordLoss(Recorder &recorder, GraphImpl &impl, LossInputs inputs, Tensor output, Batch batch) {
  Recording &recording = recorder.recording();
  recording.lossLoc = impl.lossLoc;
  Scope scope(nullptr, "loss", impl.lossLoc);
  Terms terms = impl.loss(LossInputs::context(inputs, std::move(output), std::move(batch)));
  Tensor total;
  for (auto &[name, value] : terms.terms()) {
    if (!value.defined() || value.ndim() != 0)
      throw Error(ErrorCode::ShapeMismatch,
                  "the loss" + (name.empty() ? std::string() : " term \"" + name + "\"") +
                      " must be a scalar, but is " + (value.defined() ? str(value.shape()) : std::string("undefined")) +
                      "; reduce it with mean or sum",
                  impl.lossLoc);
    total = total.defined() ? Operand(total, impl.lossLoc) + Operand(value, impl.lossLoc) : value;
    if (!name.empty())
      recording.terms.push_back({name, recorder.valueOf(value, impl.lossLoc), impl.lossLoc});
  }
  recording.loss = recorder.valueOf(total, impl.lossLoc);
}

/// One recording in the modes the modules have now.
static BoundRecording recordOnce(Graph &graph, const std::vector<InputSpec> &inputs,
                                 const std::vector<InputSpec> &targets) {
  GraphImpl &impl = graph.impl();
  Recorder recorder;
  Execution execution(&recorder, {});
  BoundRecording bound;
  std::vector<NamedParameter> parameters = graph.parameters(), buffers = graph.buffers();
  DType floating = defaultInputType(parameters, buffers);

  std::vector<std::pair<std::string, Tensor>> fields;
  std::vector<Tensor> values;
  for (const InputSpec &spec : ordered(impl, inputs)) {
    values.push_back(recorder.addInput(spec.name, {spec.dtype.value_or(floating), spec.sizes}));
    fields.emplace_back(spec.name, values.back());
  }
  LossInputs lossInputs;
  for (const InputSpec &spec : targets) {
    lossInputs.targets.push_back(recorder.addTarget(spec.name, {spec.dtype.value_or(floating), spec.sizes}));
    fields.emplace_back(spec.name, lossInputs.targets.back());
  }
  for (const NamedParameter &parameter : parameters) {
    recorder.addParameter(parameter);
    bound.parameters.push_back(parameter);
  }
  for (const NamedParameter &buffer : buffers) {
    recorder.addBuffer(buffer);
    bound.buffers.push_back(buffer);
  }
  lossInputs.parameters = parameters;

  std::vector<std::pair<std::string, Tensor>> tags;
  Tensor output = impl.run(values, tags);
  Recording &recording = recorder.recording();
  recording.outputs.push_back({"", recorder.valueOf(output, impl.loc), impl.nodes[impl.output].loc});
  for (auto &[name, value] : tags)
    recording.outputs.push_back({name, recorder.valueOf(value, impl.loc), impl.loc});
  recording.lossStart = recording.ops.size();
  if (impl.loss) {
    lossInputs.tags = tags;
    recordLoss(recorder, impl, std::move(lossInputs), output, Batch(std::move(fields)));
  }
  static constexpr const char *optimizers[] = {"sgd", "adam", "adamw"};
  static constexpr const char *clips[] = {"", "norm", "value"};
  if (impl.optimizerSpec)
    recording.optimizer = optimizers[static_cast<size_t>(impl.optimizerSpec->kind)];
  recording.clip = clips[static_cast<size_t>(impl.clip)];
  for (const TensorImplPtr &hidden : recorder.hidden())
    bound.buffers.emplace_back(hidden);
  bound.recording = recorder.take();
  return bound;
}

static void makeConstant(RecordedFlag &flag) {
  flag.module = nullptr;
  flag.name = flag.value ? "on" : "off";
}

/// Flags that are on in training and off in evaluation are the mode of their module, one flag per
/// module; the others are constants.
static void mergeFlags(Recording &train, const Recording &eval) {
  std::vector<RecordedFlag> merged;
  std::vector<int> number(train.flags.size());
  for (size_t i = 0; i < train.flags.size(); ++i) {
    RecordedFlag flag = train.flags[i];
    bool inTraining = flag.value, inEvaluation = eval.flags[i].value;
    if (!inTraining && inEvaluation)
      throw Error(ErrorCode::Capture, "a flag in '" + flag.name +
                                          "' is off in training and on in evaluation; pass is_training() itself");
    if (inTraining == inEvaluation)
      makeConstant(flag);
    auto same = [&](const RecordedFlag &other) {
      return other.module == flag.module && (flag.module || other.value == flag.value);
    };
    auto it = std::find_if(merged.begin(), merged.end(), same);
    number[i] = static_cast<int>(it - merged.begin());
    if (it == merged.end())
      merged.push_back(flag);
  }
  for (RecordedOp &op : train.ops)
    for (RecordedOperand &operand : op.operands)
      if (operand.kind == RecordedOperand::Flag)
        operand.index = number[operand.index];
  train.flags = std::move(merged);
}

/// One recording in the modes the modules have now.
using RecordOnce = std::function<BoundRecording()>;

static BoundRecording recordMode(Graph &graph, bool training, const RecordOnce &once, bool twice) {
  graph.train(training);
  BoundRecording bound = once();
  if (!twice)
    return bound;
  BoundRecording again = once();
  if (signatureOf(bound.recording) != signatureOf(again.recording)) {
    Difference difference = firstDifference(bound.recording, again.recording);
    throw Error(ErrorCode::NotRepeatable,
                "forward is not repeatable: two recordings of " +
                    (difference.path.empty() ? std::string("the model") : "'" + difference.path + "'") +
                    " differ, first `" + difference.left + "`, then `" + difference.right +
                    "`; forward must not depend on counters, stored tensors or host random numbers",
                difference.loc);
  }
  return bound;
}

/// Records in both modes; one recording when they do the same.
static std::vector<BoundRecording> recordModes(Graph &graph, const RecordOnce &once, bool twice) {
  ModesGuard guard(graph);
  std::vector<BoundRecording> modes;
  modes.push_back(recordMode(graph, true, once, twice));
  modes.push_back(recordMode(graph, false, once, twice));
  if (signatureOf(modes[0].recording) != signatureOf(modes[1].recording)) {
    for (BoundRecording &mode : modes)
      for (RecordedFlag &flag : mode.recording.flags)
        makeConstant(flag);
    return modes;
  }
  mergeFlags(modes[0].recording, modes[1].recording);
  modes.pop_back();
  return modes;
}

std::vector<BoundRecording> recordGraph(Graph &graph, const std::vector<InputSpec> &inputs,
                                        const std::vector<InputSpec> &targets, bool twice) {
  return recordModes(graph, [&] { return recordOnce(graph, inputs, targets); }, twice);
}

/// Records one region; `types` holds those of all results so far and receives the region's.
static BoundRecording recordRegion(GraphImpl &impl, const Region &region, std::vector<TensorType> &types) {
  Recorder recorder;
  Execution execution(&recorder, {});
  BoundRecording bound;
  std::vector<Tensor> results(impl.nodes.size());
  for (int input : region.inputs) {
    bool entry = input == impl.inputs[0];  // called what the model calls it
    results[input] = recorder.addInput(entry ? impl.inputSpecs[0].name : impl.nodes[input].prefix(), types[input]);
  }
  std::vector<NamedParameter> parameters, buffers;
  for (int i : region.nodes)
    if (const Node &node = impl.nodes[i]; node.module) {
      node.module->collectParameters(node.prefix() + "/", parameters);
      node.module->collectBuffers(node.prefix() + "/", buffers);
    }
  for (const NamedParameter &parameter : parameters) {
    recorder.addParameter(parameter);
    bound.parameters.push_back(parameter);
  }
  for (const NamedParameter &buffer : buffers) {
    recorder.addBuffer(buffer);
    bound.buffers.push_back(buffer);
  }
  impl.runNodes(region.nodes, results);
  Recording &recording = recorder.recording();
  for (int i : region.nodes)
    types[i] = results[i].impl()->type;
  for (int i : region.outputs)
    recording.outputs.push_back({recording.outputs.empty() ? "" : impl.nodes[i].prefix(),
                                 recorder.valueOf(results[i], impl.nodes[i].loc), impl.nodes[i].loc});
  recording.lossStart = recording.ops.size();
  for (const TensorImplPtr &hidden : recorder.hidden())
    bound.buffers.emplace_back(hidden);
  bound.recording = recorder.take();
  return bound;
}

/// Type of the result of a node that runs on the host, given those before it.
static TensorType hostType(GraphImpl &impl, int node, const std::vector<TensorType> &types) {
  Recorder recorder(/*aside=*/true);
  Execution execution(&recorder, {});
  std::vector<Tensor> results(impl.nodes.size());
  for (int input : impl.nodes[node].inputs)
    results[input] = recorder.addInput(impl.nodes[input].prefix(), types[input]);
  for (auto &[name, from] : impl.nodes[node].refs)
    results[from] = recorder.addInput(impl.nodes[from].prefix(), types[from]);
  impl.runNodes(std::array{node}, results);
  return typeOf(*results[node].impl());
}

std::vector<BoundRecording> recordRegions(Graph &graph, const std::vector<Region> &regions,
                                          const std::vector<InputSpec> &inputs, bool twice) {
  GraphImpl &impl = graph.impl();
  DType floating = defaultInputType(graph.parameters(), graph.buffers());
  std::vector<TensorType> types(impl.nodes.size());
  std::vector<InputSpec> specs = ordered(impl, inputs);
  for (size_t i = 0; i < specs.size(); ++i)
    types[impl.inputs[i]] = {specs[i].dtype.value_or(floating), specs[i].sizes};
  std::vector<TensorType> inputTypes, slotTypes;
  for (int input : impl.inputs)
    inputTypes.push_back(types[input]);
  slotTypes = impl.slotTypes(inputTypes);
  for (size_t i = 0; i < impl.slots.size(); ++i)
    types[impl.slots[i].reader] = slotTypes[i];
  std::vector<BoundRecording> recordings;
  for (const Region &region : regions) {
    std::vector<BoundRecording> modes(1);
    if (!region.outputs.empty())
      modes = recordModes(graph, [&] { return recordRegion(impl, region, types); }, twice);
    if (modes.size() > 1) {
      Difference difference = firstDifference(modes[0].recording, modes[1].recording);
      throw NotCompilable("'" + difference.path + "' does different things in training (`" + difference.left +
                              "`) and in evaluation (`" + difference.right +
                              "`), which a model with parts that run on the host cannot be compiled with",
                          difference.loc);
    }
    recordings.push_back(std::move(modes[0]));
    for (int node : region.host)
      types[node] = hostType(impl, node, types);
  }
  return recordings;
}

}  // namespace flodl::detail
