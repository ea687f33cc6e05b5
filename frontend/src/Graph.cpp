// Running graphs: eagerly node by node, or through their compiled programs.
#include "flodl/graph.h"
#include "Check.h"
#include "GraphImpl.h"
#include <algorithm>
#include <atomic>
#include <numeric>
#include <optional>

namespace flodl {
namespace detail {

GraphImpl::GraphImpl() {
  static std::atomic<uint64_t> created{0};
  number = created++;
}

static std::string quoted(const std::vector<std::string> &names) {
  std::string text;
  for (const std::string &name : names)
    text += (text.empty() ? "\"" : ", \"") + name + "\"";
  return text.empty() ? "none" : text;
}

/// Sum of all inputs from left to right, times 1/N for Mean.
static Tensor merged(const Node &node, const std::vector<Tensor> &results) {
  Tensor sum = results[node.inputs[0]];
  for (size_t i = 1; i < node.inputs.size(); ++i) {
    const Tensor &next = results[node.inputs[i]];
    try {
      sum = Operand(sum, node.loc) + Operand(next, node.loc);
    } catch (const Error &error) {
      if (error.code() != ErrorCode::ShapeMismatch)
        throw;
      throw Error(ErrorCode::ShapeMismatch,
                  node.id.starts_with("add_")
                      ? "also: the module maps " + str(sum.shape()) + " to " + str(next.shape()) +
                            "; a residual needs equal shapes, use also_with() to project the skip path"
                      : "merge: the branches have shapes " + str(sum.shape()) + " and " + str(next.shape()) +
                            ", which do not add up",
                  node.loc);
    }
  }
  if (node.kind == Node::Mean)
    sum = Operand(sum, node.loc) * Operand(1.0 / static_cast<double>(node.inputs.size()), node.loc);
  return sum;
}

void GraphImpl::runNodes(std::span<const int> which, std::vector<Tensor> &results) const {
  for (int i : which) {
    const Node &node = nodes[i];
    if (node.kind == Node::Input || node.kind == Node::State)
      continue;
    Scope scope(node.module.get(), node.prefix(), node.loc);
    if (node.kind != Node::Call) {
      results[i] = merged(node, results);
    } else if (node.refs.empty()) {
      results[i] = node.module->forward(results[node.inputs[0]]);
    } else {
      std::vector<std::pair<std::string, Tensor>> refs;
      for (auto &[name, from] : node.refs) {
        if (!results[from].defined())
          results[from] = zeros_like(results[node.inputs[0]]);
        refs.emplace_back(name, results[from]);
      }
      results[i] = node.module->forward_named(results[node.inputs[0]], Refs(std::move(refs)));
    }
    if (!results[i].defined())
      throw Error(ErrorCode::InvalidArgument, "the module '" + node.module->name() + "' returned an undefined tensor",
                  node.loc);
  }
}

std::vector<std::pair<std::string, Tensor>> GraphImpl::tagValues(const std::vector<Tensor> &results) const {
  std::vector<std::pair<std::string, Tensor>> tags;
  for (size_t i = 0; i < nodes.size(); ++i)
    for (const std::string &tag : nodes[i].tags)
      tags.emplace_back(tag, results[i]);
  return tags;
}

Tensor GraphImpl::run(const std::vector<Tensor> &values, std::vector<std::pair<std::string, Tensor>> &tags) {
  std::vector<Tensor> results(nodes.size());
  for (size_t i = 0; i < inputs.size(); ++i)
    results[inputs[i]] = values[i];
  std::vector<int> all(nodes.size());
  std::iota(all.begin(), all.end(), 0);
  bool guessed = readSlots(values, results, /*guess=*/true);
  try {
    runNodes(all, results);
  } catch (const Error &error) {
    if (!guessed || error.code() != ErrorCode::ShapeMismatch)
      throw;
    readSlots(values, results);
    runNodes(all, results);
  }
  writeSlots(values, results);
  tags = tagValues(results);
  return results[output];
}

std::vector<uint8_t> BoundProgram::flagValues() const {
  std::vector<uint8_t> values;
  for (const RecordedFlag &flag : flags)
    values.push_back(flag.module ? flag.module->is_training() : flag.value);
  return values;
}

std::vector<Handle> handlesOf(const std::vector<Tensor> &tensors, const char *what, SourceLoc loc) {
  std::vector<Handle> handles;
  for (const Tensor &tensor : tensors)
    handles.push_back(valueOf(tensor, what, loc));
  return handles;
}

static Tensor runCompiled(Graph &graph, BoundProgram &program, const std::vector<Tensor> &values, SourceLoc loc) {
  GraphImpl &impl = graph.impl();
  EagerReference reference;
  if (checking())
    reference = eagerReference(graph, values, impl.forwards);
  program.instance->setFlags(program.flagValues());
  program.instance->setForwardNumber(impl.forwards++);
  std::vector<Handle> handles = handlesOf(values, "forward", loc);
  Tensor result = wrap(located(loc, [&] { return program.instance->forward(handles); }));
  impl.unreadTags = &program;
  if (checking()) {
    for (auto &[tag, eager] : reference.tags)
      compareWithEager("tag \"" + tag + "\" of model \"" + impl.entry->name + "\"", graph.tagged(tag, loc), eager, loc);
    compareWithEager("the result of model \"" + impl.entry->name + "\"", result, reference.output, loc);
  }
  return result;
}

/// Node by node, or region by region when host calls stand between compiled parts.
static Tensor runEagerly(GraphImpl &impl, const std::vector<Tensor> &values, SourceLoc loc) {
  std::vector<std::pair<std::string, Tensor>> tags;
  Execution execution(nullptr, {impl.number, impl.forwards++}, values[0].device());
  execution.learnSizes(impl.inputSpecs, values);
  Tensor result = impl.regions.empty() || impl.eager ? impl.run(values, tags) : impl.runRegions(values, tags, loc);
  for (auto &[name, value] : tags)
    impl.tagged[name] = std::move(value);
  return result;
}

/// True, with one notice, when the input was deduced and has another rank than that.
static bool hasOtherRank(GraphImpl &impl, const Tensor &input) {
  if (!impl.entry->inputs.empty())
    return false;
  size_t expected = impl.inputSpecs[0].sizes.size();
  if (static_cast<size_t>(input.ndim()) == expected)
    return false;
  if (!impl.rankSaid)
    noticeEager(impl, "an input has shape " + str(input.shape()) + ", but the model was compiled for " +
                          std::to_string(expected) +
                          " dimensions, as its first module suggests; declare .inputs for others");
  impl.rankSaid = true;
  return true;
}

/// The mode all modules are in; nothing when they differ.
static std::optional<bool> commonMode(Graph &graph) {
  bool training = false, evaluation = false;
  for (const Node &node : graph.impl().nodes)
    if (node.module)
      node.module->walk([&](Module &module) { (module.is_training() ? training : evaluation) = true; });
  return training && evaluation ? std::nullopt : std::optional(training);
}

BoundProgram *programFor(Graph &graph, const Tensor &input) {
  GraphImpl &impl = graph.impl();
  if (impl.programs.empty() || impl.eager || hasOtherRank(impl, input))
    return nullptr;
  if (impl.programs.size() == 1)
    return &impl.programs[0];
  if (std::optional<bool> training = commonMode(graph))
    return &impl.programs[*training ? 0 : 1];
  if (!impl.modesSaid)
    noticeEager(impl, "some of its modules are in training mode and some in evaluation mode, but it was compiled for "
                      "one mode at a time, since a module does different things in each");
  impl.modesSaid = true;
  return nullptr;
}

static Tensor call(Graph &graph, const std::vector<Tensor> &values, SourceLoc loc) {
  GraphImpl &impl = graph.impl();
  if (values.size() != impl.inputs.size()) {
    throw Error(ErrorCode::InvalidArgument,
                "forward: the graph expects " + std::to_string(impl.inputs.size()) + " inputs (" +
                    quoted(impl.inputNames) + "), but got " + std::to_string(values.size()) + "; use forward_multi",
                loc);
  }
  if (currentExecution()) {
    // Part of a parent's forward: its operations belong to that execution.
    std::vector<std::pair<std::string, Tensor>> tags;
    Tensor result = impl.run(values, tags);
    if (!currentRecorder())
      for (auto &[name, value] : tags)
        impl.tagged[name] = std::move(value);
    return result;
  }
  if (impl.stale)
    bindGraph(graph);
  impl.forgetTags();
  impl.metrics.markStart();
  BoundProgram *program = programFor(graph, values[0]);
  return program ? runCompiled(graph, *program, values, loc) : runEagerly(impl, values, loc);
}

const std::string &fieldName(const GraphImpl &impl, size_t i) {
  size_t inputs = impl.inputNames.size();
  if (i >= inputs)
    return impl.targetSpecs[i - inputs].name;
  // The entry is called what the model calls it.
  return i == 0 && !impl.inputSpecs.empty() ? impl.inputSpecs[0].name : impl.inputNames[i];
}

std::vector<Tensor> bindFields(const GraphImpl &impl, const Batch &batch, bool targets, SourceLoc loc) {
  size_t count = impl.inputNames.size() + (targets ? impl.targetSpecs.size() : 0);
  std::vector<Tensor> values(count);
  bool byName = true;
  for (size_t i = 0; i < count && byName; ++i) {
    const Tensor *value = batch.find(fieldName(impl, i));
    byName = value != nullptr;
    if (value)
      values[i] = *value;
  }
  if (byName)
    return values;
  if (batch.has_default_names() && batch.size() >= count) {
    for (size_t i = 0; i < count; ++i)
      values[i] = batch[i];
    return values;
  }
  std::vector<std::string> expected;
  std::string missing;
  for (size_t i = 0; i < count; ++i) {
    expected.push_back(fieldName(impl, i));
    if (missing.empty() && !batch.has(expected.back()))
      missing = expected.back();
  }
  throw Error(ErrorCode::InvalidArgument,
              "the batch has no field \"" + missing + "\"; the model takes " + quoted(expected) + ", the batch has " +
                  quoted(batch.names()),
              loc);
}

}  // namespace detail

using namespace detail;

// Graphs.

Graph::Graph(std::unique_ptr<GraphImpl> impl) : impl_(std::move(impl)) {}
Graph::Graph(Graph &&) noexcept = default;
Graph &Graph::operator=(Graph &&) noexcept = default;
Graph::~Graph() = default;

std::vector<InputSpec> Graph::default_inputs() const {
  for (const Node &node : impl_->nodes)
    if (node.module && !node.inputs.empty() && node.inputs[0] == impl_->inputs[0])
      if (auto inputs = node.module->default_inputs(); !inputs.empty())
        return inputs;
  return {};
}

Tensor Graph::forward(const Tensor &x) { return call(*this, {x}, here()); }

Tensor Graph::forward_named(const Tensor &x, const Refs &refs) {
  std::vector<Tensor> values{x};
  for (size_t i = 1; i < impl_->inputNames.size(); ++i)
    values.push_back(refs[impl_->inputNames[i]]);
  return call(*this, values, here());
}

Tensor Graph::forward_multi(const std::vector<Tensor> &inputs, SourceLoc loc) { return call(*this, inputs, loc); }

Tensor Graph::forward(const Batch &batch, SourceLoc loc) {
  return call(*this, bindFields(*impl_, batch, /*targets=*/false, loc), loc);
}

std::vector<std::string> Graph::tag_names() const {
  std::vector<std::string> names;
  for (const Node &node : impl_->nodes)
    names.insert(names.end(), node.tags.begin(), node.tags.end());
  return names;
}

Tensor Graph::tagged(std::string_view tag, SourceLoc loc) const {
  if (auto it = impl_->tagged.find(tag); it != impl_->tagged.end())
    return it->second;
  if (BoundProgram *program = impl_->unreadTags)
    for (size_t i = 1; i < program->outputs.size(); ++i)
      if (program->outputs[i] == tag)
        return impl_->tagged[program->outputs[i]] = wrap(located(loc, [&] { return program->instance->output(i); }));
  std::vector<std::string> names = tag_names();
  if (std::find(names.begin(), names.end(), tag) == names.end())
    throw Error(ErrorCode::InvalidArgument, "no tag \"" + std::string(tag) + "\"; tags: " + quoted(names), loc);
  return {};
}

Tensor Graph::parameter(std::string_view path, SourceLoc loc) const {
  std::vector<std::string> names;
  for (const NamedParameter &parameter : parameters()) {
    if (parameter.name == path)
      return parameter;
    names.push_back(parameter.name);
  }
  throw Error(ErrorCode::InvalidArgument,
              "no parameter \"" + std::string(path) + "\"; parameters: " + quoted(names), loc);
}

void Graph::collectParameters(const std::string &prefix, std::vector<NamedParameter> &out) const {
  std::string outer = prefix.empty() || prefix.back() == '/' ? prefix : prefix + "/";
  for (const Node &node : impl_->nodes)
    if (node.module)
      node.module->collectParameters(outer + node.prefix() + "/", out);
}
void Graph::collectBuffers(const std::string &prefix, std::vector<NamedParameter> &out) const {
  std::string outer = prefix.empty() || prefix.back() == '/' ? prefix : prefix + "/";
  for (const Node &node : impl_->nodes)
    if (node.module)
      node.module->collectBuffers(outer + node.prefix() + "/", out);
}

std::vector<std::shared_ptr<Module>> Graph::subModules() const {
  std::vector<std::shared_ptr<Module>> modules;
  for (const Node &node : impl_->nodes)
    if (node.module)
      modules.push_back(node.module);
  return modules;
}

void Graph::storageChanged() {
  impl_->stale = impl_->entry != nullptr;
  impl_->unreadTags = nullptr;
  impl_->programs.clear();
  impl_->regions.clear();
  impl_->optimizer.reset();
}

void Graph::setLoss(LossFunction loss, SourceLoc loc) {
  impl_->loss = std::move(loss);
  impl_->lossLoc = loc;
  impl_->stale = impl_->entry != nullptr;
}

void Graph::setOptimizer(OptimizerSpec spec) {
  impl_->optimizerSpec = std::move(spec);
  impl_->optimizer.reset();
  impl_->stale = impl_->entry != nullptr;
}

static void setClip(GraphImpl &impl, ClipKind kind, double limit, const char *what, SourceLoc loc) {
  if (!(limit > 0))
    throw Error(ErrorCode::InvalidArgument,
                std::string(what) + ": expects a limit above 0, but got " + std::to_string(limit), loc);
  impl.clip = kind;
  impl.clipLimit = limit;
  impl.stale = impl.entry != nullptr;
}
Graph &Graph::set_clip_grad_norm(double max_norm, SourceLoc loc) & {
  setClip(*impl_, ClipKind::Norm, max_norm, "set_clip_grad_norm", loc);
  return *this;
}
Graph &Graph::set_clip_grad_value(double limit, SourceLoc loc) & {
  setClip(*impl_, ClipKind::Value, limit, "set_clip_grad_value", loc);
  return *this;
}

Optimizer &Graph::optimizer(SourceLoc loc) {
  if (!impl_->optimizerSpec)
    throw Error(ErrorCode::InvalidArgument,
                "train_step needs an optimizer; call set_optimizer(AdamOptions{...}) in the model's factory", loc);
  if (!impl_->optimizer)
    impl_->optimizer = std::make_unique<Optimizer>(parameters(), *impl_->optimizerSpec, loc);
  return *impl_->optimizer;
}

std::vector<Tensor> Graph::parametersAt(std::string_view path, SourceLoc loc) const {
  std::vector<Tensor> found;
  for (const NamedParameter &parameter : parameters()) {
    std::string_view name = parameter.name;
    bool below = name.starts_with(path) && (name.size() == path.size() || name[path.size()] == '/' ||
                                            name[path.size()] == '.');
    if (path.empty() || below)
      found.push_back(parameter);
  }
  if (found.empty() && !path.empty())
    throw Error(ErrorCode::InvalidArgument, "no parameter at \"" + std::string(path) + "\"", loc);
  return found;
}

void Graph::setFrozen(std::string_view path, bool frozen, SourceLoc loc) {
  for (Tensor &parameter : parametersAt(path, loc))
    parameter.set_requires_grad(!frozen, loc);
}
void Graph::freeze(std::string_view path, SourceLoc loc) { setFrozen(path, true, loc); }
void Graph::thaw(std::string_view path, SourceLoc loc) { setFrozen(path, false, loc); }
bool Graph::is_frozen(std::string_view path, SourceLoc loc) const {
  std::vector<Tensor> found = parametersAt(path, loc);
  return !found.empty() && std::none_of(found.begin(), found.end(), [](const Tensor &t) { return t.requires_grad(); });
}

void Graph::set_eager(bool on) { impl_->eager = on; }
bool Graph::is_compiled() const {
  if (impl_->stale)
    bindGraph(const_cast<Graph &>(*this));  // the lookup is put off, its outcome is not
  return (!impl_->programs.empty() || !impl_->regions.empty()) && !impl_->eager;
}
std::string Graph::eager_reason() const {
  is_compiled();
  return impl_->eagerReason;
}
std::string Graph::label() const { return impl_->label; }

std::string Graph::str() const {
  std::string text = "Graph" + (impl_->label.empty() ? "" : " \"" + impl_->label + "\"") + "\n";
  for (const Node &node : impl_->nodes) {
    text += "  " + node.id;
    for (const std::string &tag : node.tags)
      text += " #" + tag;
    for (int input : node.inputs)
      text += (input == node.inputs[0] ? " <- " : ", ") + impl_->nodes[input].id;
    text += "\n";
  }
  return text;
}

// Observation.

void Graph::record_scalar(std::string_view name, double value) { impl_->metrics.record(name, value); }
void Graph::record_scalar(std::string_view name, const LazyScalar &value) {
  impl_->metrics.record(name, MetricsStore::Pending([value] { return value.item(); }));
}
void Graph::record_scalar(std::string_view name, const Tensor &value) {
  impl_->metrics.record(name, MetricsStore::Pending([value = value.detach()] { return value.item(); }));
}
void Graph::flush(const std::vector<std::string> &names) { impl_->metrics.flush(names); }
size_t Graph::flush_count() const { return impl_->metrics.flush_count(); }
std::vector<double> Graph::collected(std::string_view name) const { return impl_->metrics.collected(name); }
Trend Graph::trend(std::string_view name) const { return impl_->metrics.trend(name); }
TrendGroup Graph::trends(const std::vector<std::string> &names) const { return impl_->metrics.trends(names); }
void Graph::reset_trend(const std::vector<std::string> &names) { impl_->metrics.reset_trend(names); }
Metrics Graph::latest_metrics() const { return impl_->metrics.latest_metrics(); }
double Graph::eta(size_t total_epochs) const { return impl_->metrics.eta(total_epochs); }

}  // namespace flodl
