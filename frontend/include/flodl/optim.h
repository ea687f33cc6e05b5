// Optimizers and gradient clipping.
#pragma once
#include "flodl/module.h"
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace flodl {

/// Chooses the parameters of a group.
using ParameterFilter = std::function<bool(const NamedParameter &)>;

/// A parameter group of `SGD`; what is not set is the optimizer's.
struct SGDGroup {
  ParameterFilter where = {};
  std::optional<double> lr = {}, momentum = {}, weight_decay = {};
};
/// Update: g += weight_decay * p; v = momentum * v + g; p -= lr * v.
struct SGDOptions {
  double lr = 1e-2;
  double momentum = 0;
  double weight_decay = 0;
  /// A parameter belongs to the first group whose `where` accepts it, else to the remaining ones.
  std::vector<SGDGroup> groups = {};
};

/// A parameter group of `Adam` and `AdamW`; what is not set is the optimizer's.
struct AdamGroup {
  ParameterFilter where = {};
  std::optional<double> lr = {}, weight_decay = {}, eps = {};
  std::optional<std::array<double, 2>> betas = {};
};
/// Adam with L2 decay (`weight_decay` is added to the gradient).
/// Source: Kingma and Ba 2015, "Adam: a method for stochastic optimization".
struct AdamOptions {
  double lr = 1e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double eps = 1e-8;
  double weight_decay = 0;
  std::vector<AdamGroup> groups = {};
};
/// Adam with decoupled decay: p *= 1 - lr * weight_decay first.
/// Source: Loshchilov and Hutter 2019, "Decoupled weight decay regularization".
struct AdamWOptions {
  double lr = 1e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double eps = 1e-8;
  double weight_decay = 1e-2;
  std::vector<AdamGroup> groups = {};
};

namespace detail {
/// Kind and options of an optimizer before it has parameters.
struct OptimizerSpec {
  OptimizerKind kind = OptimizerKind::SGD;
  /// Group 0 is the one without filter.
  std::vector<ParameterFilter> filters;
  std::vector<OptimizerGroup> groups;
};
OptimizerSpec specOf(const SGDOptions &options, SourceLoc loc);
OptimizerSpec specOf(const AdamOptions &options, SourceLoc loc);
OptimizerSpec specOf(const AdamWOptions &options, SourceLoc loc);
}  // namespace detail

/// Updates parameters from their gradients, in place. Parameters without a gradient, and those
/// that require none, are left alone. Create it after moving the model to its device.
class Optimizer {
 public:
  /// Errors: a parameter twice; a negative rate, decay or eps; betas outside [0, 1).
  Optimizer(const std::vector<NamedParameter> &parameters, const detail::OptimizerSpec &spec, SourceLoc loc);

  /// One update from the present gradients.
  void step(SourceLoc loc = SourceLoc::current());
  /// Removes the gradient of every parameter.
  void zero_grad();
  /// Rate of group 0, the parameters that no filter chose.
  double lr() const;
  /// Sets the rate of all groups.
  void set_lr(double lr);
  /// Sets the rate of one group. Errors: no such group.
  void set_group_lr(size_t group, double lr, SourceLoc loc = SourceLoc::current());
  /// Multiplies the rate of every group.
  void scale_lr(double factor);
  size_t groups() const;

  const std::shared_ptr<detail::OptimizerImpl> &impl() const { return impl_; }

 private:
  std::shared_ptr<detail::OptimizerImpl> impl_;
};

/// Stochastic gradient descent with momentum and weight decay.
struct SGD : Optimizer {
  explicit SGD(const std::vector<NamedParameter> &parameters, const SGDOptions &options = {},
               SourceLoc loc = SourceLoc::current())
      : Optimizer(parameters, detail::specOf(options, loc), loc) {}
};
/// Adam; weight decay is added to the gradient. Source: Kingma and Ba 2015.
struct Adam : Optimizer {
  explicit Adam(const std::vector<NamedParameter> &parameters, const AdamOptions &options = {},
                SourceLoc loc = SourceLoc::current())
      : Optimizer(parameters, detail::specOf(options, loc), loc) {}
};
/// Adam with weight decay apart from the gradient. Source: Loshchilov and Hutter 2019.
struct AdamW : Optimizer {
  explicit AdamW(const std::vector<NamedParameter> &parameters, const AdamWOptions &options = {},
                 SourceLoc loc = SourceLoc::current())
      : Optimizer(parameters, detail::specOf(options, loc), loc) {}
};

/// Scales all gradients so that their common L2 norm is at most `max_norm`. Returns the norm
/// before; a norm that is not finite leaves the gradients as they are.
double clip_grad_norm(const std::vector<NamedParameter> &parameters, double max_norm,
                      SourceLoc loc = SourceLoc::current());
/// Clamps every element of every gradient to [-limit, limit].
void clip_grad_value(const std::vector<NamedParameter> &parameters, double limit,
                     SourceLoc loc = SourceLoc::current());

}  // namespace flodl
