// The order in which the nodes of a graph run.
#include "GraphImpl.h"
#include <algorithm>

namespace flodl::detail {

/// Kahn's layering: levels in sequence, within a level in order of discovery. `source`, where the first input enters,
/// comes before all levels.
static std::vector<int> executionOrder(const std::vector<Node> &nodes, int source) {
  std::vector<std::vector<int>> consumers(nodes.size());
  std::vector<int> open(nodes.size(), 0);
  for (size_t i = 0; i < nodes.size(); ++i) {
    auto edge = [&](int from) {
      if (from == source)
        return;
      consumers[from].push_back(static_cast<int>(i));
      ++open[i];
    };
    for (int input : nodes[i].inputs)
      edge(input);
    for (auto &[name, from] : nodes[i].refs)
      edge(from);
  }
  std::vector<int> order{source};
  for (size_t i = 0; i < nodes.size(); ++i)
    if (open[i] == 0 && static_cast<int>(i) != source)
      order.push_back(static_cast<int>(i));
  for (size_t at = 0; at < order.size(); ++at)
    for (int consumer : consumers[order[at]])
      if (--open[consumer] == 0)
        order.push_back(consumer);
  return order;
}

/// Names a node that waits for itself.
static Error cycle(const std::vector<Node> &nodes, const std::vector<int> &order, SourceLoc loc) {
  for (size_t i = 0; i < nodes.size(); ++i)
    if (std::find(order.begin(), order.end(), static_cast<int>(i)) == order.end() && !nodes[i].refs.empty())
      return Error(ErrorCode::GraphStructure,
                   "using_ gives '" + nodes[i].id + "' a value that depends on its own result, a cycle; put using_ before "
                   "the tag to get the value of the call before",
                   nodes[i].loc);
  return Error(ErrorCode::GraphStructure, "build: the graph has a cycle", loc);
}

/// Renumbers nodes into execution order.
static void sortNodes(GraphImpl &graph, const std::vector<int> &order) {
  std::vector<int> position(order.size());
  std::vector<Node> sorted;
  for (size_t i = 0; i < order.size(); ++i) {
    position[order[i]] = static_cast<int>(i);
    sorted.push_back(std::move(graph.nodes[order[i]]));
  }
  for (Node &node : sorted) {
    for (int &input : node.inputs)
      input = position[input];
    for (auto &[name, from] : node.refs)
      from = position[from];
  }
  for (int &input : graph.inputs)
    input = position[input];
  for (Slot &slot : graph.slots)
    for (int *node : {&slot.reader, &slot.writer, &slot.consumer})
      *node = position[*node];
  for (GraphImpl::Edge &edge : graph.edges) {
    edge.from = position[edge.from];
    edge.to = position[edge.to];
  }
  graph.creation = order;
  graph.output = position[graph.output];
  graph.nodes = std::move(sorted);
}

void orderNodes(GraphImpl &graph, SourceLoc loc) {
  std::vector<int> order = executionOrder(graph.nodes, graph.inputs[0]);
  if (order.size() != graph.nodes.size())
    throw cycle(graph.nodes, order, loc);
  sortNodes(graph, order);
}

}  // namespace flodl::detail
