// The stack of executions and scopes of a thread.
#include "Execution.h"

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
    : former_(execution), formerScope_(scope), recorder_(recorder), random_(random), device_(device) {
  execution = this;
  scope = nullptr;
}
Execution::~Execution() {
  execution = former_;
  scope = formerScope_;
}

Execution *currentExecution() { return execution; }
Recorder *currentRecorder() { return execution ? execution->recorder() : nullptr; }

}  // namespace flodl::detail
