#include "runtime/core/Registry.h"
#include <unordered_map>
#include <vector>

namespace flodl::rt {

namespace {
struct Registry {
  std::vector<const ModelCode *> models;
  std::unordered_map<std::string_view, const ModelCode *> bySignature;
};
}  // namespace

/// Generated objects register during static initialisation, hence a function-local object.
static Registry &registry() {
  static Registry *registry = new Registry;
  return *registry;
}

Registration::Registration(const ModelCode &code) {
  registry().models.push_back(&code);
  registry().bySignature.emplace(code.signature, &code);
}

/// Takes the first line off `text`.
static std::string_view takeLine(std::string_view &text) {
  size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return line;
}

namespace {
struct Difference {
  int line = 0;
  std::string_view ours, compiled;
};
}  // namespace

static Difference firstDifference(std::string_view ours, std::string_view compiled) {
  Difference difference;
  do {
    ++difference.line;
    difference.ours = takeLine(ours);
    difference.compiled = takeLine(compiled);
  } while (difference.ours == difference.compiled && !(ours.empty() && compiled.empty()));
  return difference;
}

static std::string quoted(std::string_view line) {
  return line.empty() ? "nothing" : "`" + std::string(line) + "`";
}

const ModelCode *findModel(std::string_view name, std::string_view signature, std::string &why) {
  auto found = registry().bySignature.find(signature);
  if (found != registry().bySignature.end())
    return found->second;

  Difference nearest;
  for (const ModelCode *code : registry().models) {
    if (code->name != name)
      continue;
    Difference difference = firstDifference(signature, code->signature);
    if (difference.line > nearest.line)
      nearest = difference;
  }
  if (nearest.line == 0)
    why = "no model named '" + std::string(name) + "' was compiled";
  else
    why = "line " + std::to_string(nearest.line) + " of its recording is " + quoted(nearest.ours) +
          ", but the nearest compiled recording has " + quoted(nearest.compiled);
  return nullptr;
}

}  // namespace flodl::rt
