// Modules: parameters, buffers and children that register themselves, and a forward function.
#pragma once
#include "flodl/tensor.h"
#include <string>
#include <string_view>
#include <functional>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

namespace flodl {

class Module;
struct MemberName;
struct InputSpec;

/// A parameter (or buffer) with its name: PyTorch's dotted path inside a module, or the qualified
/// name `<tag or node id>/<dotted path>` in a graph. Also usable as `auto &[name, tensor]`.
struct NamedParameter : Tensor {
  NamedParameter(std::string name, Tensor tensor) : Tensor(std::move(tensor)), name(std::move(name)) {}
  std::string name;
  /// Stops, or resumes, asking for its gradient.
  void freeze(SourceLoc loc = SourceLoc::current()) { set_requires_grad(false, loc); }
  void thaw(SourceLoc loc = SourceLoc::current()) { set_requires_grad(true, loc); }
  bool is_frozen() const { return !requires_grad(); }
  template <size_t I>
  const auto &get() const {
    if constexpr (I == 0)
      return name;
    else
      return static_cast<const Tensor &>(*this);
  }
};

/// Values delivered to a module beside its stream: by port, or by tag when it declares no ports.
class Refs {
 public:
  Refs() = default;
  explicit Refs(std::vector<std::pair<std::string, Tensor>> values) : values_(std::move(values)) {}
  /// Errors: no value of that name; the message lists those there are.
  const Tensor &operator[](std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  const Tensor *find(std::string_view name) const;
  bool empty() const { return values_.empty(); }
  /// In the order given to `using_`.
  const std::vector<std::pair<std::string, Tensor>> &values() const { return values_; }

 private:
  std::vector<std::pair<std::string, Tensor>> values_;
};

/// One named input of a module beside its stream.
struct Port {
  Port(const char *name) : name(name) {}
  Port(std::string name, bool optional = false) : name(std::move(name)), optional(optional) {}
  std::string name;
  bool optional = false;
};
/// A port that may stay unconnected: `Ports ports{*this, {"key", optional("mask")}};`
inline Port optional(std::string name) { return Port(std::move(name), true); }

/// Base class of everything a graph is built from. Movable, not copyable: a module has identity.
class Module {
 public:
  Module();
  Module(Module &&) noexcept;
  Module &operator=(Module &&) noexcept;
  Module(const Module &) = delete;
  Module &operator=(const Module &) = delete;
  virtual ~Module();

  /// The module's function.
  virtual Tensor forward(const Tensor &x);
  /// The same for a module with further inputs; the default ignores them only when there are none.
  virtual Tensor forward_named(const Tensor &x, const Refs &refs);
  /// Lower-case identifier; prefix of node ids in a graph.
  virtual std::string name() const { return "module"; }
  /// A value that a loop keeps after each iteration with this module as its body, see `Graph::traces`.
  virtual Tensor trace() const { return {}; }
  /// Forgets what the module itself keeps between calls. A loop resets its body before the first iteration, and
  /// `Graph::reset_state` all modules of the graph.
  virtual void reset() {}
  /// Cuts the gradient history of what the module itself keeps between calls; `Graph::detach_state` asks all modules.
  virtual void detach_state() {}
  /// The input a graph assumes when it starts with this module and the model declares none.
  virtual std::vector<InputSpec> default_inputs() const;

  /// Calls the module; what it records carries its path and the place of the call.
  Tensor operator()(const Tensor &x, SourceLoc loc = SourceLoc::current());
  Tensor operator()(const Tensor &x, const Refs &refs, SourceLoc loc = SourceLoc::current());

  /// Own parameters, then those of the children, each tensor once.
  std::vector<NamedParameter> parameters() const;
  std::vector<NamedParameter> named_parameters() const { return parameters(); }
  std::vector<NamedParameter> buffers() const;
  std::vector<NamedParameter> named_buffers() const { return buffers(); }
  /// Direct children with their names.
  const std::vector<std::pair<std::string, std::shared_ptr<Module>>> &children() const { return children_; }
  const std::vector<Port> &ports() const { return ports_; }

  /// Training mode of this module and everything below it.
  Module &train(bool on = true);
  Module &eval() { return train(false); }
  bool is_training() const { return training_; }

  /// Stops, or resumes, asking for gradients of all parameters.
  void freeze() { setFrozen(true); }
  void thaw() { setFrozen(false); }
  /// True when there are parameters and none asks for a gradient.
  bool is_frozen() const;

  /// Moves parameters and buffers; they stay the same tensors.
  void to(Device device);
  void to(DeviceType device) { to(Device(device)); }
  /// Converts floating-point parameters and buffers.
  void to(DType dtype);

  /// Parameters with their names below `prefix`; for classes that hold modules in their own way.
  virtual void collectParameters(const std::string &prefix, std::vector<NamedParameter> &out) const;
  virtual void collectBuffers(const std::string &prefix, std::vector<NamedParameter> &out) const;
  /// Visits this module and everything below it, parents first, each object once.
  void walk(const std::function<void(Module &)> &visit);

 protected:
  /// Modules below this one.
  virtual std::vector<std::shared_ptr<Module>> subModules() const;
  /// Told after parameters or buffers got other storage or another element type.
  virtual void storageChanged() {}

 private:
  friend class Param;
  friend class Buf;
  friend class Ports;
  friend class ModuleList;
  friend void walk_modules_visited(Module &, std::unordered_set<const Module *> &, const std::function<void(Module &)> &);
  template <class M>
  friend class Child;
  template <class M>
  friend class Children;
  void addChild(MemberName name, std::shared_ptr<Module> child);
  void addTensor(std::vector<NamedParameter> &list, std::string name, Tensor tensor, SourceLoc loc);
  void requireFresh(std::string_view name, SourceLoc loc) const;
  template <class F>
  void convertAll(F convert);
  void setFrozen(bool frozen);

  std::vector<NamedParameter> params_, buffers_;
  std::vector<std::pair<std::string, std::shared_ptr<Module>>> children_;
  std::vector<Port> ports_;
  bool training_ = true;
};

/// Calls `visit` with `root` and everything below it, parents first, each object once.
void walk_modules(Module &root, const std::function<void(Module &)> &visit);
/// The same without what `visited` holds, which grows: for several roots that share modules.
void walk_modules_visited(Module &root, std::unordered_set<const Module *> &visited,
                          const std::function<void(Module &)> &visit);
/// The parameters of `modules`, one after the other; what two of them share is there twice.
std::vector<NamedParameter> collect_parameters(const std::vector<const Module *> &modules);

/// A trainable tensor that registers itself with its module:
/// `Param scale{*this, "scale", ones({n})};`. Default-constructed it is absent.
class Param : public Tensor {
 public:
  Param() = default;
  Param(Module &owner, std::string name, Tensor initial, SourceLoc loc = SourceLoc::current());
  /// The parameter `of` of another module, as one of `owner` too: one tensor, whose gradient all users add to.
  static Param shared(Module &owner, std::string name, const Param &of, SourceLoc loc = SourceLoc::current());
  Param(Param &&) noexcept = default;
  Param &operator=(Param &&) noexcept = default;
  Param(const Param &) = delete;
  Param &operator=(const Param &) = delete;

 private:
  explicit Param(const Tensor &same) : Tensor(same) {}
};

/// A tensor that is saved with its module but not trained, such as running statistics.
class Buf : public Tensor {
 public:
  Buf() = default;
  Buf(Module &owner, std::string name, Tensor initial, SourceLoc loc = SourceLoc::current());
  Buf(Buf &&) noexcept = default;
  Buf &operator=(Buf &&) noexcept = default;
  Buf(const Buf &) = delete;
  Buf &operator=(const Buf &) = delete;
  const Tensor &get() const { return *this; }
  /// Writes new contents. Inside a recording the write becomes part of the program.
  void set(const Tensor &value, SourceLoc loc = SourceLoc::current());
};

/// Named inputs of a module, in the order in which `using_` binds them.
class Ports {
 public:
  Ports(Module &owner, std::vector<Port> ports);
};

/// The name of a member and the place where a program gives it.
struct MemberName {
  MemberName(const char *text, SourceLoc loc = SourceLoc::current()) : text(text), loc(loc) {}
  MemberName(std::string text, SourceLoc loc = SourceLoc::current()) : text(std::move(text)), loc(loc) {}
  std::string text;
  SourceLoc loc;
};

/// A module inside a module, with its name: `Child<Linear> up{*this, "up", n, 4 * n};`.
template <class M>
class Child {
 public:
  template <class... Args>
  Child(Module &owner, MemberName name, Args &&...args) : module_(std::make_shared<M>(std::forward<Args>(args)...)) {
    owner.addChild(std::move(name), module_);
  }
  /// Shares a module with another owner.
  Child(Module &owner, MemberName name, std::shared_ptr<M> module) : module_(std::move(module)) {
    owner.addChild(std::move(name), module_);
  }
  Tensor operator()(const Tensor &x, SourceLoc loc = SourceLoc::current()) const { return (*module_)(x, loc); }
  M *operator->() const { return module_.get(); }
  M &operator*() const { return *module_; }
  const std::shared_ptr<M> &ptr() const { return module_; }

 private:
  std::shared_ptr<M> module_;
};

/// Modules named "0", "1", ….
class ModuleList : public Module {
 public:
  std::string name() const override { return "modulelist"; }
  void append(std::shared_ptr<Module> module);
};

/// A list of modules inside a module; their names are "<name>.0", "<name>.1", ….
template <class M>
class Children {
 public:
  Children(Module &owner, MemberName name) : list_(std::make_shared<ModuleList>()) {
    owner.addChild(std::move(name), list_);
  }
  /// Appends `M(args...)`.
  template <class... Args>
  M &add(Args &&...args) {
    auto module = std::make_shared<M>(std::forward<Args>(args)...);
    list_->append(module);
    return *module;
  }
  /// Appends a module that may have other owners as well.
  M &append(std::shared_ptr<M> module) {
    list_->append(module);
    return *module;
  }
  size_t size() const { return list_->children().size(); }
  M &operator[](size_t i) const { return static_cast<M &>(*list_->children()[i].second); }

  /// Runs over the modules as `M &`.
  class iterator {
   public:
    iterator(const Children *list, size_t at) : list_(list), at_(at) {}
    M &operator*() const { return (*list_)[at_]; }
    iterator &operator++() {
      ++at_;
      return *this;
    }
    bool operator!=(const iterator &other) const { return at_ != other.at_; }

   private:
    const Children *list_;
    size_t at_;
  };
  iterator begin() const { return {this, 0}; }
  iterator end() const { return {this, size()}; }

 private:
  std::shared_ptr<ModuleList> list_;
};

}  // namespace flodl

template <>
struct std::tuple_size<flodl::NamedParameter> : std::integral_constant<size_t, 2> {};
template <>
struct std::tuple_element<0, flodl::NamedParameter> {
  using type = const std::string;
};
template <>
struct std::tuple_element<1, flodl::NamedParameter> {
  using type = const flodl::Tensor;
};
