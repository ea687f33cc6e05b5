// Graphs with opaque modules: compiled regions, and host calls between them.
#include "GraphImpl.h"
#include "flodl/opaque.h"
#include <algorithm>

namespace flodl::detail {

static bool isOpaque(const Node &node) { return dynamic_cast<const Opaque *>(node.module.get()) != nullptr; }

/// Nodes whose results `node` takes.
static std::vector<int> producersOf(const Node &node) {
  std::vector<int> producers = node.inputs;
  for (auto &[name, from] : node.refs)
    producers.push_back(from);
  return producers;
}

static void addOnce(std::vector<int> &list, int value) {
  if (std::find(list.begin(), list.end(), value) == list.end())
    list.push_back(value);
}

std::vector<Region> regionsOf(const GraphImpl &impl) {
  if (std::none_of(impl.nodes.begin(), impl.nodes.end(), isOpaque))
    return {};
  // The stage of a node is the number of opaque modules one after another before it.
  std::vector<int> stage(impl.nodes.size(), 0);
  int last = 0;
  for (size_t i = 0; i < impl.nodes.size(); ++i) {
    for (int from : producersOf(impl.nodes[i]))
      stage[i] = std::max(stage[i], stage[from] + isOpaque(impl.nodes[from]));
    last = std::max(last, stage[i]);
  }
  auto inRegion = [&](int node) { return impl.nodes[node].kind != Node::Input && !isOpaque(impl.nodes[node]); };
  std::vector<Region> regions(last + 1);
  for (int i = 0; i < static_cast<int>(impl.nodes.size()); ++i) {
    const Node &node = impl.nodes[i];
    if (inRegion(i))
      regions[stage[i]].nodes.push_back(i);
    else if (isOpaque(node))
      regions[stage[i]].opaque.push_back(i);
    for (int from : producersOf(node)) {
      bool inside = inRegion(i) && inRegion(from) && stage[i] == stage[from];
      if (inRegion(i) && !inside)
        addOnce(regions[stage[i]].inputs, from);
      if (inRegion(from) && !inside)
        addOnce(regions[stage[from]].outputs, from);
    }
    if (inRegion(i) && (i == impl.output || !node.tags.empty()))
      addOnce(regions[stage[i]].outputs, i);
  }
  return regions;
}

Tensor GraphImpl::runRegions(const std::vector<Tensor> &values, std::vector<std::pair<std::string, Tensor>> &tags,
                             SourceLoc loc) {
  std::vector<Tensor> results(nodes.size());
  for (size_t i = 0; i < inputs.size(); ++i)
    results[inputs[i]] = values[i];
  for (Region &region : regions) {
    if (Instance *instance = region.program.instance.get()) {
      std::vector<Tensor> taken;
      for (int input : region.inputs)
        taken.push_back(results[input]);
      instance->setFlags(region.program.flagValues());
      instance->setForwardNumber(currentExecution()->random().forward);
      std::vector<Handle> handles = handlesOf(taken, "forward", loc);
      Handle first = located(loc, [&] { return instance->forward(handles); });
      for (size_t i = 0; i < region.outputs.size(); ++i)
        results[region.outputs[i]] = wrap(i == 0 ? std::move(first) : instance->output(i));
    }
    runNodes(region.opaque, results);
  }
  tags = tagValues(results);
  return results[output];
}

}  // namespace flodl::detail
