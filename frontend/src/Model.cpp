// The registry of models, instances of them, and binding to compiled programs.
#include "flodl/model.h"
#include "GraphImpl.h"
#include "flodl/program.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace flodl::detail {

static std::vector<std::shared_ptr<const ModelEntry>> &registry() {
  static std::vector<std::shared_ptr<const ModelEntry>> models;
  return models;
}

std::vector<std::shared_ptr<const ModelEntry>> registeredModels() { return registry(); }

std::shared_ptr<const ModelEntry> registerModel(ModelEntry entry) {
  auto shared = std::make_shared<const ModelEntry>(std::move(entry));
  registry().push_back(shared);
  return shared;
}

/// Depth of factories running on this thread.
static thread_local int factories = 0;

struct FactoryScope {
  FactoryScope() { ++factories; }
  ~FactoryScope() { --factories; }
};

Graph instantiate(const std::shared_ptr<const ModelEntry> &entry, const std::function<Graph()> &factory) {
  if (factories > 0)
    return factory();
  Graph graph = [&] {
    FactoryScope scope;
    return factory();
  }();
  GraphImpl &impl = graph.impl();
  impl.entry = entry;
  impl.inputSpecs = entry->inputs.empty() ? graph.default_inputs() : entry->inputs;
  impl.targetSpecs = entry->targets;
  if (!capturing()) {
    if (default_device() != Device(kCPU))
      graph.to(default_device());
    bindGraph(graph);
  }
  return graph;
}

static bool environmentFlag(const char *name) {
  const char *value = std::getenv(name);
  return value && *value && std::strcmp(value, "0") != 0;
}

void noticeEager(const GraphImpl &impl, const std::string &reason) {
  if (environmentFlag("FLODL_STRICT"))
    throw Error(ErrorCode::Runtime,
                "model \"" + impl.entry->name + "\" would run eagerly, which FLODL_STRICT forbids: " + reason,
                impl.entry->loc);
  std::fprintf(stderr, "flodl: model \"%s\" runs eagerly: %s\n", impl.entry->name.c_str(), reason.c_str());
}

/// The graph stays eager, for a reason that is said once and kept.
static void runEagerly(GraphImpl &impl, std::string reason) {
  noticeEager(impl, reason);
  impl.eagerReason = std::move(reason);
}

/// Looks one recording up. False, with the reason in `why`, when it was not compiled.
static bool bindRecording(const GraphImpl &impl, BoundRecording &bound, BoundProgram &program, std::string &why) {
  const Recording &recording = bound.recording;
  BindRequest request{impl.entry->name, signatureOf(recording), {}, {}, {}, recording.hyperValues(), impl.number};
  for (const Tensor &parameter : bound.parameters)
    request.parameters.push_back(materialize(*parameter.impl()));
  for (const Tensor &buffer : bound.buffers)
    request.buffers.push_back(materialize(*buffer.impl()));
  for (const RecordedTensor &parameter : recording.parameters)
    request.parameterNames.push_back(parameter.name);
  program.instance = runtime().bind(request, why);
  if (!program.instance)
    return false;
  program.instance->setHypers(request.hypers);
  program.flags = std::move(bound.recording.flags);
  for (const RecordedOutput &output : recording.outputs)
    program.outputs.push_back(output.name);
  for (const RecordedOutput &term : recording.terms)
    program.terms.push_back(term.name);
  return true;
}

/// Binds the whole graph, in one program or in one for each mode.
static bool bindWhole(Graph &graph, std::string &why) {
  GraphImpl &impl = graph.impl();
  std::vector<BoundProgram> programs;
  for (BoundRecording &bound : recordGraph(graph, impl.inputSpecs, impl.targetSpecs, /*twice=*/false))
    if (!bindRecording(impl, bound, programs.emplace_back(), why))
      return false;
  impl.programs = std::move(programs);
  return true;
}

/// Binds the regions between host calls; all of them, or none.
static bool bindRegions(Graph &graph, std::vector<Region> regions, std::string &why) {
  GraphImpl &impl = graph.impl();
  std::vector<BoundRecording> recordings = recordRegions(graph, regions, impl.inputSpecs, /*twice=*/false);
  for (size_t i = 0; i < regions.size(); ++i) {
    if (recordings[i].recording.outputs.empty())
      continue;
    if (!bindRecording(impl, recordings[i], regions[i].program, why))
      return false;
  }
  impl.regions = std::move(regions);
  return true;
}

void bindGraph(Graph &graph) {
  GraphImpl &impl = graph.impl();
  impl.stale = false;
  impl.programs.clear();
  impl.regions.clear();
  impl.eagerReason.clear();
  if (environmentFlag("FLODL_EAGER")) {
    impl.eagerReason = "FLODL_EAGER is set";
    return;
  }
  if (impl.inputSpecs.empty())
    return runEagerly(impl, "its inputs are not declared and its first module does not tell them; add .inputs");
  std::string why;
  bool bound = false;
  try {
    std::vector<Region> regions = regionsOf(impl);
    bound = regions.empty() ? bindWhole(graph, why) : bindRegions(graph, std::move(regions), why);
  } catch (const Error &error) {
    // A model that cannot be recorded runs as it is written.
    why = error.what();
  }
  if (!bound)
    runEagerly(impl, std::move(why));
}

}  // namespace flodl::detail
