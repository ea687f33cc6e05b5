// What a thread is doing: the recording or run in progress and the modules it is inside of.
#pragma once
#include "Recording.h"
#include "TensorImpl.h"
#include "flodl/module.h"
#include <functional>
#include <map>
#include <span>

namespace flodl::detail {

class Recorder;

/// A module being called. Scopes live on the stack of the call.
class Scope {
 public:
  /// Enters the node `node` of a graph, or (with an empty name) a module inside the current one.
  Scope(const Module *module, std::string_view node, SourceLoc loc);
  ~Scope();
  Scope(const Scope &) = delete;
  Scope &operator=(const Scope &) = delete;

  const Scope *parent() const { return parent_; }
  const Module *module() const { return module_; }
  SourceLoc loc() const { return loc_; }
  /// `enc/block_3/up.0`
  std::string path() const;
  /// Path of something that belongs to the module: `dropout_2/p`, `block_3/up.p`.
  std::string memberPath(std::string_view member) const;

 private:
  const Scope *parent_;
  const Module *module_;
  std::string_view node_;
  SourceLoc loc_;
};

/// The innermost scope of this thread, or nullptr.
const Scope *currentScope();
/// Path of the innermost scope; empty outside.
std::string currentPath();
/// Place of the call that entered the innermost module: the location of what library modules do.
SourceLoc here();

/// One forward of a graph, run or recorded.
class Execution {
 public:
  /// `recorder` is null when the graph runs; then `device` is where it runs.
  Execution(Recorder *recorder, RandomState random, Device device = kCPU);
  ~Execution();
  Execution(const Execution &) = delete;
  Execution &operator=(const Execution &) = delete;

  Recorder *recorder() const { return recorder_; }
  const RandomState &random() const { return random_; }
  /// Where tensors that forward creates are placed.
  Device device() const { return device_; }
  /// Learns the symbols that `specs` declare for `values`, which are in the same order.
  void learnSizes(const std::vector<InputSpec> &specs, std::span<const Tensor> values);
  /// `shape` with numbers in place of the symbols of the running model: `reshape({"batch", -1})`.
  /// Errors: a symbol that no input declares.
  Shape sized(const Shape &shape, SourceLoc loc) const;
  /// Number of the next random operation of the module at `path`.
  int64_t nextDraw(const std::string &path) { return draws_[path]++; }
  /// What to do, in reverse order, when an exception ends the execution: puts back what the call changed.
  void onFailure(std::function<void()> undo) { undo_.push_back(std::move(undo)); }

 private:
  Execution *former_;
  const Scope *formerScope_;
  Recorder *recorder_;
  RandomState random_;
  Device device_;
  int exceptions_;
  std::vector<std::function<void()>> undo_;
  std::map<std::string, int64_t> draws_;
  std::map<std::string, int64_t, std::less<>> sizes_;
};
/// The execution in progress on this thread, or nullptr.
Execution *currentExecution();
/// The recorder in progress on this thread, or nullptr.
Recorder *currentRecorder();

}  // namespace flodl::detail
