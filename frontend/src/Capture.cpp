// Records all registered models for the compiler.
#include "flodl/detail/capture.h"
#include "Constructs.h"
#include "GraphImpl.h"
#include "flodl/opaque.h"
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <set>

namespace flodl::detail {

void enterCapture() { setCapturing(true); }

static void checkNames(const std::vector<std::shared_ptr<const ModelEntry>> &models) {
  for (size_t i = 0; i < models.size(); ++i)
    for (size_t k = 0; k < i; ++k)
      if (models[i]->name == models[k]->name)
        throw Error(ErrorCode::Capture,
                    "two models are named \"" + models[i]->name + "\"; the other one is registered at " +
                        models[k]->loc.str(),
                    models[i]->loc);
}

/// A name the IR accepts: letters, digits and underscores.
static std::string symbolFor(const std::string &name, size_t index) {
  std::string symbol;
  for (char c : name)
    symbol += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  if (symbol.empty() || std::isdigit(static_cast<unsigned char>(symbol[0])))
    symbol = "model_" + symbol;
  return symbol + "_" + std::to_string(index);
}

/// A graph of the factory with the error of user code turned into ours.
static Graph graphOf(const std::shared_ptr<const ModelEntry> &entry, const std::function<Graph()> &factory) {
  try {
    return instantiate(entry, factory);
  } catch (const Error &error) {
    if (error.location().line)
      throw;
    throw Error(error.code(), "model \"" + entry->name + "\": " + error.text(), entry->loc);
  } catch (const std::exception &error) {
    throw Error(ErrorCode::Capture, "the factory of model \"" + entry->name + "\" threw: " + error.what(), entry->loc);
  }
}

/// The recordings of a graph: one, one for each mode, or one for each region between host calls.
static std::vector<Recording> recordingsOf(Graph &graph, bool twice) {
  const GraphImpl &impl = graph.impl();
  std::vector<Recording> recordings;
  if (std::vector<Region> regions = regionsOf(impl); !regions.empty()) {
    for (BoundRecording &bound : recordRegions(graph, regions, impl.inputSpecs, twice))
      if (!bound.recording.outputs.empty())
        recordings.push_back(std::move(bound.recording));
  } else {
    for (BoundRecording &bound : recordGraph(graph, impl.inputSpecs, impl.targetSpecs, twice))
      recordings.push_back(std::move(bound.recording));
  }
  return recordings;
}

/// What of the model runs on the host, between compiled parts, and why; but not what its author wrapped for that.
static void noteHostCalls(const ModelEntry &entry, const GraphImpl &impl) {
  for (const Node &node : impl.nodes)
    if (std::string reason; node.module && !dynamic_cast<const Opaque *>(node.module.get()) && hostPart(*node.module, reason))
      std::fprintf(stderr, "%s: note: '%s' of model \"%s\" runs on the host, between compiled parts: %s\n", node.loc.str().c_str(),
                   node.id.c_str(), entry.name.c_str(), reason.c_str());
}

static std::vector<Recording> record(const std::shared_ptr<const ModelEntry> &entry,
                                     const std::function<Graph()> &factory) {
  Graph graph = graphOf(entry, factory);
  if (graph.impl().inputSpecs.empty())
    throw Error(ErrorCode::Capture,
                "model \"" + entry->name +
                    "\" declares no inputs and its first module does not tell what it takes; add "
                    "`.inputs = {{\"x\", {\"batch\", 784}}}`",
                entry->loc);
  try {
    std::vector<Recording> recordings = recordingsOf(graph, /*twice=*/true);
    noteHostCalls(*entry, graph.impl());
    // The factory itself must be repeatable as well.
    Graph second = graphOf(entry, factory);
    std::vector<Recording> again = recordingsOf(second, /*twice=*/false);
    for (size_t i = 0; i < std::min(recordings.size(), again.size()); ++i) {
      if (signatureOf(recordings[i]) == signatureOf(again[i]))
        continue;
      Difference difference = firstDifference(recordings[i], again[i]);
      throw Error(ErrorCode::NotRepeatable,
                  "the factory of model \"" + entry->name + "\" is not repeatable: its first call gives `" +
                      difference.left + "`, its second `" + difference.right +
                      "`; a factory must depend on nothing but its config",
                  difference.loc.line ? difference.loc : entry->loc);
    }
    return recordings;
  } catch (const NotCompilable &) {
    throw;
  } catch (const Error &error) {
    if (error.location().line)
      throw;
    throw Error(error.code(), "model \"" + entry->name + "\": " + error.text(), entry->loc);
  } catch (const std::exception &error) {
    throw Error(ErrorCode::Capture, "recording model \"" + entry->name + "\" threw: " + error.what(), entry->loc);
  }
}

std::string captureModels(const CaptureProgress &progress) {
  auto models = registeredModels();
  checkNames(models);
  std::string out = "module {\n";
  std::set<std::string> warnings;  // every mode and element type has them
  for (auto &entry : models) {
    std::set<std::string> seen;
    std::vector<DType> dtypes = entry->dtypes.empty() ? std::vector<DType>{kFloat32} : entry->dtypes;
    for (DType dtype : dtypes)
      for (size_t i = 0; i < entry->factories.size(); ++i) {
        std::string configuration = entry->factories.size() > 1 ? ", configuration " + std::to_string(i) : "";
        progress("model \"" + entry->name + "\"" + configuration, entry->loc);
        DefaultDtypeGuard guard(dtype);
        try {
          for (const Recording &recording : record(entry, entry->factories[i])) {
            for (auto &[text, loc] : recording.warnings)
              warnings.insert(loc.str() + ": warning: " + text);
            if (seen.insert(signatureOf(recording)).second)
              writeMlir(recording, entry->name, symbolFor(entry->name, seen.size() - 1), out);
          }
        } catch (const NotCompilable &reason) {
          std::fprintf(stderr, "model \"%s\" is not compiled and will run eagerly: %s\n", entry->name.c_str(),
                       reason.what());
        }
      }
  }
  for (const std::string &warning : warnings)
    std::fprintf(stderr, "%c%s\n", warningMark, warning.c_str());
  return out + "}\n";
}

}  // namespace flodl::detail
