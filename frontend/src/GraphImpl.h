// Nodes of a built graph, and everything a graph keeps between calls.
#pragma once
#include "Recorder.h"
#include "flodl/builder.h"
#include "flodl/graph.h"
#include "flodl/model.h"
#include <map>

namespace flodl::detail {

/// One executable unit of a graph.
struct Node {
  enum Kind : uint8_t {
    Input,   ///< a graph input
    Call,    ///< a module
    Add,     ///< sum of the inputs, from left to right
    Mean,    ///< that sum times 1/N
    State,   ///< what a tag's node computed in the call before
  };
  Kind kind = Call;
  std::string id;
  std::shared_ptr<Module> module;
  /// Nodes whose results it takes.
  std::vector<int> inputs;
  /// Further inputs of the module: name as the module sees it, node.
  std::vector<std::pair<std::string, int>> refs;
  std::vector<std::string> tags;
  SourceLoc loc;
  /// The module that gets the further inputs: the router of a gate or switch, the body of a loop. None takes any when it
  /// is null.
  std::shared_ptr<Module> receiver;

  /// First tag, else the id: prefix of qualified names.
  const std::string &prefix() const { return tags.empty() ? id : tags.front(); }
};

/// Carried state: what the node `reader` stands for is what `writer` computed in the call before.
struct Slot {
  int reader = -1, writer = -1;
  /// The node that takes it.
  int consumer = -1;
  std::string tag;
  /// Empty before the first call.
  Tensor value;
  /// Shapes of the graph's inputs in the call that wrote it.
  std::vector<Shape> inputs;
};

/// Inputs of a loss besides what `LossContext` shows.
struct LossInputs {
  std::vector<std::pair<std::string, Tensor>> tags;
  std::vector<NamedParameter> parameters;
  std::vector<Tensor> targets;
  static LossContext context(const LossInputs &inputs, Tensor output, Batch batch);
};

/// Compiled programs of one recording, bound to a graph.
struct BoundProgram {
  std::unique_ptr<Instance> instance;
  std::vector<RecordedFlag> flags;
  /// Names of the results (the first is that of `forward`) and of the loss's terms.
  std::vector<std::string> outputs, terms;
  /// The instance knows its optimizer.
  bool stepReady = false;

  /// Modes of the flags now.
  std::vector<uint8_t> flagValues() const;
};

/// A part of a graph between host calls that is compiled on its own.
struct Region {
  /// Its nodes, in order of execution.
  std::vector<int> nodes;
  /// Nodes outside whose results it takes, and its own whose results are needed outside.
  std::vector<int> inputs, outputs;
  /// Nodes that run on the host after it: opaque modules, and what decides by values.
  std::vector<int> host;
  /// Without an instance for a region without operations.
  BoundProgram program;
};

class GraphImpl {
 public:
  /// In order of execution.
  std::vector<Node> nodes;
  std::vector<Slot> slots;
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  std::vector<std::string> internalTags;
  /// Source and target of each edge with the name of its port, in the order in which they were made.
  struct Edge {
    int from, to;
    std::string port;
  };
  std::vector<Edge> edges;
  /// Position of each node in the order in which they were made.
  std::vector<int> creation;
  size_t steps = 0, epochs = 0;
  /// Nodes of graph inputs (the entry first), their names, and the node of the result.
  std::vector<int> inputs;
  std::vector<std::string> inputNames;
  int output = -1;
  std::string label;
  SourceLoc loc;

  LossFunction loss;
  SourceLoc lossLoc;
  std::optional<OptimizerSpec> optimizerSpec;
  std::unique_ptr<Optimizer> optimizer;
  ClipKind clip = ClipKind::None;
  double clipLimit = 0;

  /// The model it was instantiated from, when it was.
  std::shared_ptr<const ModelEntry> entry;
  std::vector<InputSpec> inputSpecs, targetSpecs;
  /// None when it runs eagerly; two, for training and for evaluation, when their bodies differ.
  std::vector<BoundProgram> programs;
  /// With nodes that run on the host, or carried state: the bound parts in place of `programs`.
  std::vector<Region> regions;
  std::string eagerReason;
  bool eager = false;
  /// An input whose rank the first module told: other ranks run eagerly, which was said.
  bool rankSaid = false;
  /// Modules in both modes while the programs are for one: run eagerly, which was said.
  bool modesSaid = false;
  /// Programs are looked up again before the next call.
  bool stale = false;
  /// Identity of the random streams, and the number of forwards so far.
  uint64_t number = 0;
  uint64_t forwards = 0;

  /// Values of tags in the last forward, as far as they are known.
  std::map<std::string, Tensor, std::less<>> tagged;
  /// The compiled program that has the others: they are copied out of it when they are first read.
  BoundProgram *unreadTags = nullptr;
  void forgetTags() {
    tagged.clear();
    unreadTags = nullptr;
  }
  MetricsStore metrics;

  GraphImpl();
  /// Runs some nodes, given the results of those before.
  void runNodes(std::span<const int> which, std::vector<Tensor> &results) const;
  /// Runs all nodes. Inside an execution of a parent graph they belong to it.
  Tensor run(const std::vector<Tensor> &values, std::vector<std::pair<std::string, Tensor>> &tags);
  /// Types of the slots for inputs of these types. Throws `Error` when they change from call to call.
  std::vector<TensorType> slotTypes(const std::vector<TensorType> &inputTypes) const;
  /// Puts the carried values, or zeros, into `results`; all before anything runs. Throws `Error` when the sizes of the call
  /// are others than those of the values. With `guess` it may leave all of them to `runNodes`, which takes zeros like the
  /// streams of their readers: then it returns true.
  bool readSlots(const std::vector<Tensor> &values, std::vector<Tensor> &results, bool guess = false) const;
  /// Keeps what the writers computed, after everything ran.
  void writeSlots(const std::vector<Tensor> &values, const std::vector<Tensor> &results);
  /// Puts the slots back as they are now when the call in progress fails.
  void keepSlotsOnFailure();
  /// Empties the slots of this graph alone.
  void resetSlots();
  /// Cuts the history of slots and tags of this graph alone.
  void detachState();
  /// The same through the bound regions, host calls between them.
  Tensor runRegions(const std::vector<Tensor> &values, std::vector<std::pair<std::string, Tensor>> &tags,
                    SourceLoc loc);
  /// Values of the tags among `results`.
  std::vector<std::pair<std::string, Tensor>> tagValues(const std::vector<Tensor> &results) const;
};

/// `Module::reset` and `Module::detach_state` of `module` and everything below it, each part once.
void resetAll(Module &module);
void detachAll(Module &module);

/// Renumbers the nodes into the order in which they run. Throws `Error` when one waits for its own result.
void orderNodes(GraphImpl &graph, SourceLoc loc);

/// Name of the i-th input, or (after the inputs) target.
const std::string &fieldName(const GraphImpl &impl, size_t i);
/// The field of `batch` for each input, then (for a step) each target. Throws `Error` when one is missing.
std::vector<Tensor> bindFields(const GraphImpl &impl, const Batch &batch, bool targets, SourceLoc loc);
/// The runtime's tensors behind `tensors`.
std::vector<Handle> handlesOf(const std::vector<Tensor> &tensors, const char *what, SourceLoc loc);
/// One line that the graph runs eagerly, and why; in strict mode an error.
void noticeEager(const GraphImpl &impl, const std::string &reason);
/// The programs for a call with this first input in the modules' modes; nullptr when it runs eagerly,
/// which is said once where it may surprise.
BoundProgram *programFor(Graph &graph, const Tensor &input);

/// A recording with what binds it: the tensors behind parameters and buffers by position.
struct BoundRecording {
  Recording recording;
  std::vector<Tensor> parameters, buffers;
};
/// Records `graph` in training and in evaluation mode. When both do the same the two are merged into
/// one: flags become modes of modules or constants. Else there are two, in that order. Throws `Error`
/// when it cannot be recorded. `twice` also compares each mode's recording with a second one.
std::vector<BoundRecording> recordGraph(Graph &graph, const std::vector<InputSpec> &inputs,
                                        const std::vector<InputSpec> &targets, bool twice);
/// The parts of a graph with nodes that run on the host or carried state; empty when it has none.
std::vector<Region> regionsOf(const GraphImpl &impl);
/// Records each region, in order; regions without operations give an empty recording.
std::vector<BoundRecording> recordRegions(Graph &graph, const std::vector<Region> &regions,
                                          const std::vector<InputSpec> &inputs, bool twice);
/// Looks the graph up among compiled programs, or notes why it runs eagerly.
void bindGraph(Graph &graph);

}  // namespace flodl::detail
