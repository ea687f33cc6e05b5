// A graph bound to its compiled programs.
#pragma once
#include "runtime/core/ModelState.h"

namespace flodl::rt {

/// Not thread-safe: one call at a time, as for any model that trains.
class CompiledInstance final : public detail::Instance {
 public:
  CompiledInstance(const ModelCode &code, const detail::BindRequest &request)
      : model(std::make_shared<ModelState>(code, request)) {}

  void setFlags(std::span<const uint8_t> flags) override { model->flags.assign(flags.begin(), flags.end()); }
  void setHypers(std::span<const double> hypers) override { model->hypers.assign(hypers.begin(), hypers.end()); }
  std::vector<detail::Handle> forward(std::span<const detail::Handle> inputs) override;
  void setOptimizer(std::shared_ptr<detail::OptimizerImpl> optimizer, detail::ClipKind clip, double clipLimit) override;
  std::shared_ptr<detail::StepResultImpl> step(std::span<const detail::Handle> inputs) override;
  bool hasStep() const override { return model->code.step.run != nullptr; }
  uint64_t forwardNumber() const override { return model->forwardNumber; }
  void setForwardNumber(uint64_t number) override { model->forwardNumber = number; }

 private:
  std::shared_ptr<ModelState> model;
};

}  // namespace flodl::rt
