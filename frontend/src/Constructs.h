// Loops, gates, switches and maps: modules made of modules.
#pragma once
#include "flodl/builder.h"
#include "flodl/loop.h"

namespace flodl::detail {

/// What repeats, branches or applies other modules. In qualified names and hashes it is a plain module.
class Construct : public Module {
 public:
  Tensor forward(const Tensor &x) override { return forward_named(x, Refs()); }
  /// Why a recording of it is not enough on its own: it decides on the host, by values. Empty when it can be recorded.
  virtual std::string hostReason() const { return {}; }
};

/// A body that runs several times on its own result.
class Loop : public Construct {
 public:
  Loop(const ModuleArg &body, LoopKind kind, int64_t count, const ModuleArg *condition);
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  std::string hostReason() const override;
  /// What the last forward left behind.
  const std::vector<Tensor> &values() const { return values_; }
  const TraceEmit::Traces &published() const { return published_; }
  void detach_state() override;

 private:
  bool halts(const Tensor &state);
  Tensor iterate(const Tensor &state, const Refs &refs);
  LoopKind kind_;
  int64_t count_;
  Child<Module> body_;
  std::vector<Child<Module>> condition_;  // one or none
  std::vector<Tensor> values_;
  TraceEmit::Traces published_;
};

/// The weighted sum of all experts.
class Gate : public Construct {
 public:
  Gate(const ModuleArg &router, const std::vector<ModuleArg> &experts);
  Tensor forward_named(const Tensor &x, const Refs &refs) override;

 private:
  Child<Module> router_;
  Children<Module> experts_{*this, "experts"};
};

/// One of several branches.
class Switch : public Construct {
 public:
  Switch(const ModuleArg &router, const std::vector<ModuleArg> &branches);
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  std::string hostReason() const override;

 private:
  size_t choice(const Tensor &x, const Refs &refs);
  Child<Module> router_;
  Children<Module> branches_{*this, "branches"};
};

/// A module applied to parts of a tensor.
class Map : public Construct {
 public:
  Map(const ModuleArg &body, MapKind kind, bool batched, int64_t count);
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  std::string hostReason() const override;

 private:
  Tensor rows(const Tensor &x);
  Tensor slices(const Tensor &x);
  MapKind kind_;
  bool batched_;
  int64_t count_;
  Child<Module> body_;
};

/// The first part of `module` that keeps it from being recorded: a loop or switch that decides by values, or an opaque
/// module, with the reason; null when there is none.
const Module *hostPart(Module &module, std::string &reason);

/// Type of what `call` returns for an input of this type, found by recording it aside.
TensorType resultType(const TensorType &input, const std::function<Tensor(const Tensor &)> &call);

}  // namespace flodl::detail
