// What generated code calls on the runtime beside operations.
#include "runtime/core/Backend.h"
#include "runtime/core/ModelState.h"
#include "runtime/core/Random.h"
#include "flodl/base/error.h"

namespace flodl::rt {

RandomKey Call::random(const char *path, int64_t draw) const {
  const ProgramCall &call = static_cast<const ProgramCall &>(*this);
  return {randomKey(seed(), call.model->instance, path, draw), call.forward, call.forwardOnDevice};
}

std::vector<at::Tensor> ProgramCall::presentGradients() const {
  std::vector<at::Tensor> gradients;
  for (size_t i = 0; i < present.size(); ++i)
    if (present[i])
      gradients.push_back(model->gradients.persistentSet()[i]);
  return gradients;
}

static Backend &backendOf(const ProgramCall &call) { return backend(call.model->device().type()); }

SideWork::SideWork(Call &call) : call(call) { backendOf(programCall(call)).beginSideWork(programCall(call)); }
SideWork::~SideWork() { backendOf(programCall(call)).endSideWork(programCall(call)); }
void joinSideWork(Call &call) { backendOf(programCall(call)).joinSideWork(programCall(call)); }

void clipGradients(Call &call) {
  ProgramCall &step = programCall(call);
  if (step.model->clip != detail::ClipKind::None)
    backendOf(step).clip(step);
}

void optimizerStep(Call &call) { backendOf(programCall(call)).optimize(programCall(call)); }
void recordLoss(Call &call, const View &loss) { backendOf(programCall(call)).record(programCall(call), -1, loss); }
void recordTerm(Call &call, int index, const View &term) {
  backendOf(programCall(call)).record(programCall(call), index, term);
}

void checkIndex(Call &call, const View &index, const View *checked, int64_t count, int64_t ignore, const char *operand,
                const char *place) {
  backendOf(programCall(call)).checkIndex(programCall(call), index, checked, {count, ignore, operand, place});
}

void writeBuffers(Call &call, std::span<const View *const> valuesAndBuffers) {
  backendOf(programCall(call)).writeBuffers(programCall(call), valuesAndBuffers);
}

}  // namespace flodl::rt
