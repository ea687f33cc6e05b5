// FlowBuilder: nodes, streams and tags; the first error is kept for `build`.
#include "flodl/builder.h"
#include "Constructs.h"
#include "GraphImpl.h"
#include "flodl/nn.h"
#include "flodl/verbosity.h"
#include <algorithm>
#include <cstdio>

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
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  std::vector<Slot> slots;
  std::vector<GraphImpl::Edge> edges;
  std::vector<int> inputs;
  std::vector<std::string> inputNames, internalTags;
  std::string label;
  bool verbose = false;
  SourceLoc start;
  bool used = false;
  /// Number of the latest node; the entry's pass-through has none.
  int counter = 0;
  /// References to tags that are not defined yet: slots by number.
  struct Pending {
    size_t slot;
    SourceLoc loc;
  };
  std::vector<Pending> pending;
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
    int index = static_cast<int>(nodes.size()) - 1;
    for (int input : nodes.back().inputs)
      edges.push_back({input, index, "input"});
    return index;
  }
  /// A node of a module; `receiver` gets what `using_` wires.
  int construct(std::string prefix, std::shared_ptr<Module> module, std::vector<int> inputs, const ModuleArg *receiver,
                SourceLoc loc) {
    int node = add(Node::Call, std::move(prefix), std::move(module), std::move(inputs), loc);
    if (receiver && receiver->takesRefs())
      nodes[node].receiver = receiver->ptr();
    return node;
  }
  int call(const ModuleArg &module, int input, SourceLoc loc) {
    if (!module.ptr()) {
      fail("expects a module, but got an empty pointer", loc);
      return input;
    }
    return construct(module.ptr()->name(), module.ptr(), {input}, &module, loc);
  }
  /// The module that gets what `call` wires to `target`; null, with an error, when there is none.
  const Module *receiverOf(const char *call, int target, SourceLoc loc) {
    const Node &node = nodes[target];
    if (!node.receiver)
      fail(std::string(call) + " stands after '" + node.id +
               "', which takes no values; put it after a module that overrides forward_named",
           loc);
    return node.receiver.get();
  }
  /// False, with an error, when one of them is an empty pointer.
  bool present(const char *call, const std::vector<ModuleArg> &modules, SourceLoc loc) {
    for (const ModuleArg &module : modules)
      if (!module.ptr())
        fail(std::string(call) + ": expects modules, but got an empty pointer", loc);
    return !error;
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
  bool isGroup(std::string_view name) const {
    return std::any_of(groups.begin(), groups.end(), [&](auto &group) { return group.first == name; });
  }
  bool defineTag(const char *call, const std::string &name, int node, SourceLoc loc) {
    if (name.empty() || name.find('/') != std::string::npos || name.find('.') != std::string::npos)
      fail(std::string(call) + "(\"" + name + "\"): a tag is not empty and holds no '/' and no '.'", loc);
    else if (find(name))
      fail(std::string(call) + "(\"" + name + "\"): the tag exists already; tags: " + knownTags(), loc);
    else if (isGroup(name))
      fail(std::string(call) + "(\"" + name + "\"): a tag group has this name", loc);
    if (error)
      return false;
    tags.emplace_back(name, node);
    nodes[node].tags.push_back(name);
    std::erase_if(pending, [&](const Pending &reference) {
      bool resolved = slots[reference.slot].tag == name;
      if (resolved)
        slots[reference.slot].writer = node;
      return resolved;
    });
    return true;
  }
  /// Wires a tag: its value in this call when it is defined, else that of the call before.
  void addRef(int target, const std::string &port, const std::string &tag, SourceLoc loc) {
    int from = -1;
    if (int *node = find(tag)) {
      from = *node;
      if (from == target)
        return fail("using_(\"" + tag + "\") gives '" + nodes[target].id + "' its own result, a cycle; put using_ before "
                    "tag(\"" + tag + "\") to get the value of the call before",
                    loc);
    } else {
      for (const Slot &slot : slots)
        if (slot.consumer == target && slot.tag == tag)
          from = slot.reader;
      if (from < 0) {
        from = add(Node::State, "state_read_" + tag, nullptr, {}, loc);
        slots.push_back({from, -1, target, tag, {}, {}});
        pending.push_back({slots.size() - 1, loc});
      }
    }
    auto &wired = nodes[target].refs;
    if (std::find(wired.begin(), wired.end(), std::pair(port, from)) != wired.end())
      return;
    wired.emplace_back(port, from);
    edges.push_back({from, target, "ref_" + tag});
  }
};

/// Every value of the call before must be written by somebody.
static void requireWriters(BuilderState &state) {
  if (state.pending.empty())
    return;
  std::string names;
  for (const BuilderState::Pending &reference : state.pending)
    names += (names.empty() ? "\"" : ", \"") + state.slots[reference.slot].tag + "\"";
  state.fail("using_ refers to tags that are never defined: " + names + "; defined tags: " + state.knownTags(),
             state.pending.front().loc);
}

/// Every port without `optional` must be wired.
static void checkPorts(BuilderState &state) {
  for (const Node &node : state.nodes) {
    if (!node.receiver || node.refs.empty())
      continue;
    for (const Port &port : node.receiver->ports()) {
      bool wired = std::any_of(node.refs.begin(), node.refs.end(), [&](auto &ref) { return ref.first == port.name; });
      if (!wired && !port.optional)
        state.fail("the module '" + node.receiver->name() + "' needs its port \"" + port.name +
                       "\"; wire it with using_({...}) in order, or using_as(\"" + port.name + "\", tag)",
                   node.loc);
    }
  }
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
    node = state->construct(module.ptr()->name(), module.ptr(), {}, &module, loc);
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
  if (state_->find(name) || state_->isGroup(name))
    return state_->fail("tag_group(\"" + name + "\"): a tag or group has this name already", loc);
  std::vector<std::string> members;
  for (size_t i = 0; i < state_->streams.size(); ++i) {
    members.push_back(name + "_" + std::to_string(i));
    if (!state_->defineTag("tag_group", members.back(), state_->streams[i], loc))
      return;
  }
  state_->groups.emplace_back(std::move(name), std::move(members));
}

void FlowBuilder::do_using_(std::vector<std::string> tags, SourceLoc loc) {
  if (state_->error || tags.empty())
    return;
  for (int target : state_->targets) {
    const Module *receiver = state_->receiverOf("using_", target, loc);
    if (!receiver)
      return;
    const std::vector<Port> &ports = receiver->ports();
    size_t bound = state_->nodes[target].refs.size();
    if (!ports.empty() && bound + tags.size() > ports.size())
      return state_->fail("using_ gives " + std::to_string(bound + tags.size()) + " values to the module '" +
                              receiver->name() + "', which has " + std::to_string(ports.size()) +
                              (ports.size() == 1 ? " port" : " ports"),
                          loc);
    for (size_t i = 0; i < tags.size() && !state_->error; ++i)
      state_->addRef(target, ports.empty() ? tags[i] : ports[bound + i].name, tags[i], loc);
  }
}

void FlowBuilder::do_using_as(std::string port, std::string tag, SourceLoc loc) {
  if (state_->error)
    return;
  for (int target : state_->targets) {
    const Module *receiver = state_->receiverOf("using_as", target, loc);
    if (!receiver)
      return;
    const std::vector<Port> &ports = receiver->ports();
    std::string known;
    for (const Port &p : ports)
      known += (known.empty() ? "\"" : ", \"") + p.name + "\"";
    if (std::none_of(ports.begin(), ports.end(), [&](const Port &p) { return p.name == port; }))
      return state_->fail("using_as(\"" + port + "\", …): the module '" + receiver->name() +
                              "' has no such port; its ports: " + (known.empty() ? "none" : known),
                          loc);
    state_->addRef(target, port, tag, loc);
  }
}

void FlowBuilder::loop(ModuleArg body, LoopKind kind, int64_t count, const ModuleArg *condition, SourceLoc loc) {
  const char *call = kind == LoopKind::For ? "for_n" : kind == LoopKind::While ? "while_cond" : "until_cond";
  std::vector<ModuleArg> all{body};
  if (condition)
    all.push_back(*condition);
  if (!state_->one(call, loc) || !state_->present(call, all, loc))
    return;
  if (count < 1)
    return state_->fail(std::string(call) + ": expects " + (condition ? "at most " : "") + "1 or more iterations, but got " + std::to_string(count),
                        loc);
  int node = state_->construct("loop", std::make_shared<Loop>(body, kind, count, condition), {state_->streams[0]}, &body, loc);
  state_->move(node, {node});
}

void FlowBuilder::do_gate(ModuleArg router, std::vector<ModuleArg> experts, SourceLoc loc) {
  if (!state_->one("gate", loc) || !state_->present("gate", experts, loc) || !state_->present("gate", {router}, loc))
    return;
  if (experts.size() < 2)
    return state_->fail("gate: expects at least 2 experts, but got " + std::to_string(experts.size()), loc);
  int node = state_->construct("gate", std::make_shared<Gate>(router, experts), {state_->streams[0]}, &router, loc);
  state_->move(node, {node});
}

void FlowBuilder::do_switch_(ModuleArg router, std::vector<ModuleArg> branches, SourceLoc loc) {
  if (!state_->one("switch_", loc) || !state_->present("switch_", branches, loc) || !state_->present("switch_", {router}, loc))
    return;
  if (branches.size() < 2)
    return state_->fail("switch_: expects at least 2 branches, but got " + std::to_string(branches.size()), loc);
  int node = state_->construct("switch", std::make_shared<Switch>(router, branches), {state_->streams[0]}, &router, loc);
  state_->move(node, {node});
}

void FlowBuilder::map(ModuleArg body, MapKind kind, bool batched, const std::string &tag, int64_t count, SourceLoc loc) {
  if (!state_->one("map", loc) || !state_->present("map", {body}, loc))
    return;
  if (kind == MapKind::Slices && count < 1)
    return state_->fail("map(...).slices: expects 1 or more slices, but got " + std::to_string(count), loc);
  int input = state_->streams[0];
  if (kind == MapKind::Over) {
    int *tagged = state_->find(tag);
    if (!tagged)
      return state_->fail("map(...).over(\"" + tag + "\"): the tag is not defined before; defined tags: " + state_->knownTags(), loc);
    input = *tagged;
  }
  int node = state_->construct("map", std::make_shared<Map>(body, kind, batched, count), {input}, nullptr, loc);
  state_->move(node, {node});
}

void FlowBuilder::do_internal(std::string tag) { state_->internalTags.push_back(std::move(tag)); }
void FlowBuilder::do_verbose(bool on) { state_->verbose = on; }

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
    requireWriters(state);
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
  graph->slots = std::move(state.slots);
  graph->groups = std::move(state.groups);
  graph->edges = std::move(state.edges);
  for (const auto &[name, node] : state.tags)
    if (name.starts_with('_') ||
        std::find(state.internalTags.begin(), state.internalTags.end(), name) != state.internalTags.end())
      graph->internalTags.push_back(name);
  orderNodes(*graph, loc);
  Graph result(std::move(graph));
  if (state.verbose && verbosity() >= Verbosity::Normal)
    std::fputs(result.str().c_str(), stdout);
  return result;
}

}  // namespace flodl
