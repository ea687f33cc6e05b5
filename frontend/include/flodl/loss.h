// What a graph's loss may look at, and the named parts it may give.
#pragma once
#include "flodl/batch.h"
#include "flodl/loss_functions.h"
#include <functional>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace flodl {

namespace detail {
struct LossInputs;
}

/// What a loss of a graph sees: `g.set_loss([](const LossContext &c) { ... })`.
class LossContext {
 public:
  /// The graph's result.
  Tensor output;
  /// Inputs and targets by name.
  Batch batch;

  /// The only target. Errors: the model has none, or several.
  const Tensor &target() const;
  /// The value of a tag. Errors: no such tag.
  const Tensor &tag(std::string_view name) const;
  /// A parameter by its qualified name. Errors: no such parameter.
  const Tensor &parameter(std::string_view path) const;

 private:
  friend struct detail::LossInputs;
  const detail::LossInputs *inputs_ = nullptr;
};

/// Named parts of a loss; their sum is minimised and each part is recorded:
/// `return Terms{{"ce", a}, {"kl", b}};`
class Terms {
 public:
  Terms(std::initializer_list<std::pair<std::string, Tensor>> terms) : terms_(terms) {}
  /// One part without a name.
  Terms(Tensor loss) : terms_{{"", std::move(loss)}} {}
  const std::vector<std::pair<std::string, Tensor>> &terms() const { return terms_; }

 private:
  std::vector<std::pair<std::string, Tensor>> terms_;
};

using LossFunction = std::function<Terms(const LossContext &)>;

namespace detail {
/// Any loss as a `LossFunction`: `f(context)`, or `f(output, target)`.
template <class F>
LossFunction lossFunction(F f) {
  if constexpr (std::is_invocable_v<F, const LossContext &>) {
    return [f](const LossContext &c) { return Terms(f(c)); };
  } else {
    static_assert(std::is_invocable_v<F, const Tensor &, const Tensor &>,
                  "a loss is f(output, target) or f(const LossContext &)");
    return [f](const LossContext &c) { return Terms(f(c.output, c.target())); };
  }
}
}  // namespace detail

}  // namespace flodl
