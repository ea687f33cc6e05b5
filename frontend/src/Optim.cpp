// Optimizers over the runtime's implementations.
#include "flodl/optim.h"
#include "TensorImpl.h"
#include <algorithm>

namespace flodl {
namespace detail {

static void require(bool holds, const std::string &text, SourceLoc loc) {
  if (!holds)
    throw Error(ErrorCode::InvalidArgument, text, loc);
}

static void check(const char *name, const OptimizerGroup &group, SourceLoc loc) {
  std::string who(name);
  require(group.lr >= 0, who + ": expects lr >= 0, but got " + std::to_string(group.lr), loc);
  require(group.weightDecay >= 0, who + ": expects weight_decay >= 0, but got " + std::to_string(group.weightDecay),
          loc);
  require(group.eps >= 0, who + ": expects eps >= 0, but got " + std::to_string(group.eps), loc);
  require(group.momentum >= 0, who + ": expects momentum >= 0, but got " + std::to_string(group.momentum), loc);
  for (double beta : {group.beta1, group.beta2})
    require(beta >= 0 && beta < 1, who + ": expects betas in [0, 1), but got " + std::to_string(beta), loc);
}

OptimizerSpec specOf(const SGDOptions &options, SourceLoc loc) {
  OptimizerSpec spec{OptimizerKind::SGD, {nullptr}, {OptimizerGroup()}};
  OptimizerGroup &base = spec.groups[0];
  base.lr = options.lr;
  base.momentum = options.momentum;
  base.weightDecay = options.weight_decay;
  for (const SGDGroup &given : options.groups) {
    OptimizerGroup group = spec.groups[0];
    group.lr = given.lr.value_or(group.lr);
    group.momentum = given.momentum.value_or(group.momentum);
    group.weightDecay = given.weight_decay.value_or(group.weightDecay);
    spec.filters.push_back(given.where);
    spec.groups.push_back(group);
  }
  for (const OptimizerGroup &group : spec.groups)
    check("SGD", group, loc);
  return spec;
}

template <class Options>
static OptimizerSpec adamSpec(OptimizerKind kind, const char *name, const Options &options, SourceLoc loc) {
  OptimizerSpec spec{kind, {nullptr}, {OptimizerGroup()}};
  OptimizerGroup &base = spec.groups[0];
  base.lr = options.lr;
  base.beta1 = options.betas[0];
  base.beta2 = options.betas[1];
  base.eps = options.eps;
  base.weightDecay = options.weight_decay;
  for (const AdamGroup &given : options.groups) {
    OptimizerGroup group = spec.groups[0];
    group.lr = given.lr.value_or(group.lr);
    group.weightDecay = given.weight_decay.value_or(group.weightDecay);
    group.eps = given.eps.value_or(group.eps);
    if (given.betas) {
      group.beta1 = (*given.betas)[0];
      group.beta2 = (*given.betas)[1];
    }
    spec.filters.push_back(given.where);
    spec.groups.push_back(group);
  }
  for (const OptimizerGroup &group : spec.groups)
    check(name, group, loc);
  return spec;
}

OptimizerSpec specOf(const AdamOptions &options, SourceLoc loc) {
  return adamSpec(OptimizerKind::Adam, "Adam", options, loc);
}
OptimizerSpec specOf(const AdamWOptions &options, SourceLoc loc) {
  return adamSpec(OptimizerKind::AdamW, "AdamW", options, loc);
}

}  // namespace detail

using namespace detail;

Optimizer::Optimizer(const std::vector<NamedParameter> &parameters, const OptimizerSpec &spec, SourceLoc loc) {
  std::vector<OptimizerGroup> groups = spec.groups;
  for (size_t i = 0; i < parameters.size(); ++i) {
    for (size_t k = 0; k < i; ++k)
      if (parameters[k].impl() == parameters[i].impl())
        throw Error(ErrorCode::InvalidArgument,
                    "optimizer: the parameter \"" + parameters[i].name + "\" is listed twice", loc);
    size_t chosen = 0;
    for (size_t g = spec.filters.size() - 1; g > 0; --g)
      if (spec.filters[g] && spec.filters[g](parameters[i]))
        chosen = g;
    groups[chosen].parameters.push_back(valueOf(parameters[i], "an optimizer", loc));
  }
  impl_ = runtime().optimizer(spec.kind, std::move(groups));
}

void Optimizer::step(SourceLoc loc) {
  try {
    impl_->step();
  } catch (const Error &) {
    throw;
  } catch (const std::exception &error) {
    throw Error(ErrorCode::Runtime, std::string("optimizer: ") + error.what(), loc);
  }
}
void Optimizer::zero_grad() { impl_->zeroGrad(); }
double Optimizer::lr() const { return impl_->group(0).lr; }
size_t Optimizer::groups() const { return impl_->groups(); }

void Optimizer::set_lr(double lr) {
  for (size_t i = 0; i < impl_->groups(); ++i)
    impl_->group(i).lr = lr;
}
void Optimizer::scale_lr(double factor) {
  for (size_t i = 0; i < impl_->groups(); ++i)
    impl_->group(i).lr *= factor;
}
void Optimizer::set_group_lr(size_t group, double lr, SourceLoc loc) {
  if (group >= impl_->groups())
    throw Error(ErrorCode::InvalidArgument,
                "set_group_lr: group " + std::to_string(group) + " of an optimizer with " +
                    std::to_string(impl_->groups()) + " groups",
                loc);
  impl_->group(group).lr = lr;
}

static std::vector<Handle> handles(const std::vector<NamedParameter> &parameters, const char *what, SourceLoc loc) {
  std::vector<Handle> handles;
  for (const NamedParameter &parameter : parameters)
    handles.push_back(valueOf(parameter, what, loc));
  return handles;
}

double clip_grad_norm(const std::vector<NamedParameter> &parameters, double max_norm, SourceLoc loc) {
  return runtime().clipGradients(ClipKind::Norm, handles(parameters, "clip_grad_norm", loc), max_norm);
}
void clip_grad_value(const std::vector<NamedParameter> &parameters, double limit, SourceLoc loc) {
  runtime().clipGradients(ClipKind::Value, handles(parameters, "clip_grad_value", loc), limit);
}

}  // namespace flodl
