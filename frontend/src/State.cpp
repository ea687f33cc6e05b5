// Carried state: what a call reads of the call before; and what loops trace.
#include "Constructs.h"
#include "GraphImpl.h"
#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace flodl {
namespace detail {

/// Runs one node whose values of the call before, `unknown`, have no known type yet: without them or, when the module
/// cannot do without, with ones of its stream's type, whose last dimension is `width` when that is given.
static void runWithout(const GraphImpl &impl, int node, Recorder &recorder, std::vector<Tensor> &results,
                       const std::vector<const Slot *> &unknown, std::optional<int64_t> width) {
  const Node &consumer = impl.nodes[node];
  try {
    std::vector<std::pair<std::string, Tensor>> refs;
    for (auto &[name, from] : consumer.refs)
      if (results[from].defined())
        refs.emplace_back(name, results[from]);
    Scope scope(consumer.module.get(), consumer.prefix(), consumer.loc);
    const Tensor &stream = results[consumer.inputs[0]];
    results[node] = refs.empty() ? consumer.module->forward(stream) : consumer.module->forward_named(stream, Refs(std::move(refs)));
  } catch (const NotCompilable &) {
    throw;
  } catch (const Error &) {
    TensorType type = typeOf(*results[consumer.inputs[0]].impl());
    if (width && !type.shape.empty())
      type.shape.back() = *width;
    for (const Slot *slot : unknown)
      results[slot->reader] = recorder.addInput(slot->tag, type);
    impl.runNodes(std::array{node}, results);
  }
}

/// Types of the slots that stay the same from call to call.
static std::vector<TensorType> stableTypes(const GraphImpl &impl, const std::vector<TensorType> &inputTypes,
                                           std::optional<int64_t> width) {
  const std::vector<Node> &nodes = impl.nodes;
  const std::vector<Slot> &slots = impl.slots;
  std::vector<std::optional<TensorType>> types(slots.size());
  std::vector<TensorType> found(slots.size());
  // The first pass finds the types that are written, the second that they stay when they are read.
  for (int pass = 0; pass < 4; ++pass) {
    Recorder recorder(/*aside=*/true);
    Execution execution(&recorder, {});
    std::vector<Tensor> results(nodes.size());
    for (size_t i = 0; i < impl.inputs.size(); ++i)
      results[impl.inputs[i]] = recorder.addInput(impl.inputNames[i], inputTypes[i]);
    for (size_t i = 0; i < slots.size(); ++i)
      if (types[i])
        results[slots[i].reader] = recorder.addInput(slots[i].tag, *types[i]);
    for (int node = 0; node < static_cast<int>(nodes.size()); ++node) {
      std::vector<const Slot *> unknown;
      for (size_t i = 0; i < slots.size(); ++i)
        if (slots[i].consumer == node && !types[i])
          unknown.push_back(&slots[i]);
      if (unknown.empty())
        impl.runNodes(std::array{node}, results);
      else
        runWithout(impl, node, recorder, results, unknown, width);
    }
    bool stable = true;
    for (size_t i = 0; i < slots.size(); ++i) {
      found[i] = typeOf(*results[slots[i].writer].impl());
      found[i].number = false;
      stable &= types[i] && sameType(*types[i], found[i]);
      types[i] = found[i];
    }
    if (stable)
      return found;
  }
  throw Error(ErrorCode::ShapeMismatch,
              "the carried value \"" + slots[0].tag + "\" has another type in each call: it grows with what it is computed from",
              nodes[slots[0].consumer].loc);
}

/// Every size among the parameters of the graph, smaller ones first.
static std::set<int64_t> parameterSizes(const GraphImpl &impl) {
  std::set<int64_t> sizes;
  for (const Node &node : impl.nodes)
    if (node.module)
      for (const NamedParameter &parameter : node.module->parameters())
        for (const Dim &size : parameter.shape())
          sizes.insert(static_cast<int64_t>(size));
  return sizes;
}

std::vector<TensorType> GraphImpl::slotTypes(const std::vector<TensorType> &inputTypes) const {
  if (slots.empty())
    return {};
  try {
    return stableTypes(*this, inputTypes, std::nullopt);
  } catch (const NotCompilable &) {
    throw;
  } catch (const Error &error) {
    if (error.code() != ErrorCode::ShapeMismatch)
      throw;
    // A reader needs another width than its stream's, as a cell that joins both does: the right one is that which the
    // graph gives back.
    for (int64_t width : parameterSizes(*this))
      try {
        return stableTypes(*this, inputTypes, width);
      } catch (const Error &) {
      }
    throw;
  }
}

static std::vector<Shape> shapesOf(const std::vector<Tensor> &values) {
  std::vector<Shape> shapes;
  for (const Tensor &value : values)
    shapes.push_back(value.shape());
  return shapes;
}

static bool sameShapes(const std::vector<Shape> &left, const std::vector<Shape> &right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const Shape &a, const Shape &b) {
    return sameType(TensorType{kFloat32, a}, TensorType{kFloat32, b});
  });
}

bool GraphImpl::readSlots(const std::vector<Tensor> &values, std::vector<Tensor> &results, bool guess) const {
  if (slots.empty())
    return false;
  std::vector<Shape> shapes = shapesOf(values);
  Recorder *recorder = currentRecorder();
  bool known = std::all_of(slots.begin(), slots.end(), [&](const Slot &slot) {
    return slot.value.defined() && sameShapes(slot.inputs, shapes);
  });
  std::vector<TensorType> types, inputTypes;
  for (const Tensor &value : values)
    inputTypes.push_back(typeOf(*value.impl()));
  if (recorder || !known) {
    bool empty = std::none_of(slots.begin(), slots.end(), [](const Slot &slot) { return slot.value.defined(); });
    try {
      types = slotTypes(inputTypes);
    } catch (const Error &error) {
      // A module reads values, so that only running it tells what it returns.
      if (recorder || !guess || !empty || error.code() != ErrorCode::Capture)
        throw;
      return true;
    }
    // What modules kept of that recording is no state: they have none before the first call either.
    if (!recorder && empty)
      for (const Node &node : nodes)
        if (node.module)
          node.module->walk([](Module &part) {
            if (!dynamic_cast<Graph *>(&part))
              part.reset();
          });
  }
  for (size_t i = 0; i < slots.size(); ++i) {
    const Slot &slot = slots[i];
    if (recorder) {
      if (!recorder->isAside())
        throw NotCompilable("a graph that carries state stands inside another module", here());
      results[slot.reader] = recorder->addInput(slot.tag, types[i]);
    } else if (!slot.value.defined()) {
      results[slot.reader] = zeros(types[i].shape, {.dtype = types[i].dtype, .device = values[0].device()});
    } else {
      if (!known && !sameType(typeOf(*slot.value.impl()), types[i]))
        throw Error(ErrorCode::ShapeMismatch,
                    "the carried value \"" + slot.tag + "\" is " + str(typeOf(*slot.value.impl())) + " from the call before, but this "
                        "call needs " + str(types[i]) + "; call reset_state() before the sizes of the inputs change",
                    nodes[slot.consumer].loc);
      results[slot.reader] = slot.value;
    }
  }
  return false;
}

/// Part of a call of a graph around this one that may still fail.
void GraphImpl::keepSlotsOnFailure() {
  if (Execution *execution = currentExecution(); execution && !execution->recorder())
    execution->onFailure([this, former = slots] { slots = former; });
}

void GraphImpl::resetSlots() {
  keepSlotsOnFailure();
  for (Slot &slot : slots)
    slot.value = Tensor();
}

void GraphImpl::detachState() {
  for (Slot &slot : slots)
    if (slot.value.defined())
      slot.value = slot.value.detach();
  for (auto &[name, value] : tagged)
    value = value.detach();
}

void resetAll(Module &module) {
  module.walk([](Module &part) {
    if (auto *graph = dynamic_cast<Graph *>(&part))
      graph->impl().resetSlots();
    else
      part.reset();
  });
}

void detachAll(Module &module) {
  module.walk([](Module &part) {
    if (auto *graph = dynamic_cast<Graph *>(&part))
      graph->impl().detachState();
    else
      part.detach_state();
  });
}

void GraphImpl::writeSlots(const std::vector<Tensor> &values, const std::vector<Tensor> &results) {
  if (slots.empty() || currentRecorder())
    return;
  keepSlotsOnFailure();
  std::vector<Shape> shapes = shapesOf(values);
  for (Slot &slot : slots) {
    slot.value = results[slot.writer];
    slot.inputs = shapes;
  }
}

static const Loop *loopOf(const Node &node) { return dynamic_cast<const Loop *>(node.module.get()); }

}  // namespace detail

using namespace detail;

void Graph::reset() { resetAll(*this); }
void Graph::reset_state() { reset(); }
void Graph::detach_state() { detachAll(*this); }

bool Graph::has_state() const { return !impl_->slots.empty(); }

void Graph::end_step() {
  detach_state();
  ++impl_->steps;
}
void Graph::end_epoch() {
  flush();
  ++impl_->epochs;
}
size_t Graph::step_count() const { return impl_->steps; }
size_t Graph::epoch_count() const { return impl_->epochs; }

std::vector<std::string> Graph::tag_group(std::string_view name) const {
  for (auto &[group, members] : impl_->groups)
    if (group == name)
      return members;
  return {};
}
std::vector<std::string> Graph::internal_tags() const { return impl_->internalTags; }

std::vector<Tensor> Graph::traces(std::string_view name) const {
  for (const Node &node : impl_->nodes)
    if (const Loop *loop = loopOf(node); loop && !loop->values().empty())
      if (std::find(node.tags.begin(), node.tags.end(), name) != node.tags.end())
        return loop->values();
  return traces_named(name);
}

std::vector<Tensor> Graph::traces_named(std::string_view name) const {
  for (const Node &node : impl_->nodes)
    if (const Loop *loop = loopOf(node))
      for (auto &[stream, values] : loop->published())
        if (stream == name)
          return values;
  return {};
}

std::vector<Tensor> Graph::traces_by_node(std::string_view id) const {
  for (const Node &node : impl_->nodes)
    if (const Loop *loop = loopOf(node); loop && node.id == id)
      return loop->values();
  return {};
}

Tensor Graph::last_trace(std::string_view name) const {
  std::vector<Tensor> values = traces(name);
  return values.empty() ? Tensor() : values.back();
}

}  // namespace flodl
