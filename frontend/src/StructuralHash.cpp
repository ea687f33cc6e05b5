// The identity of a graph's structure, for checkpoints.
#include "Constructs.h"
#include "GraphImpl.h"
#include "Sha256.h"
#include <algorithm>

namespace flodl {
using namespace detail;

namespace {

/// The bytes that are hashed: texts with a zero behind them, integers in little-endian order.
class Bytes {
 public:
  void text(std::string_view value) {
    raw(value);
    bytes_ += '\0';
  }
  void raw(std::string_view value) { bytes_ += value; }
  void integer(uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8)
      bytes_ += static_cast<char>(value >> shift);
  }
  void tensors(char kind, std::vector<NamedParameter> list) {
    std::sort(list.begin(), list.end(), [](auto &a, auto &b) { return a.name < b.name; });
    for (const NamedParameter &tensor : list) {
      bytes_ += kind;
      text(tensor.name);
      for (const Dim &size : tensor.shape())
        integer(static_cast<uint64_t>(static_cast<int64_t>(size)));
    }
  }
  const std::string &all() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace

std::string Graph::structural_hash() const {
  const GraphImpl &impl = *impl_;
  Bytes bytes;
  // The place where the first input enters is no node of its own: the entry is.
  int source = impl.inputs[0], sourceCreation = impl.creation[source], entry = -1;
  for (size_t i = 0; i < impl.nodes.size(); ++i)
    if (!impl.nodes[i].inputs.empty() && impl.nodes[i].inputs[0] == source)
      entry = static_cast<int>(i);
  for (const Node &node : impl.nodes) {
    if (&node == &impl.nodes[source])
      continue;
    bytes.text(node.id);
    if (!node.module)
      continue;
    bytes.text(node.module->name());
    bytes.tensors('P', node.module->parameters());
    bytes.tensors('B', node.module->buffers());
    if (auto *graph = dynamic_cast<const Graph *>(node.module.get())) {
      bytes.raw("G");
      bytes.raw(graph->structural_hash());
    }
  }
  bytes.raw("EDGES");
  for (const GraphImpl::Edge &edge : impl.edges) {
    bytes.text(impl.nodes[edge.from].id);
    bytes.text("output");
    bytes.text(impl.nodes[edge.to].id);
    bytes.text(edge.port);
  }
  bytes.raw("TAGS");
  std::vector<std::pair<std::string, int>> tags;
  for (size_t i = 0; i < impl.nodes.size(); ++i)
    for (const std::string &tag : impl.nodes[i].tags)
      tags.emplace_back(tag, impl.creation[i] - (impl.creation[i] > sourceCreation));
  std::sort(tags.begin(), tags.end());
  for (auto &[tag, node] : tags) {
    bytes.text(tag);
    bytes.integer(static_cast<uint64_t>(node));
    bytes.integer(0);  // every node has one output port
  }
  bytes.raw("INPUTS");
  for (size_t i = 0; i < impl.inputs.size(); ++i) {
    bytes.text(impl.inputNames[i]);
    bytes.text(impl.nodes[i == 0 ? entry : impl.inputs[i]].id);
    bytes.text("input");
  }
  bytes.raw("OUTPUTS");
  bytes.text("output");
  bytes.text(impl.nodes[impl.output].id);
  bytes.text("output");
  return sha256(bytes.all());
}

}  // namespace flodl
