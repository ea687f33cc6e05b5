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
  detail::Handle forward(std::span<const detail::Handle> inputs) override;
  detail::Handle output(size_t index) override;
  void setOptimizer(std::shared_ptr<detail::OptimizerImpl> optimizer, detail::ClipKind clip, double clipLimit) override;
  std::shared_ptr<detail::StepResultImpl> step(std::span<const detail::Handle> inputs) override;
  bool hasStep() const override { return model->code.step.run != nullptr; }
  uint64_t forwardNumber() const override { return model->forwardNumber; }
  void setForwardNumber(uint64_t number) override { model->forwardNumber = number; }

 private:
  /// The last forward, whose outputs can be copied until the next call takes its frame. After its
  /// backward the frame is back in the pool, with the outputs still in place.
  struct Last {
    Frame *frame = nullptr;
    FrameLease lease;                             ///< of a forward without gradients
    std::shared_ptr<torch::autograd::Node> node;  ///< of one with gradients; none when there are no tags
  };

  std::shared_ptr<ModelState> model;
  Last last;
};

}  // namespace flodl::rt
