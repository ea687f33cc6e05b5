// FlowBuilder: nodes, streams and tags; the first error is kept for `build`.
#include "flodl/builder.h"
#include "GraphImpl.h"
#include "flodl/nn.h"
#include <algorithm>

namespace flodl {
namespace detail {

struct BuilderState {
  std::vector<Node> nodes;
  std::vector<int> streams;
  /// Nodes that a following `using_` feeds.
  std::vector<int> targets;
  /// Result of a fork that waits for its tag.
  int fork = -1;
  std::vector<std::pair<std::string, int>> tags;
  std::vector<std::string> groups;
  std::vector<int> inputs;
  std::vector<std::string> inputNames;
  std::string label;
  SourceLoc start;
  bool used = false;
  /// Number of the latest node; the entry's pass-through has none.
  int counter = 0;
  /// References by tag name, resolved by `build`.
  struct Ref {
    int node;
    std::string port, tag;
    SourceLoc loc;
  };
  std::vector<Ref> refs;
  std::unique_ptr<Error> error;

  void fail(std::string text, SourceLoc loc) {
    if (!error)
      error = std::make_unique<Error>(ErrorCode::GraphStructure, std::move(text), loc);
  }
  /// False, with an error, when `call` cannot go on: an earlier error, or not exactly one stream.
  bool one(const char *call, SourceLoc loc) {
    if (error)
      return false;
    if (streams.size() != 1)
      fail(std::string(call) + ": expects one stream, but " + std::to_string(streams.size()) +
               " are open; merge(...) the branches of split first",
           loc);
    return !error;
  }
  int add(Node::Kind kind, std::string prefix, std::shared_ptr<Module> module, std::vector<int> inputs,
          SourceLoc loc) {
    Node node;
    node.kind = kind;
    node.id = std::move(prefix) + "_" + std::to_string(++counter);
    node.module = std::move(module);
    node.inputs = std::move(inputs);
    node.loc = loc;
    nodes.push_back(std::move(node));
    return static_cast<int>(nodes.size()) - 1;
  }
  int call(const ModuleArg &module, int input, SourceLoc loc) {
    if (!module.ptr()) {
      fail("expects a module, but got an empty pointer", loc);
      return input;
    }
    return add(Node::Call, module.ptr()->name(), module.ptr(), {input}, loc);
  }
  /// The stream moves to `node`; a fork nobody tagged is forgotten.
  void move(int node, std::vector<int> newTargets) {
    streams = {node};
    targets = std::move(newTargets);
    fork = -1;
  }
  int *find(std::string_view tag) {
    for (auto &[name, node] : tags)
      if (name == tag)
        return &node;
    return nullptr;
  }
  std::string knownTags() const {
    std::string text;
    for (auto &[name, node] : tags)
      text += (text.empty() ? "\"" : ", \"") + name + "\"";
    return text.empty() ? "none" : text;
  }
  bool defineTag(const char *call, const std::string &name, int node, SourceLoc loc) {
    if (name.empty() || name.find('/') != std::string::npos || name.find('.') != std::string::npos)
      fail(std::string(call) + "(\"" + name + "\"): a tag is not empty and holds no '/' and no '.'", loc);
    else if (find(name))
      fail(std::string(call) + "(\"" + name + "\"): the tag exists already; tags: " + knownTags(), loc);
    else if (std::find(groups.begin(), groups.end(), name) != groups.end())
      fail(std::string(call) + "(\"" + name + "\"): a tag group has this name", loc);
    if (error)
      return false;
    tags.emplace_back(name, node);
    nodes[node].tags.push_back(name);
    return true;
  }
  void addRef(int target, std::string port, std::string tag, SourceLoc loc) {
    refs.push_back({target, std::move(port), std::move(tag), loc});
  }
};

static bool takesRefs(const Node &node) { return node.kind == Node::Call; }

/// Resolves references by tag name; forward references are state, which needs a slot.
static void resolveRefs(BuilderState &state) {
  for (const BuilderState::Ref &ref : state.refs) {
    int *node = state.find(ref.tag);
    if (!node) {
      state.fail("using_(\"" + ref.tag +
                     "\") refers to a tag that is never defined; defined tags: " + state.knownTags(),
                 ref.loc);
      return;
    }
    if (*node >= ref.node) {
      state.fail(
          "using_(\"" + ref.tag + "\") stands before tag(\"" + ref.tag +
              "\"): carried state from the previous call is not supported yet; tag the value earlier in the chain",
          ref.loc);
      return;
    }
    state.nodes[ref.node].refs.emplace_back(ref.port, *node);
  }
}

/// Every port without `optional` must be wired.
static void checkPorts(BuilderState &state) {
  for (const Node &node : state.nodes) {
    if (!node.module || node.refs.empty())
      continue;
    for (const Port &port : node.module->ports()) {
      bool wired = std::any_of(node.refs.begin(), node.refs.end(), [&](auto &ref) { return ref.first == port.name; });
      if (!wired && !port.optional)
        state.fail("the module '" + node.module->name() + "' needs its port \"" + port.name +
                       "\"; wire it with using_({...}) in order, or using_as(\"" + port.name + "\", tag)",
                   node.loc);
    }
  }
}

/// Kahn's layering: levels in sequence, within a level in order of discovery.
static std::vector<int> executionOrder(const std::vector<Node> &nodes) {
  std::vector<std::vector<int>> consumers(nodes.size());
  std::vector<int> open(nodes.size(), 0);
  for (size_t i = 0; i < nodes.size(); ++i) {
    auto edge = [&](int from) {
      consumers[from].push_back(static_cast<int>(i));
      ++open[i];
    };
    for (int input : nodes[i].inputs)
      edge(input);
    for (auto &[name, from] : nodes[i].refs)
      edge(from);
  }
  std::vector<int> order;
  for (size_t i = 0; i < nodes.size(); ++i)
    if (open[i] == 0)
      order.push_back(static_cast<int>(i));
  for (size_t at = 0; at < order.size(); ++at)
    for (int consumer : consumers[order[at]])
      if (--open[consumer] == 0)
        order.push_back(consumer);
  return order;
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
  graph.output = position[graph.output];
  graph.nodes = std::move(sorted);
}

}  // namespace detail

using namespace detail;

FlowBuilder::FlowBuilder(std::unique_ptr<BuilderState> state) : state_(std::move(state)) {}
FlowBuilder::FlowBuilder(FlowBuilder &&) noexcept = default;
FlowBuilder &FlowBuilder::operator=(FlowBuilder &&) noexcept = default;
FlowBuilder::~FlowBuilder() = default;

FlowBuilder FlowBuilder::from(ModuleArg module, SourceLoc loc) {
  auto state = std::make_unique<BuilderState>();
  state->start = loc;
  Node entry;
  entry.kind = Node::Input;
  entry.id = "input";
  entry.loc = loc;
  int node = -1;
  if (module.ptr()) {
    node = state->add(Node::Call, module.ptr()->name(), module.ptr(), {}, loc);
    state->move(node, {node});
  } else {
    state->fail("from: expects a module, but got an empty pointer", loc);
  }
  state->nodes.push_back(std::move(entry));
  int input = static_cast<int>(state->nodes.size()) - 1;
  state->inputs.push_back(input);
  state->inputNames.push_back("input");
  if (node >= 0)
    state->nodes[node].inputs = {input};
  return FlowBuilder(std::move(state));
}

FlowBuilder FlowBuilder::start(SourceLoc loc) { return from(Identity(), loc); }

void FlowBuilder::do_through(ModuleArg module, SourceLoc loc) {
  if (!state_->one("through", loc))
    return;
  int node = state_->call(module, state_->streams[0], loc);
  state_->move(node, {node});
}

void FlowBuilder::do_also(ModuleArg module, SourceLoc loc) {
  if (!state_->one("also", loc))
    return;
  int stream = state_->streams[0];
  int inner = state_->call(module, stream, loc);
  state_->move(state_->add(Node::Add, "add", nullptr, {stream, inner}, loc), {inner});
}

void FlowBuilder::do_also_with(ModuleArg skip, ModuleArg main, SourceLoc loc) {
  if (!state_->one("also_with", loc))
    return;
  int stream = state_->streams[0];
  int left = state_->call(skip, stream, loc), right = state_->call(main, stream, loc);
  state_->move(state_->add(Node::Add, "add", nullptr, {left, right}, loc), {right});
}

void FlowBuilder::do_fork(ModuleArg module, SourceLoc loc) {
  if (!state_->one("fork", loc))
    return;
  int node = state_->call(module, state_->streams[0], loc);
  state_->targets = {node};
  state_->fork = node;
}

void FlowBuilder::do_split(std::vector<ModuleArg> branches, SourceLoc loc) {
  if (!state_->one("split", loc))
    return;
  if (branches.size() < 2)
    return state_->fail("split: expects at least 2 branches, but got " + std::to_string(branches.size()), loc);
  int stream = state_->streams[0];
  std::vector<int> nodes;
  for (const ModuleArg &branch : branches)
    nodes.push_back(state_->call(branch, stream, loc));
  state_->streams = nodes;
  state_->targets = nodes;
  state_->fork = -1;
}

void FlowBuilder::do_merge(MergeOp op, SourceLoc loc) {
  if (state_->error)
    return;
  if (state_->streams.size() < 2)
    return state_->fail("merge: expects the branches of a split, but only one stream is open", loc);
  std::vector<int> inputs = state_->streams;
  int node = state_->add(op == MergeOp::Add ? Node::Add : Node::Mean, "merge", nullptr, std::move(inputs), loc);
  state_->move(node, {node});
}

void FlowBuilder::do_tag(std::string name, SourceLoc loc) {
  if (state_->fork >= 0 && !state_->error) {
    if (state_->defineTag("tag", name, state_->fork, loc))
      state_->fork = -1;
    return;
  }
  if (state_->one("tag", loc))
    state_->defineTag("tag", name, state_->streams[0], loc);
}

void FlowBuilder::do_tag_group(std::string name, SourceLoc loc) {
  if (state_->error)
    return;
  if (state_->streams.size() < 2)
    return state_->fail(
        "tag_group(\"" + name + "\"): expects the branches of a split, but only one stream is open; use tag", loc);
  if (state_->find(name) || std::find(state_->groups.begin(), state_->groups.end(), name) != state_->groups.end())
    return state_->fail("tag_group(\"" + name + "\"): a tag or group has this name already", loc);
  for (size_t i = 0; i < state_->streams.size(); ++i)
    if (!state_->defineTag("tag_group", name + "_" + std::to_string(i), state_->streams[i], loc))
      return;
  state_->groups.push_back(std::move(name));
}

void FlowBuilder::do_using_(std::vector<std::string> tags, SourceLoc loc) {
  if (state_->error || tags.empty())
    return;
  for (int target : state_->targets) {
    const Node &node = state_->nodes[target];
    if (!takesRefs(node))
      return state_->fail("using_ stands after '" + node.id + "', which takes no values; put it after a module", loc);
    const std::vector<Port> &ports = node.module->ports();
    size_t bound =
        std::count_if(state_->refs.begin(), state_->refs.end(), [&](auto &ref) { return ref.node == target; });
    if (!ports.empty() && bound + tags.size() > ports.size())
      return state_->fail("using_ gives " + std::to_string(bound + tags.size()) + " values to the module '" +
                              node.module->name() + "', which has " + std::to_string(ports.size()) + (ports.size() == 1 ? " port" : " ports"),
                          loc);
    for (size_t i = 0; i < tags.size(); ++i)
      state_->addRef(target, ports.empty() ? tags[i] : ports[bound + i].name, tags[i], loc);
  }
}

void FlowBuilder::do_using_as(std::string port, std::string tag, SourceLoc loc) {
  if (state_->error)
    return;
  for (int target : state_->targets) {
    const Node &node = state_->nodes[target];
    if (!takesRefs(node))
      return state_->fail("using_as stands after '" + node.id + "', which takes no values; put it after a module", loc);
    const std::vector<Port> &ports = node.module->ports();
    std::string known;
    for (const Port &p : ports)
      known += (known.empty() ? "\"" : ", \"") + p.name + "\"";
    if (std::none_of(ports.begin(), ports.end(), [&](const Port &p) { return p.name == port; }))
      return state_->fail("using_as(\"" + port + "\", …): the module '" + node.module->name() +
                              "' has no such port; its ports: " + (known.empty() ? "none" : known),
                          loc);
    state_->addRef(target, port, tag, loc);
  }
}

void FlowBuilder::do_input(std::vector<std::string> names, SourceLoc loc) {
  for (std::string &name : names) {
    if (state_->error)
      return;
    int node = state_->add(Node::Input, "input_" + name, nullptr, {}, loc);
    if (!state_->defineTag("input", name, node, loc))
      return;
    state_->inputs.push_back(node);
    state_->inputNames.push_back(std::move(name));
  }
}

void FlowBuilder::do_label(std::string name) { state_->label = std::move(name); }

Graph FlowBuilder::build(SourceLoc loc) {
  BuilderState &state = *state_;
  if (state.used)
    throw Error(ErrorCode::GraphStructure, "build: this builder was built already; start a new one", loc);
  state.used = true;
  if (!state.error)
    resolveRefs(state);
  if (!state.error)
    checkPorts(state);
  if (!state.error && state.streams.size() != 1)
    state.fail("build: " + std::to_string(state.streams.size()) +
                   " streams are open; merge(...) the branches of split first",
               loc);
  if (state.error)
    throw *state.error;

  auto graph = std::make_unique<GraphImpl>();
  graph->nodes = std::move(state.nodes);
  graph->inputs = std::move(state.inputs);
  graph->inputNames = std::move(state.inputNames);
  graph->output = state.streams[0];
  graph->label = std::move(state.label);
  graph->loc = state.start;
  sortNodes(*graph, executionOrder(graph->nodes));
  return Graph(std::move(graph));
}

}  // namespace flodl
