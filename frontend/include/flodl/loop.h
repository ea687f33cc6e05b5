// Bodies of loops that publish values, one for each iteration at most.
#pragma once
#include "flodl/module.h"
#include <string>
#include <string_view>
#include <vector>

namespace flodl {

/// Takes what the body of a loop publishes in one iteration.
class TraceEmit {
 public:
  using Traces = std::vector<std::pair<std::string, std::vector<Tensor>>>;
  /// Appends to `traces`.
  explicit TraceEmit(Traces &traces) : traces_(&traces) {}
  /// An emitter that ignores everything.
  static TraceEmit discard() { return TraceEmit(); }
  /// Appends `value`, with its gradient history, to the stream `name` of the loop. Errors: a second value of that name in
  /// one iteration.
  void publish(std::string_view name, const Tensor &value, SourceLoc loc = SourceLoc::current());

 private:
  TraceEmit() = default;
  Traces *traces_ = nullptr;
  std::vector<std::string> published_;
};

/// A module that publishes values while it is the body of a loop; read them with `Graph::traces`. It takes further
/// inputs, so `using_` may follow the loop.
class LoopBody : public Module {
 public:
  /// One iteration: the new state. `refs` is empty when nothing is wired.
  virtual Tensor step(const Tensor &x, const Refs &refs, TraceEmit &emit) = 0;
  /// `step` without a loop: what it publishes is ignored.
  Tensor forward(const Tensor &x) override { return forward_named(x, Refs()); }
  Tensor forward_named(const Tensor &x, const Refs &refs) override {
    TraceEmit emit = TraceEmit::discard();
    return step(x, refs, emit);
  }
};

}  // namespace flodl
