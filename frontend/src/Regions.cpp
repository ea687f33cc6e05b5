// Graphs with nodes that run on the host, or with carried state: compiled regions, and host calls between them.
#include "Constructs.h"
#include "GraphImpl.h"
#include <algorithm>

namespace flodl::detail {

static bool runsOnHost(const Node &node) {
  std::string reason;
  return node.module && hostPart(*node.module, reason);
}

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
  std::vector<char> host;
  for (const Node &node : impl.nodes)
    host.push_back(runsOnHost(node));
  if (impl.slots.empty() && std::find(host.begin(), host.end(), 1) == host.end())
    return {};
  // The stage of a node is the number of host calls one after another before it.
  std::vector<int> stage(impl.nodes.size(), 0);
  int last = 0;
  for (size_t i = 0; i < impl.nodes.size(); ++i) {
    for (int from : producersOf(impl.nodes[i]))
      stage[i] = std::max(stage[i], stage[from] + host[from]);
    last = std::max(last, stage[i]);
  }
  auto inRegion = [&](int node) {
    return impl.nodes[node].kind != Node::Input && impl.nodes[node].kind != Node::State && !host[node];
  };
  std::vector<Region> regions(last + 1);
  for (int i = 0; i < static_cast<int>(impl.nodes.size()); ++i) {
    const Node &node = impl.nodes[i];
    if (inRegion(i))
      regions[stage[i]].nodes.push_back(i);
    else if (host[i])
      regions[stage[i]].host.push_back(i);
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
  readSlots(values, results);
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
    runNodes(region.host, results);
  }
  writeSlots(values, results);
  tags = tagValues(results);
  return results[output];
}

}  // namespace flodl::detail
