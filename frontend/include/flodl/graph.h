// A built graph: a module with names, tags, training and metrics.
#pragma once
#include "flodl/batch.h"
#include "flodl/loss.h"
#include "flodl/module.h"
#include "flodl/optim.h"
#include "flodl/trend.h"
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace flodl {

namespace detail {
class GraphImpl;
struct BuilderState;
}

/// A number that is still on its way from the device. Copies share it.
class LazyScalar {
 public:
  explicit LazyScalar(std::function<double()> read) : read_(std::move(read)) {}
  /// The value; waits for the device.
  double item() const { return read_(); }

 private:
  std::function<double()> read_;
};

/// What a training step computed. Nothing is read from the device until `item()`.
class StepResult {
 public:
  explicit StepResult(std::shared_ptr<detail::StepResultImpl> impl, std::vector<std::string> terms)
      : impl_(std::move(impl)), terms_(std::move(terms)) {}
  LazyScalar loss() const;
  /// Norm of all gradients before clipping; NaN without `set_clip_grad_norm`.
  LazyScalar grad_norm() const;
  /// A named part of the loss. Errors: no such part.
  LazyScalar term(std::string_view name, SourceLoc loc = SourceLoc::current()) const;

 private:
  std::shared_ptr<detail::StepResultImpl> impl_;
  std::vector<std::string> terms_;
};

/// What `FlowBuilder::build` returns. Movable; called through a registered model it is bound to
/// compiled programs, else it runs eagerly.
class Graph : public Module {
 public:
  explicit Graph(std::unique_ptr<detail::GraphImpl> impl);
  Graph(Graph &&) noexcept;
  Graph &operator=(Graph &&) noexcept;
  ~Graph() override;

  std::string name() const override { return "graph"; }
  std::vector<InputSpec> default_inputs() const override;

  /// Runs the graph. Errors: the graph has further inputs; shapes that do not fit.
  Tensor forward(const Tensor &x) override;
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  /// All inputs in order: the entry, then those of `input(...)`.
  Tensor forward_multi(const std::vector<Tensor> &inputs, SourceLoc loc = SourceLoc::current());
  /// Inputs by name. Errors: a missing field.
  Tensor forward(const Batch &batch, SourceLoc loc = SourceLoc::current());

  /// Value of a tag in the last forward; undefined before one. Errors: no such tag.
  Tensor tagged(std::string_view tag, SourceLoc loc = SourceLoc::current()) const;
  std::vector<std::string> tag_names() const;

  /// A parameter by its qualified name, `linear_1/weight`. Errors: no such parameter.
  Tensor parameter(std::string_view path, SourceLoc loc = SourceLoc::current()) const;
  void collectParameters(const std::string &prefix, std::vector<NamedParameter> &out) const override;
  void collectBuffers(const std::string &prefix, std::vector<NamedParameter> &out) const override;

  /// The loss of `train_step`: `f(output, target)` or `f(const LossContext &)`; returns a scalar or
  /// `Terms`.
  template <class F>
  Graph &set_loss(F f, SourceLoc loc = SourceLoc::current()) & {
    setLoss(detail::lossFunction(std::move(f)), loc);
    return *this;
  }
  /// The optimizer of `train_step`: `SGDOptions`, `AdamOptions` or `AdamWOptions`.
  template <class Options>
  Graph &set_optimizer(const Options &options, SourceLoc loc = SourceLoc::current()) & {
    setOptimizer(detail::specOf(options, loc));
    return *this;
  }
  /// Limits the common L2 norm of all gradients, or each element, before the optimizer.
  Graph &set_clip_grad_norm(double max_norm, SourceLoc loc = SourceLoc::current()) &;
  Graph &set_clip_grad_value(double limit, SourceLoc loc = SourceLoc::current()) &;

  /// One update: forward, loss, backward, clip, optimizer. Fields bind by name to inputs and
  /// targets; a batch with default names binds by position.
  StepResult train_step(const Batch &batch, SourceLoc loc = SourceLoc::current());
  /// The optimizer of `train_step`. Errors: none was set.
  Optimizer &optimizer(SourceLoc loc = SourceLoc::current());
  void set_lr(double lr, SourceLoc loc = SourceLoc::current()) { optimizer(loc).set_lr(lr); }

  /// Stops, or resumes, asking for gradients of the parameters at `path` (a tag, node id or
  /// qualified name; empty: all). Errors: nothing there.
  void freeze(std::string_view path = {}, SourceLoc loc = SourceLoc::current());
  void thaw(std::string_view path = {}, SourceLoc loc = SourceLoc::current());
  bool is_frozen(std::string_view path = {}, SourceLoc loc = SourceLoc::current()) const;

  /// Carried state: what `using_` reads of the call before. `reset_state` (or `end_sequence`) empties all slots and asks
  /// every module of the graph to `reset`; `detach_state` cuts the gradients towards earlier calls.
  void reset_state();
  void end_sequence() { reset_state(); }
  void detach_state() override;
  void reset() override;
  /// True when a value is read before it is tagged.
  bool has_state() const;
  /// `detach_state`, and one more step; `flush`, and one more epoch.
  void end_step();
  void end_epoch();
  size_t step_count() const;
  size_t epoch_count() const;

  /// Members of a tag group; empty when there is none of that name.
  std::vector<std::string> tag_group(std::string_view name) const;
  /// Tags that paths of graphs around this one do not reach.
  std::vector<std::string> internal_tags() const;
  /// What loops kept in the last forward: the values of `Module::trace` when `name` is a tag of a loop, else the stream
  /// that a `LoopBody` published under `name`. Empty for unknown names.
  std::vector<Tensor> traces(std::string_view name) const;
  std::vector<Tensor> traces_named(std::string_view name) const;
  /// The values of `Module::trace` of the loop with this node id.
  std::vector<Tensor> traces_by_node(std::string_view id) const;
  /// The last of `traces`; undefined when there is none.
  Tensor last_trace(std::string_view name) const;

  /// SHA-256 of the structure (64 hexadecimal digits): nodes with their modules' names, parameters and buffers (names and
  /// shapes), edges, tags, inputs and output. Labels, weights, loop counts and other hyper-parameters do not enter.
  std::string structural_hash() const;
  /// Its first 8 digits.
  std::string short_hash() const { return structural_hash().substr(0, 8); }

  /// Runs the user's own `forward` instead of compiled programs.
  void set_eager(bool on = true);
  /// True when calls run compiled programs.
  bool is_compiled() const;
  /// Why a registered model runs eagerly; empty when it does not.
  std::string eager_reason() const;

  std::string label() const;
  /// Text for people: nodes with ids, modules and tags.
  std::string str() const;

  /// Observation: numbers recorded during an epoch and their means over epochs.
  void record_scalar(std::string_view name, double value);
  void record_scalar(std::string_view name, const LazyScalar &value);
  void record_scalar(std::string_view name, const Tensor &value);
  /// Turns what was recorded since the last flush into one point of each history.
  void flush(const std::vector<std::string> &names = {});
  size_t flush_count() const;
  std::vector<double> collected(std::string_view name) const;
  Trend trend(std::string_view name) const;
  TrendGroup trends(const std::vector<std::string> &names) const;
  void reset_trend(const std::vector<std::string> &names = {});
  Metrics latest_metrics() const;
  double eta(size_t total_epochs) const;

  detail::GraphImpl &impl() const { return *impl_; }

 protected:
  std::vector<std::shared_ptr<Module>> subModules() const override;
  void storageChanged() override;

 private:
  void setLoss(LossFunction loss, SourceLoc loc);
  void setOptimizer(detail::OptimizerSpec spec);
  void setFrozen(std::string_view path, bool frozen, SourceLoc loc);
  std::vector<Tensor> parametersAt(std::string_view path, SourceLoc loc) const;
  std::unique_ptr<detail::GraphImpl> impl_;
};

}  // namespace flodl
