// SGD, Adam and AdamW over lists of parameters; shared by eager training and compiled steps.
#pragma once
#include "runtime/core/Segments.h"

namespace flodl::rt {

/// All parameters are updated by one multi-tensor loop, in place. A parameter without a gradient,
/// or frozen, keeps its value, its state and its step count.
class Optimizer final : public detail::OptimizerImpl, public std::enable_shared_from_this<Optimizer> {
 public:
  /// Throws when a hyper-parameter is out of range or a parameter is listed twice.
  Optimizer(detail::OptimizerKind kind, std::vector<detail::OptimizerGroup> groups);

  void step() override;
  void zeroGrad() override;
  detail::OptimizerGroup &group(size_t index) override;
  size_t groups() const override { return parameterGroups.size(); }

  /// Number of the parameter in this optimizer, -1 when it has none of it.
  int slotOf(const at::Tensor &parameter) const;

  /// Updates the given slots from these gradients, multiplied by `gradientScale`.
  struct Update {
    int slot;
    at::Tensor gradient;
  };
  void update(std::span<const Update> updates, double gradientScale);

  /// For a device whose recorded work updates memory that was handed out before: what `update`
  /// would work on, with state prepared and nothing counted; and the counting alone.
  void collect(std::span<const Update> updates, std::vector<UpdateSegment> &segments);
  void count(std::span<const Update> updates);
  /// Takes one update of these slots back: the device did not do it.
  void uncount(std::span<const int> slots);
  detail::OptimizerKind optimizerKind() const { return kind; }

 private:
  struct Slot {
    at::Tensor parameter;
    size_t group;
    at::Tensor first, second;  ///< made at the first update
    int64_t steps = 0;
  };
  void prepareState(Slot &slot);
  void updateThroughFloat(Slot &slot, const at::Tensor &gradient, double gradientScale);

  detail::OptimizerKind kind;
  std::vector<detail::OptimizerGroup> parameterGroups;
  std::vector<Slot> slots;
  std::vector<UpdateSegment> segments;  ///< kept between steps, as are
  std::vector<int> updated;             ///< the slots that were updated on the present device
};

}  // namespace flodl::rt
