// Registration, walks and calls of modules.
#include "flodl/module.h"
#include "Recorder.h"
#include "flodl/model.h"
#include <algorithm>
#include <cxxabi.h>
#include <typeinfo>
#include <unordered_set>

namespace flodl {

using namespace detail;

static const Tensor *findValue(const std::vector<std::pair<std::string, Tensor>> &values, std::string_view name) {
  for (auto &[key, value] : values)
    if (key == name)
      return &value;
  return nullptr;
}

const Tensor *Refs::find(std::string_view name) const { return findValue(values_, name); }

const Tensor &Refs::operator[](std::string_view name) const {
  if (const Tensor *value = find(name))
    return *value;
  std::string known;
  for (auto &[key, value] : values_)
    known += (known.empty() ? "\"" : ", \"") + key + "\"";
  throw Error(ErrorCode::InvalidArgument, "no value \"" + std::string(name) + "\" was wired to " + currentPath() +
                                              "; wired: " + (known.empty() ? "none" : known),
              here());
}

/// The class of a module as its author wrote it, without flodl:: and without anonymous namespaces.
static std::string className(const Module &module) {
  int status = 0;
  std::unique_ptr<char, void (*)(void *)> text(abi::__cxa_demangle(typeid(module).name(), nullptr, nullptr, &status),
                                               std::free);
  std::string name = status == 0 ? text.get() : typeid(module).name();
  for (std::string_view prefix : {"flodl::", "(anonymous namespace)::"})
    for (size_t at; (at = name.find(prefix)) != std::string::npos;)
      name.erase(at, prefix.size());
  return name;
}

Module::Module() = default;
Module::Module(Module &&) noexcept = default;
Module &Module::operator=(Module &&) noexcept = default;
Module::~Module() = default;

Tensor Module::forward(const Tensor &) {
  for (const Port &port : ports_)
    if (!port.optional)
      throw Error(ErrorCode::GraphStructure,
                  "the module '" + name() + "' needs its port \"" + port.name +
                      "\"; wire it with using_({...}) in order, or using_as(\"" + port.name + "\", tag)",
                  here());
  throw Error(ErrorCode::GraphStructure, "the module " + className(*this) +
                                             " has no forward(x); override `Tensor forward(const Tensor &x)`, with "
                                             "`override` behind it so that the compiler checks the signature",
              here());
}

Tensor Module::forward_named(const Tensor &x, const Refs &refs) {
  if (refs.empty())
    return forward(x);
  throw Error(ErrorCode::GraphStructure,
              "the module '" + name() + "' takes no further inputs; override forward_named to accept them", here());
}

std::vector<InputSpec> Module::default_inputs() const { return {}; }

Tensor Module::operator()(const Tensor &x, SourceLoc loc) {
  Scope scope(this, {}, loc);
  return ports_.empty() ? forward(x) : forward_named(x, Refs());
}
Tensor Module::operator()(const Tensor &x, const Refs &refs, SourceLoc loc) {
  Scope scope(this, {}, loc);
  return forward_named(x, refs);
}

void Module::requireFresh(std::string_view name, SourceLoc loc) const {
  bool valid = !name.empty() && name.find_first_of("/.") == std::string_view::npos;
  auto same = [&](const auto &list, auto nameOf) {
    for (auto &entry : list)
      if (nameOf(entry) == name)
        return true;
    return false;
  };
  auto ofTensor = [](const NamedParameter &p) -> std::string_view { return p.name; };
  auto ofChild = [](const auto &child) -> std::string_view { return child.first; };
  if (!valid)
    throw Error(ErrorCode::InvalidArgument,
                "\"" + std::string(name) + "\" cannot name a member of the module " + className(*this) +
                    ": a name is not empty and holds no '/' and no '.'",
                loc);
  if (same(params_, ofTensor) || same(buffers_, ofTensor) || same(children_, ofChild))
    throw Error(ErrorCode::InvalidArgument,
                "the module " + className(*this) + " has two members named \"" + std::string(name) +
                    "\"; every Child, Param and Buf of a module needs a name of its own",
                loc);
}

void Module::addChild(MemberName name, std::shared_ptr<Module> child) {
  requireFresh(name.text, name.loc);
  children_.emplace_back(std::move(name.text), std::move(child));
}

void Module::addTensor(std::vector<NamedParameter> &list, std::string name, Tensor tensor, SourceLoc loc) {
  requireFresh(name, loc);
  list.emplace_back(std::move(name), std::move(tensor));
}

void ModuleList::append(std::shared_ptr<Module> module) {
  addChild(std::to_string(children().size()), std::move(module));
}

/// Appends what is not in the list yet, by identity.
static void appendNew(std::string name, const Tensor &tensor, std::vector<NamedParameter> &out) {
  for (const NamedParameter &known : out)
    if (known.impl() == tensor.impl())
      return;
  out.emplace_back(std::move(name), tensor);
}

static std::string below(const std::string &prefix, const std::string &name) {
  return prefix.empty() || prefix.back() == '/' ? prefix + name : prefix + "." + name;
}

void Module::collectParameters(const std::string &prefix, std::vector<NamedParameter> &out) const {
  for (const NamedParameter &parameter : params_)
    appendNew(below(prefix, parameter.name), parameter, out);
  for (auto &[name, child] : children_)
    child->collectParameters(below(prefix, name), out);
}

void Module::collectBuffers(const std::string &prefix, std::vector<NamedParameter> &out) const {
  for (const NamedParameter &buffer : buffers_)
    appendNew(below(prefix, buffer.name), buffer, out);
  for (auto &[name, child] : children_)
    child->collectBuffers(below(prefix, name), out);
}

std::vector<NamedParameter> Module::parameters() const {
  std::vector<NamedParameter> out;
  collectParameters("", out);
  return out;
}
std::vector<NamedParameter> Module::buffers() const {
  std::vector<NamedParameter> out;
  collectBuffers("", out);
  return out;
}

std::vector<std::shared_ptr<Module>> Module::subModules() const {
  std::vector<std::shared_ptr<Module>> modules;
  for (auto &[name, child] : children_)
    modules.push_back(child);
  return modules;
}

void walk_modules_visited(Module &root, std::unordered_set<const Module *> &visited,
                          const std::function<void(Module &)> &visit) {
  if (!visited.insert(&root).second)
    return;
  visit(root);
  for (auto &child : root.subModules())
    walk_modules_visited(*child, visited, visit);
}
void walk_modules(Module &root, const std::function<void(Module &)> &visit) {
  std::unordered_set<const Module *> visited;
  walk_modules_visited(root, visited, visit);
}
void Module::walk(const std::function<void(Module &)> &visit) { walk_modules(*this, visit); }

std::vector<NamedParameter> collect_parameters(const std::vector<const Module *> &modules) {
  std::vector<NamedParameter> all;
  for (const Module *module : modules)
    for (NamedParameter &parameter : module->parameters())
      all.push_back(std::move(parameter));
  return all;
}

void Module::setFrozen(bool frozen) {
  for (NamedParameter &parameter : parameters())
    parameter.set_requires_grad(!frozen);
}
bool Module::is_frozen() const {
  std::vector<NamedParameter> all = parameters();
  return !all.empty() && std::all_of(all.begin(), all.end(), [](const NamedParameter &p) { return p.is_frozen(); });
}

Module &Module::train(bool on) {
  walk([on](Module &module) { module.training_ = on; });
  return *this;
}

/// Replaces the value of every parameter and buffer; `convert` returns the new one.
template <class F>
void Module::convertAll(F convert) {
  auto replace = [&](std::vector<NamedParameter> tensors) {
    for (NamedParameter &tensor : tensors) {
      TensorImpl &impl = *tensor.impl();
      bool wanted = requiresGradOf(impl);
      Handle converted = convert(tensor);
      if (converted == impl.handle)
        continue;
      impl.handle = runtime().detach(converted);
      runtime().setRequiresGrad(impl.handle, wanted);
    }
  };
  if (capturing())
    return;
  replace(parameters());
  replace(buffers());
  walk([](Module &module) { module.storageChanged(); });
}

void Module::to(Device device) {
  convertAll([&](const Tensor &tensor) {
    const Handle &handle = materialize(*tensor.impl());
    return runtime().device(handle) == device ? handle : runtime().to(handle, device, tensor.dtype());
  });
}

void Module::to(DType dtype) {
  convertAll([&](const Tensor &tensor) {
    const Handle &handle = materialize(*tensor.impl());
    DType own = tensor.dtype();
    return !isFloating(own) || own == dtype ? handle : runtime().to(handle, runtime().device(handle), dtype);
  });
}

/// A tensor of its own for `initial`: taken over when nobody else holds it, copied otherwise.
static Tensor owned(Tensor initial, const char *what, SourceLoc loc) {
  if (!initial.defined() || initial.impl()->isSymbol())
    throw Error(ErrorCode::InvalidArgument,
                std::string(what) + " needs an initial value that exists outside a recording", loc);
  if (initial.impl().use_count() == 1)
    return initial;
  TensorType type = typeOf(*initial.impl());
  return deferred(type, [initial, type] {
    std::vector<int64_t> sizes;
    for (const Dim &dim : type.shape)
      sizes.push_back(dim);
    const Handle &source = materialize(*initial.impl());
    Handle copy = runtime().empty(type.dtype, sizes, runtime().device(source));
    runtime().copyInto(copy, source);
    return copy;
  });
}

Param::Param(Module &owner, std::string name, Tensor initial, SourceLoc loc)
    : Tensor(owned(std::move(initial), "a parameter", loc)) {
  if (!isFloating(dtype()))
    throw Error(ErrorCode::DTypeMismatch, "the parameter \"" + name + "\" must be of a floating-point type, but is " +
                                              std::string(dtypeName(dtype())) + "; use Buf for other tensors",
                loc);
  set_requires_grad(true, loc);
  owner.addTensor(owner.params_, std::move(name), *this, loc);
}

Param Param::shared(Module &owner, std::string name, const Param &of, SourceLoc loc) {
  if (!of.defined())
    throw Error(ErrorCode::InvalidArgument, "the parameter \"" + name + "\" cannot share a parameter that is absent", loc);
  Param same{static_cast<const Tensor &>(of)};
  owner.addTensor(owner.params_, std::move(name), same, loc);
  return same;
}

Buf::Buf(Module &owner, std::string name, Tensor initial, SourceLoc loc)
    : Tensor(owned(std::move(initial), "a buffer", loc)) {
  owner.addTensor(owner.buffers_, std::move(name), *this, loc);
}

void Buf::set(const Tensor &value, SourceLoc loc) {
  if (Recorder *recorder = currentRecorder())
    recorder->writeBuffer(*this, value, loc);
  else
    set_data(value, loc);
}

Ports::Ports(Module &owner, std::vector<Port> ports) { owner.ports_ = std::move(ports); }

}  // namespace flodl
