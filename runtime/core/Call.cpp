// What generated code calls on the runtime beside operations.
#include "runtime/core/Clip.h"
#include "runtime/core/ModelState.h"
#include "runtime/core/Random.h"
#include "runtime/core/Views.h"

namespace flodl::rt {

RandomKey Call::random(const char *path, int64_t draw) const {
  const ProgramCall &call = static_cast<const ProgramCall &>(*this);
  return {randomKey(seed(), call.model->instance, path, draw), call.forward, nullptr};
}

/// Gradients of the parameters that have one in this step.
static std::vector<at::Tensor> presentGradients(const ProgramCall &step) {
  std::vector<at::Tensor> gradients;
  for (size_t i = 0; i < step.present.size(); ++i)
    if (step.present[i])
      gradients.push_back(step.model->gradients.persistentSet()[i]);
  return gradients;
}

/// Clipping by norm only measures: the optimizer multiplies while it reads the gradients.
void clipGradients(Call &call) {
  ProgramCall &step = programCall(call);
  const ModelState &model = *step.model;
  if (model.clip == detail::ClipKind::None)
    return;
  std::vector<at::Tensor> gradients = presentGradients(step);
  step.record->norm = measure(model.clip, gradients);
  if (model.clip == detail::ClipKind::Value)
    clampGradients(gradients, model.clipLimit);
  else
    step.gradientScale = clipFactor(step.record->norm, model.clipLimit);
}

void optimizerStep(Call &call) {
  ProgramCall &step = programCall(call);
  const ModelState &model = *step.model;
  std::vector<Optimizer::Update> updates;
  for (size_t i = 0; i < step.present.size(); ++i)
    if (step.present[i] && model.optimizerSlots[i] >= 0)
      updates.push_back({model.optimizerSlots[i], model.gradients.persistentSet()[i]});
  model.optimizer->update(updates, step.gradientScale);
}

/// The one element of a scalar on the CPU.
static double scalarOf(const View &view) { return tensorOf(view).item().toDouble(); }

void recordLoss(Call &call, const View &loss) { programCall(call).record->lossValue = scalarOf(loss); }

void recordTerm(Call &call, int index, const View &term) {
  programCall(call).record->terms.at(static_cast<size_t>(index)) = scalarOf(term);
}

}  // namespace flodl::rt
