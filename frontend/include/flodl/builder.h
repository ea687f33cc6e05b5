// The fluent builder of graphs.
#pragma once
#include "flodl/graph.h"
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace flodl {

/// A module handed to the builder: an rvalue, which the graph then owns, or a `shared_ptr`; the
/// same pointer twice means shared weights.
class ModuleArg {
 public:
  template <class M, class = std::enable_if_t<std::is_base_of_v<Module, std::remove_reference_t<M>>>>
  ModuleArg(M &&module) : takesRefs_(overridesForwardNamed<std::remove_cvref_t<M>>()) {
    static_assert(!std::is_lvalue_reference_v<M>,
                  "the builder takes an rvalue module, such as Linear(2, 3) or std::move(m), or a std::shared_ptr to "
                  "share its weights; modules cannot be copied");
    if constexpr (!std::is_lvalue_reference_v<M>)
      module_ = std::make_shared<M>(std::move(module));
  }
  template <class M, class = std::enable_if_t<std::is_base_of_v<Module, M>>>
  ModuleArg(std::shared_ptr<M> module) : module_(std::move(module)), takesRefs_(overridesForwardNamed<M>()) {}
  const std::shared_ptr<Module> &ptr() const { return module_; }
  /// Whether `using_` may wire values to it: its class overrides `forward_named`, or is not known here.
  bool takesRefs() const { return takesRefs_; }

 private:
  template <class M>
  static constexpr bool overridesForwardNamed() {
    if constexpr (std::is_same_v<M, Module>)
      return true;
    else if constexpr (requires { &M::forward_named; })
      return !std::is_same_v<decltype(&M::forward_named), decltype(&Module::forward_named)>;
    else
      return true;
  }
  std::shared_ptr<Module> module_;
  bool takesRefs_ = true;
};

/// `split(modules(A(), B(), C()))`
template <class... Ms>
std::vector<ModuleArg> modules(Ms &&...ms) {
  std::vector<ModuleArg> list;
  list.reserve(sizeof...(ms));
  (list.push_back(ModuleArg(std::forward<Ms>(ms))), ...);
  return list;
}

/// How branches become one stream.
enum class MergeOp : uint8_t {
  Add,   ///< ((b0 + b1) + b2) + …
  Mean,  ///< that sum times 1/N
};

namespace detail {
enum class LoopKind : uint8_t { For, While, Until };
enum class MapKind : uint8_t { Each, Over, Slices };
}

/// `loop_body(m)`: how often `m` runs. `Flow` is what the builder's calls return.
template <class Flow>
class [[nodiscard]] LoopBuilder {
 public:
  LoopBuilder(Flow flow, ModuleArg body) : flow_(static_cast<Flow>(flow)), body_(std::move(body)) {}
  /// Exactly `n` times. Errors: n < 1.
  Flow for_n(int64_t n, SourceLoc loc = SourceLoc::current());
  /// Asks before each iteration and goes on, at most `max` times, until the condition's first element is above 0. NaN or
  /// an empty result goes on. Errors: max < 1.
  Flow while_cond(ModuleArg condition, int64_t max, SourceLoc loc = SourceLoc::current());
  /// Asks after each iteration but the last possible one; the body runs at least once.
  Flow until_cond(ModuleArg condition, int64_t max, SourceLoc loc = SourceLoc::current());

 private:
  Flow flow_;
  ModuleArg body_;
};

/// `map(m)`: what `m` is applied to.
template <class Flow>
class [[nodiscard]] MapBuilder {
 public:
  MapBuilder(Flow flow, ModuleArg body) : flow_(static_cast<Flow>(flow)), body_(std::move(body)) {}
  /// The module gets all elements in one call: the same results when it treats rows independently.
  MapBuilder &&batched() && {
    batched_ = true;
    return std::move(*this);
  }
  /// Each `[i:i+1, …]` of the stream; results are concatenated on dimension 0.
  Flow each(SourceLoc loc = SourceLoc::current());
  /// The same over a tagged value, which becomes the stream. Errors: the tag is not defined before.
  Flow over(std::string tag, SourceLoc loc = SourceLoc::current());
  /// Each of `n` equal slices of the last dimension: `[…, D]` gives rows `[1, D/n]`, results `[1, O]` become
  /// `[…, n * O]`. Errors: n < 1; at a call: a rank below 2, a size that `n` does not divide.
  Flow slices(int64_t n, SourceLoc loc = SourceLoc::current());

 private:
  Flow flow_;
  ModuleArg body_;
  bool batched_ = false;
};

// A builder call exists for lvalues (loops read naturally) and rvalues (chains move on).
#define FLODL_BUILDER_CALL(name, parameters, arguments)               \
  FlowBuilder &name parameters & {                                    \
    do_##name arguments;                                              \
    return *this;                                                     \
  }                                                                   \
  FlowBuilder &&name parameters && {                                  \
    do_##name arguments;                                              \
    return std::move(*this);                                          \
  }

/// Builds a graph step by step. Calls never fail on the spot: the first error is remembered, later
/// calls do nothing, and `build` throws it with the location of the faulty call. Single use.
///
/// \code
/// Graph g = FlowBuilder::from(Linear(784, 256)).through(ReLU())
///               .also(Linear(256, 256))                 // x + m(x)
///               .through(Linear(256, 10)).tag("logits").build();
/// \endcode
class FlowBuilder {
 public:
  /// Starts with a module; its input is the graph's input.
  static FlowBuilder from(ModuleArg module, SourceLoc loc = SourceLoc::current());
  /// Starts with the input itself.
  static FlowBuilder start(SourceLoc loc = SourceLoc::current());
  FlowBuilder(FlowBuilder &&) noexcept;
  FlowBuilder &operator=(FlowBuilder &&) noexcept;
  ~FlowBuilder();

  /// The stream becomes `m(stream)`.
  FLODL_BUILDER_CALL(through, (ModuleArg module, SourceLoc loc = SourceLoc::current()), (std::move(module), loc))
  /// The stream becomes `stream + m(stream)`. A following `using_` feeds `m`.
  FLODL_BUILDER_CALL(also, (ModuleArg module, SourceLoc loc = SourceLoc::current()), (std::move(module), loc))
  /// The stream becomes `skip(stream) + main(stream)`. A following `using_` feeds `main`.
  FLODL_BUILDER_CALL(also_with, (ModuleArg skip, ModuleArg main, SourceLoc loc = SourceLoc::current()),
                     (std::move(skip), std::move(main), loc))
  /// A side branch: `m(stream)`, named by the following `tag`; the stream itself does not move.
  FLODL_BUILDER_CALL(fork, (ModuleArg module, SourceLoc loc = SourceLoc::current()), (std::move(module), loc))
  /// Every branch gets the stream; `merge` makes one stream of them again.
  FLODL_BUILDER_CALL(split, (std::vector<ModuleArg> branches, SourceLoc loc = SourceLoc::current()),
                     (std::move(branches), loc))
  FLODL_BUILDER_CALL(merge, (MergeOp op, SourceLoc loc = SourceLoc::current()), (op, loc))
  /// Names the stream (or the fork before it): an output that can be read, used in losses and wired.
  FLODL_BUILDER_CALL(tag, (std::string name, SourceLoc loc = SourceLoc::current()), (std::move(name), loc))
  /// Names the branches of a split `name_0`, `name_1`, ….
  FLODL_BUILDER_CALL(tag_group, (std::string name, SourceLoc loc = SourceLoc::current()), (std::move(name), loc))
  /// Hands tagged values to the module before it: to its ports in order, or by tag name.
  FLODL_BUILDER_CALL(using_, (std::vector<std::string> tags, SourceLoc loc = SourceLoc::current()),
                     (std::move(tags), loc))
  /// Hands a tagged value to one port of the module before it.
  FLODL_BUILDER_CALL(using_as, (std::string port, std::string tag, SourceLoc loc = SourceLoc::current()),
                     (std::move(port), std::move(tag), loc))
  /// Further inputs of the graph, tagged with their names.
  FLODL_BUILDER_CALL(input, (std::vector<std::string> names, SourceLoc loc = SourceLoc::current()),
                     (std::move(names), loc))
  /// A module that runs several times on its own result: `loop_body(m).for_n(3)`. A following `using_` feeds `m`, in
  /// every iteration the same values.
  LoopBuilder<FlowBuilder &> loop_body(ModuleArg body) & { return {*this, std::move(body)}; }
  LoopBuilder<FlowBuilder &&> loop_body(ModuleArg body) && { return {std::move(*this), std::move(body)}; }
  /// A weighted sum of all experts: `router(stream)` gives `[…, N]` weights, which are not normalised here. A following
  /// `using_` feeds the router.
  FLODL_BUILDER_CALL(gate, (ModuleArg router, std::vector<ModuleArg> experts, SourceLoc loc = SourceLoc::current()),
                     (std::move(router), std::move(experts), loc))
  /// One branch, chosen by the number that `router(stream)` holds, truncated towards 0. A branch that did not run leaves
  /// the gradients of its parameters absent. A following `using_` feeds the router. Errors at a call: more or less than
  /// one element; a number that is negative, not finite or no branch.
  FLODL_BUILDER_CALL(switch_, (ModuleArg router, std::vector<ModuleArg> branches, SourceLoc loc = SourceLoc::current()),
                     (std::move(router), std::move(branches), loc))
  /// A module applied to parts: `map(m).each()`, `map(m).over("tag")`, `map(m).slices(4)`, or at once with
  /// `map(m).batched()` before one of these.
  MapBuilder<FlowBuilder &> map(ModuleArg body) & { return {*this, std::move(body)}; }
  MapBuilder<FlowBuilder &&> map(ModuleArg body) && { return {std::move(*this), std::move(body)}; }
  /// Hides a tag from the paths of graphs around this one.
  FLODL_BUILDER_CALL(internal, (std::string tag), (std::move(tag)))
  /// Prints the graph's summary when it is built.
  FLODL_BUILDER_CALL(verbose, (bool on), (on))
  /// A name for people; no part of the graph's structure.
  FLODL_BUILDER_CALL(label, (std::string name), (std::move(name)))

  /// The finished graph. Errors: the first error of the chain; several open streams; a tag that is
  /// used but never defined.
  Graph build(SourceLoc loc = SourceLoc::current());

 private:
  explicit FlowBuilder(std::unique_ptr<detail::BuilderState> state);
  void do_through(ModuleArg module, SourceLoc loc);
  void do_also(ModuleArg module, SourceLoc loc);
  void do_also_with(ModuleArg skip, ModuleArg main, SourceLoc loc);
  void do_fork(ModuleArg module, SourceLoc loc);
  void do_split(std::vector<ModuleArg> branches, SourceLoc loc);
  void do_merge(MergeOp op, SourceLoc loc);
  void do_tag(std::string name, SourceLoc loc);
  void do_tag_group(std::string name, SourceLoc loc);
  void do_using_(std::vector<std::string> tags, SourceLoc loc);
  void do_using_as(std::string port, std::string tag, SourceLoc loc);
  void do_input(std::vector<std::string> names, SourceLoc loc);
  void do_label(std::string name);
  void do_gate(ModuleArg router, std::vector<ModuleArg> experts, SourceLoc loc);
  void do_switch_(ModuleArg router, std::vector<ModuleArg> branches, SourceLoc loc);
  void do_internal(std::string tag);
  void do_verbose(bool on);
  void loop(ModuleArg body, detail::LoopKind kind, int64_t count, const ModuleArg *condition, SourceLoc loc);
  void map(ModuleArg body, detail::MapKind kind, bool batched, const std::string &tag, int64_t count, SourceLoc loc);
  template <class Flow>
  friend class LoopBuilder;
  template <class Flow>
  friend class MapBuilder;
  std::unique_ptr<detail::BuilderState> state_;
};
#undef FLODL_BUILDER_CALL

template <class Flow>
Flow LoopBuilder<Flow>::for_n(int64_t n, SourceLoc loc) {
  flow_.loop(std::move(body_), detail::LoopKind::For, n, nullptr, loc);
  return static_cast<Flow>(flow_);
}
template <class Flow>
Flow LoopBuilder<Flow>::while_cond(ModuleArg condition, int64_t max, SourceLoc loc) {
  flow_.loop(std::move(body_), detail::LoopKind::While, max, &condition, loc);
  return static_cast<Flow>(flow_);
}
template <class Flow>
Flow LoopBuilder<Flow>::until_cond(ModuleArg condition, int64_t max, SourceLoc loc) {
  flow_.loop(std::move(body_), detail::LoopKind::Until, max, &condition, loc);
  return static_cast<Flow>(flow_);
}
template <class Flow>
Flow MapBuilder<Flow>::each(SourceLoc loc) {
  flow_.map(std::move(body_), detail::MapKind::Each, batched_, {}, 0, loc);
  return static_cast<Flow>(flow_);
}
template <class Flow>
Flow MapBuilder<Flow>::over(std::string tag, SourceLoc loc) {
  flow_.map(std::move(body_), detail::MapKind::Over, batched_, tag, 0, loc);
  return static_cast<Flow>(flow_);
}
template <class Flow>
Flow MapBuilder<Flow>::slices(int64_t n, SourceLoc loc) {
  flow_.map(std::move(body_), detail::MapKind::Slices, batched_, {}, n, loc);
  return static_cast<Flow>(flow_);
}

}  // namespace flodl
