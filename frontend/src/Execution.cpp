// The stack of executions and scopes of a thread.
#include "Execution.h"
#include "flodl/model.h"
#include <exception>

namespace flodl::detail {

static thread_local const Scope *scope = nullptr;
static thread_local Execution *execution = nullptr;

Scope::Scope(const Module *module, std::string_view node, SourceLoc loc)
    : parent_(scope), module_(module), node_(node), loc_(loc) {
  scope = this;
}
Scope::~Scope() { scope = parent_; }

/// Dotted path of `module` below `owner`; false when it is not registered there.
static bool findBelow(const Module &owner, const Module *module, std::string &path) {
  for (auto &[name, child] : owner.children()) {
    size_t length = path.size();
    path += (path.empty() ? "" : ".") + name;
    if (child.get() == module || findBelow(*child, module, path))
      return true;
    path.resize(length);
  }
  return false;
}

std::string Scope::path() const {
  if (!node_.empty())
    return parent_ ? parent_->path() + "/" + std::string(node_) : std::string(node_);
  std::string name;
  if (!parent_ || !parent_->module() || !findBelow(*parent_->module(), module_, name))
    name = module_->name();
  return parent_ ? parent_->memberPath(name) : name;
}

std::string Scope::memberPath(std::string_view member) const {
  return path() + (node_.empty() ? "." : "/") + std::string(member);
}

const Scope *currentScope() { return scope; }
std::string currentPath() { return scope ? scope->path() : std::string(); }
SourceLoc here() { return scope ? scope->loc() : SourceLoc(); }

Execution::Execution(Recorder *recorder, RandomState random, Device device)
    : former_(execution), formerScope_(scope), recorder_(recorder), random_(random), device_(device),
      exceptions_(std::uncaught_exceptions()) {
  execution = this;
  scope = nullptr;
}
Execution::~Execution() {
  if (std::uncaught_exceptions() > exceptions_)
    for (auto undo = undo_.rbegin(); undo != undo_.rend(); ++undo)
      (*undo)();
  execution = former_;
  scope = formerScope_;
}

void Execution::learnSizes(const std::vector<InputSpec> &specs, std::span<const Tensor> values) {
  for (size_t i = 0; i < specs.size() && i < values.size(); ++i) {
    const Shape &declared = specs[i].sizes, given = values[i].shape();
    for (size_t k = 0; k < declared.size() && declared.size() == given.size(); ++k)
      if (!declared[k].isConstant())
        sizes_.try_emplace(declared[k].str(), given[k]);
  }
}

Shape Execution::sized(const Shape &shape, SourceLoc loc) const {
  Shape result;
  for (const Dim &dim : shape) {
    std::optional<int64_t> size = dim.evaluate([&](std::string_view symbol) -> std::optional<int64_t> {
      auto it = sizes_.find(symbol);
      return it == sizes_.end() ? std::nullopt : std::optional(it->second);
    });
    if (!size) {
      std::string known;
      for (auto &[symbol, value] : sizes_)
        known += (known.empty() ? "\"" : ", \"") + symbol + "\"";
      throw Error(ErrorCode::UndecidedDim,
                  "the size " + dim.str() + " has no value here; sizes of the model's inputs: " + (known.empty() ? "none" : known),
                  loc);
    }
    result.push_back(*size);
  }
  return result;
}

Execution *currentExecution() { return execution; }
Recorder *currentRecorder() { return execution ? execution->recorder() : nullptr; }

}  // namespace flodl::detail
