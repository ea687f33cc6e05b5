// Carried state: what a call reads of the call before; and what loops trace.
#include "Constructs.h"
#include "GraphImpl.h"
#include <algorithm>
#include <array>

namespace flodl {
namespace detail {

/// Runs one node whose value of the call before, `slot`, is not known yet: without it or, when the module cannot do
/// without, with one of its stream's type.
static void runWithout(const GraphImpl &impl, int node, Recorder &recorder, std::vector<Tensor> &results,
                       const std::vector<const Slot *> &unknown) {
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
    for (const Slot *slot : unknown)
      results[slot->reader] = recorder.addInput(slot->tag, typeOf(*results[consumer.inputs[0]].impl()));
    impl.runNodes(std::array{node}, results);
  }
}

std::vector<TensorType> GraphImpl::slotTypes(const std::vector<TensorType> &inputTypes) const {
  std::vector<std::optional<TensorType>> types(slots.size());
  std::vector<TensorType> found(slots.size());
  if (slots.empty())
    return found;
  // The first pass finds the types that are written, the second that they stay when they are read.
  for (int pass = 0; pass < 4; ++pass) {
    Recorder recorder(/*aside=*/true);
    Execution execution(&recorder, {});
    std::vector<Tensor> results(nodes.size());
    for (size_t i = 0; i < inputs.size(); ++i)
      results[inputs[i]] = recorder.addInput(inputNames[i], inputTypes[i]);
    for (size_t i = 0; i < slots.size(); ++i)
      if (types[i])
        results[slots[i].reader] = recorder.addInput(slots[i].tag, *types[i]);
    for (int node = 0; node < static_cast<int>(nodes.size()); ++node) {
      std::vector<const Slot *> unknown;
      for (size_t i = 0; i < slots.size(); ++i)
        if (slots[i].consumer == node && !types[i])
          unknown.push_back(&slots[i]);
      if (unknown.empty())
        runNodes(std::array{node}, results);
      else
        runWithout(*this, node, recorder, results, unknown);
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

void GraphImpl::readSlots(const std::vector<Tensor> &values, std::vector<Tensor> &results) const {
  if (slots.empty())
    return;
  std::vector<Shape> shapes = shapesOf(values);
  Recorder *recorder = currentRecorder();
  bool known = std::all_of(slots.begin(), slots.end(), [&](const Slot &slot) {
    return slot.value.defined() && sameShapes(slot.inputs, shapes);
  });
  std::vector<TensorType> types, inputTypes;
  for (const Tensor &value : values)
    inputTypes.push_back(typeOf(*value.impl()));
  if (recorder || !known)
    types = slotTypes(inputTypes);
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
}

void GraphImpl::writeSlots(const std::vector<Tensor> &values, const std::vector<Tensor> &results) {
  if (slots.empty() || currentRecorder())
    return;
  std::vector<Shape> shapes = shapesOf(values);
  for (Slot &slot : slots) {
    slot.value = results[slot.writer];
    slot.inputs = shapes;
  }
}

static const Loop *loopOf(const Node &node) { return dynamic_cast<const Loop *>(node.module.get()); }

}  // namespace detail

using namespace detail;

void Graph::reset() {
  for (Slot &slot : impl_->slots)
    slot.value = Tensor();
  for (auto &module : subModules())
    module->walk([](Module &part) { part.reset(); });
}
void Graph::reset_state() { reset(); }

void Graph::detach_state() {
  for (Slot &slot : impl_->slots)
    if (slot.value.defined())
      slot.value = slot.value.detach();
  for (auto &[name, value] : impl_->tagged)
    value = value.detach();
  for (auto &module : subModules())
    module->walk([](Module &part) { part.detach_state(); });
}

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
