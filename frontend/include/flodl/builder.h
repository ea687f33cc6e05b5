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
  ModuleArg(M &&module) {
    static_assert(!std::is_lvalue_reference_v<M>,
                  "the builder takes an rvalue module, such as Linear(2, 3) or std::move(m), or a std::shared_ptr to "
                  "share its weights; modules cannot be copied");
    if constexpr (!std::is_lvalue_reference_v<M>)
      module_ = std::make_shared<M>(std::move(module));
  }
  template <class M, class = std::enable_if_t<std::is_base_of_v<Module, M>>>
  ModuleArg(std::shared_ptr<M> module) : module_(std::move(module)) {}
  const std::shared_ptr<Module> &ptr() const { return module_; }

 private:
  std::shared_ptr<Module> module_;
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
  std::unique_ptr<detail::BuilderState> state_;
};
#undef FLODL_BUILDER_CALL

}  // namespace flodl
