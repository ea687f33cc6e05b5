// The training step: eagerly from its parts, or one compiled program.
#include "Check.h"
#include "GraphImpl.h"
#include <algorithm>
#include <limits>

namespace flodl {
namespace detail {

LossContext LossInputs::context(const LossInputs &inputs, Tensor output, Batch batch) {
  LossContext context;
  context.output = std::move(output);
  context.batch = std::move(batch);
  context.inputs_ = &inputs;
  return context;
}

/// What an eager step computed, read when asked for.
class EagerStep : public StepResultImpl {
 public:
  EagerStep(Tensor loss, double norm, std::vector<Tensor> terms)
      : loss_(std::move(loss)), norm_(norm), terms_(std::move(terms)) {}
  double loss() override { return loss_.item(); }
  double gradNorm() override { return norm_; }
  double term(size_t index) override { return terms_[index].item(); }

 private:
  Tensor loss_;
  double norm_;
  std::vector<Tensor> terms_;
};

/// The batch under the names that the model declares, as a recorded loss sees it.
static Batch named(const GraphImpl &impl, const std::vector<Tensor> &values, const Batch &batch) {
  if (!batch.has_default_names() || impl.inputSpecs.size() + impl.targetSpecs.size() != values.size())
    return batch;
  Batch result;
  size_t i = 0;
  for (const std::vector<InputSpec> *specs : {&impl.inputSpecs, &impl.targetSpecs})
    for (const InputSpec &spec : *specs)
      result.set(spec.name, values[i++]);
  return result;
}

static StepResult eagerStep(Graph &graph, const std::vector<Tensor> &values, const Batch &batch, SourceLoc loc) {
  GraphImpl &impl = graph.impl();
  Optimizer &optimizer = graph.optimizer(loc);
  std::vector<NamedParameter> parameters = graph.parameters();
  optimizer.zero_grad();
  std::vector<Tensor> parts;
  std::vector<std::string> names;
  Tensor total;
  {
    Execution execution(nullptr, {impl.number, impl.forwards++}, values[0].device());
    execution.learnSizes(impl.inputSpecs, values);
    execution.learnSizes(impl.targetSpecs, std::span(values).subspan(std::min(impl.inputs.size(), values.size())));
    LossInputs inputs;
    inputs.parameters = parameters;
    size_t count = impl.inputs.size();
    std::vector<Tensor> given(values.begin(), values.begin() + count);
    Tensor output = impl.regions.empty() || impl.eager ? impl.run(given, inputs.tags)
                                                       : impl.runRegions(given, inputs.tags, loc);
    inputs.targets.assign(values.begin() + count, values.end());
    if (impl.targetSpecs.empty())  // without a declaration: the fields that are no inputs
      for (size_t i = 0; i < batch.size(); ++i)
        if (std::none_of(values.begin(), values.end(), [&](const Tensor &v) { return v.impl() == batch[i].impl(); }))
          inputs.targets.push_back(batch[i]);
    Scope scope(nullptr, "loss", impl.lossLoc);
    Terms terms = impl.loss(LossInputs::context(inputs, output, named(impl, values, batch)));
    for (auto &[name, value] : terms.terms()) {
      total = total.defined() ? Operand(total, impl.lossLoc) + Operand(value, impl.lossLoc) : value;
      if (!name.empty()) {
        names.push_back(name);
        parts.push_back(value.detach());
      }
    }
    for (auto &[name, value] : inputs.tags)
      impl.tagged[name] = value.detach();
  }
  total.backward(loc);
  double norm = std::numeric_limits<double>::quiet_NaN();
  if (impl.clip == ClipKind::Norm)
    norm = clip_grad_norm(parameters, impl.clipLimit, loc);
  else if (impl.clip == ClipKind::Value)
    clip_grad_value(parameters, impl.clipLimit, loc);
  optimizer.step(loc);
  optimizer.zero_grad();
  graph.detach_state();
  return StepResult(std::make_shared<EagerStep>(total.detach(), norm, std::move(parts)), std::move(names));
}

}  // namespace detail

using namespace detail;

// What a loss may look at.

const Tensor &LossContext::target() const {
  if (inputs_->targets.size() != 1)
    throw Error(ErrorCode::InvalidArgument,
                "a loss f(output, target) needs a model with exactly one target, but this one has " +
                    std::to_string(inputs_->targets.size()) +
                    "; declare it in `.targets`, or write the loss as f(const LossContext &)",
                here());
  return inputs_->targets[0];
}

const Tensor &LossContext::tag(std::string_view name) const {
  std::string known;
  for (auto &[tag, value] : inputs_->tags) {
    if (tag == name)
      return value;
    known += (known.empty() ? "\"" : ", \"") + tag + "\"";
  }
  throw Error(ErrorCode::InvalidArgument,
              "loss: no tag \"" + std::string(name) + "\"; tags: " + (known.empty() ? "none" : known), here());
}

const Tensor &LossContext::parameter(std::string_view path) const {
  for (const NamedParameter &parameter : inputs_->parameters)
    if (parameter.name == path)
      return parameter;
  throw Error(ErrorCode::InvalidArgument, "loss: no parameter \"" + std::string(path) + "\"", here());
}

// Results of a step.

LazyScalar StepResult::loss() const {
  return LazyScalar([impl = impl_] { return impl->loss(); });
}
LazyScalar StepResult::grad_norm() const {
  return LazyScalar([impl = impl_] { return impl->gradNorm(); });
}
LazyScalar StepResult::term(std::string_view name, SourceLoc loc) const {
  std::string known;
  for (size_t i = 0; i < terms_.size(); ++i) {
    if (terms_[i] == name)
      return LazyScalar([impl = impl_, i] { return impl->term(i); });
    known += (known.empty() ? "\"" : ", \"") + terms_[i] + "\"";
  }
  throw Error(ErrorCode::InvalidArgument,
              "the loss has no term \"" + std::string(name) + "\"; its terms: " + (known.empty() ? "none" : known),
              loc);
}

StepResult Graph::train_step(const Batch &batch, SourceLoc loc) {
  if (!impl_->loss)
    throw Error(ErrorCode::InvalidArgument,
                "train_step needs a loss; call set_loss(cross_entropy_loss) in the model's factory", loc);
  optimizer(loc);
  if (impl_->stale)
    bindGraph(*this);
  std::vector<Tensor> values = bindFields(*impl_, batch, /*targets=*/true, loc);
  impl_->metrics.markStart();
  impl_->forgetTags();
  BoundProgram *program = programFor(*this, values[0]);
  if (!program || !program->instance->hasStep())
    return eagerStep(*this, values, batch, loc);
  if (!program->stepReady) {
    program->instance->setOptimizer(optimizer(loc).impl(), impl_->clip, impl_->clipLimit);
    program->stepReady = true;
  }
  EagerReference reference;
  if (checking())
    reference = eagerReference(*this, values, impl_->forwards);
  program->instance->setFlags(program->flagValues());
  program->instance->setForwardNumber(impl_->forwards++);
  std::vector<Handle> handles = handlesOf(values, "train_step", loc);
  StepResult result(located(loc, [&] { return program->instance->step(handles); }), program->terms);
  if (checking())
    compareWithEager("the loss of model \"" + impl_->entry->name + "\"", scalar(result.loss().item()),
                     reference.loss, loc);
  return result;
}

}  // namespace flodl
