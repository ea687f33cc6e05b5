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

/// Notes why the graph runs eagerly: one line, or an error in strict mode.
static void runEagerly(GraphImpl &impl, std::string reason) {
  if (environmentFlag("FLODL_STRICT"))
    throw Error(ErrorCode::Runtime,
                "model \"" + impl.entry->name + "\" would run eagerly, which FLODL_STRICT forbids: " + reason,
                impl.entry->loc);
  std::fprintf(stderr, "flodl: model \"%s\" runs eagerly: %s\n", impl.entry->name.c_str(), reason.c_str());
  impl.eagerReason = std::move(reason);
}

void bindGraph(Graph &graph) {
  GraphImpl &impl = graph.impl();
  impl.stale = false;
  impl.stepReady = false;
  impl.instance.reset();
  impl.eagerReason.clear();
  if (environmentFlag("FLODL_EAGER")) {
    impl.eagerReason = "FLODL_EAGER is set";
    return;
  }
  if (impl.inputSpecs.empty())
    return runEagerly(impl, "its inputs are not declared and its first module does not tell them; add .inputs");
  BoundRecording bound;
  try {
    bound = recordGraph(graph, impl.inputSpecs, impl.targetSpecs, /*twice=*/false);
  } catch (const Error &error) {
    // A model that cannot be recorded runs as it is written.
    return runEagerly(impl, error.what());
  }
  const Recording &recording = bound.recording;
  BindRequest request{impl.entry->name, signatureOf(recording), {}, {}, {}, recording.hyperValues(), impl.number};
  for (const Tensor &parameter : bound.parameters)
    request.parameters.push_back(materialize(*parameter.impl()));
  for (const Tensor &buffer : bound.buffers)
    request.buffers.push_back(materialize(*buffer.impl()));
  for (const RecordedTensor &parameter : recording.parameters)
    request.parameterNames.push_back(parameter.name);

  std::string why;
  impl.instance = runtime().bind(request, why);
  if (!impl.instance)
    return runEagerly(impl, std::move(why));
  impl.flags = recording.flags;
  impl.boundOutputs.clear();
  for (const RecordedOutput &output : recording.outputs)
    impl.boundOutputs.push_back(output.name);
  impl.boundTerms.clear();
  for (const RecordedOutput &term : recording.terms)
    impl.boundTerms.push_back(term.name);
  impl.instance->setHypers(request.hypers);
}

}  // namespace flodl::detail
