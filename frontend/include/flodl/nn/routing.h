// Small modules around control flow: routers of gates, selectors of switches, conditions of loops, sums of references.
#pragma once
#include "flodl/module.h"
#include "flodl/nn/linear.h"

namespace flodl {

/// `x` plus the values that `using_` wires, in that order.
class StateAdd : public Module {
 public:
  std::string name() const override { return "stateadd"; }
  Tensor forward(const Tensor &x) override { return x; }
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
};

/// A projection to one number for each of `n` experts or branches, of `x` plus the values that `using_` wires.
class Router : public Module {
 public:
  Router(int64_t in_features, int64_t n, SourceLoc loc);
  Tensor forward(const Tensor &x) override { return forward_named(x, Refs()); }
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  std::vector<InputSpec> default_inputs() const override { return projection->default_inputs(); }

 protected:
  virtual Tensor route(const Tensor &logits) = 0;

 private:
  Child<Linear> projection;
};

/// Weights of experts that sum to 1. Shapes: `[*, in]` to `[*, n]`.
class SoftmaxRouter : public Router {
 public:
  SoftmaxRouter(int64_t in_features, int64_t n, SourceLoc loc = SourceLoc::current()) : Router(in_features, n, loc) {}
  std::string name() const override { return "softmaxrouter"; }

 protected:
  Tensor route(const Tensor &logits) override;
};

/// Weights of experts between 0 and 1, each on its own. Shapes: `[*, in]` to `[*, n]`.
class SigmoidRouter : public Router {
 public:
  SigmoidRouter(int64_t in_features, int64_t n, SourceLoc loc = SourceLoc::current()) : Router(in_features, n, loc) {}
  std::string name() const override { return "sigmoidrouter"; }

 protected:
  Tensor route(const Tensor &logits) override;
};

/// The branch with the largest logit; the batch decides together, by the mean of its logits. Of equal logits the first
/// one wins. Shapes: `[*, in]` to `[1]`, int64. No gradient reaches the projection.
class ArgmaxSelector : public Router {
 public:
  ArgmaxSelector(int64_t in_features, int64_t n, SourceLoc loc = SourceLoc::current()) : Router(in_features, n, loc) {}
  std::string name() const override { return "argmaxselector"; }

 protected:
  Tensor route(const Tensor &logits) override;
};

/// Always the same branch; values that `using_` wires are ignored. Errors: a negative index.
class FixedSelector : public Module {
 public:
  explicit FixedSelector(int64_t index, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "fixedselector"; }
  Tensor forward(const Tensor &x) override;
  Tensor forward_named(const Tensor &x, const Refs &) override { return forward(x); }
  const int64_t index;
};

/// Halts a loop when the largest element exceeds the threshold. NaN elements do not count; without elements the loop
/// goes on. Shapes: any to `[1]`.
class ThresholdHalt : public Module {
 public:
  explicit ThresholdHalt(double threshold) : threshold(threshold) {}
  std::string name() const override { return "thresholdhalt"; }
  Tensor forward(const Tensor &x) override;
  const double threshold;
};

/// Halts a loop when a projection of the state is positive: that of its first row, for the whole batch. No gradient
/// reaches the projection, since the loop reads a number. Shapes: `[B, in]` to `[B, 1]`.
class LearnedHalt : public Module {
 public:
  explicit LearnedHalt(int64_t in_features, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "learnedhalt"; }
  Tensor forward(const Tensor &x) override { return projection(x); }

 private:
  Child<Linear> projection;
};

}  // namespace flodl
