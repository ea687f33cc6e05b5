#include "runtime/cpu/CpuBackend.h"
#include "runtime/core/Clip.h"
#include "runtime/core/ModelState.h"
#include "runtime/core/Views.h"
#include "runtime/cpu/MultiTensor.h"
#include <cstring>

namespace flodl::rt {

namespace {

class CpuBackend final : public Backend {
 public:
  void execute(ModelState &, Frame &frame, Phase phase) override {
    frame.call.publish(frame.active->views(), /*cuda=*/false, /*stream=*/nullptr);
    (phase == Phase::Run ? frame.program->run : frame.program->backward)(frame.call);
  }

  void checkIndex(ProgramCall &, const View &index, const View *checked, const IndexRange &range) override {
    check(index.as<int64_t>(), index.numel, range);
    if (checked)
      std::memcpy(checked->data, index.data, static_cast<size_t>(index.numel) * sizeof(int64_t));
  }

  at::Tensor checkedIndex(const at::Tensor &index, const IndexRange &range) override {
    const at::Tensor values = index.contiguous();
    check(static_cast<const int64_t *>(values.const_data_ptr()), values.numel(), range);
    return index;
  }

  void writeBuffers(ProgramCall &, std::span<const View *const> valuesAndBuffers) override {
    for (size_t i = 0; i < valuesAndBuffers.size(); i += 2)
      tensorOf(*valuesAndBuffers[i + 1]).copy_(tensorOf(*valuesAndBuffers[i]));
  }

  at::Tensor allocate(size_t bytes, at::Device) override {
    return at::empty({static_cast<int64_t>(bytes)}, at::TensorOptions(at::kByte));
  }

  /// By norm it only measures: the optimizer multiplies while it reads the gradients.
  void clip(ProgramCall &step) override {
    const ModelState &model = *step.model;
    std::vector<at::Tensor> gradients = step.presentGradients();
    if (model.clip == detail::ClipKind::Value) {
      clampGradients(gradients, model.clipLimit);
      return;
    }
    step.record->norm = rt::measure(model.clip, gradients);
    step.gradientScale = clipFactor(step.record->norm, model.clipLimit);
  }

  void optimize(ProgramCall &step) override {
    const ModelState &model = *step.model;
    std::vector<Optimizer::Update> updates;
    for (size_t i = 0; i < step.present.size(); ++i)
      if (step.present[i] && model.optimizerSlots[i] >= 0)
        updates.push_back({model.optimizerSlots[i], model.gradients.persistentSet()[i]});
    model.optimizer->update(updates, step.gradientScale);
  }

  void record(ProgramCall &step, int term, const View &value) override {
    double number = tensorOf(value).item().toDouble();
    if (term < 0)
      step.record->lossValue = number;
    else
      step.record->terms.at(static_cast<size_t>(term)) = number;
  }

  void update(detail::OptimizerKind kind, std::span<const UpdateSegment> segments, double gradientScale) override {
    updateCpu(kind, segments, gradientScale);
  }
  double measure(detail::ClipKind kind, std::span<const GradientSegment> segments) override {
    return measureCpu(kind, segments);
  }
  void scale(std::span<const GradientSegment> segments, double factor) override { scaleCpu(segments, factor); }
  void clamp(std::span<const GradientSegment> segments, double limit) override { clampCpu(segments, limit); }

 private:
  static void check(const int64_t *values, int64_t count, const IndexRange &range) {
    for (int64_t i = 0; i < count; ++i)
      if (!range.holds(values[i]))
        throw indexError({range, values[i], i});
  }
};

}  // namespace

Backend &cpuBackend() {
  static CpuBackend backend;
  return backend;
}

}  // namespace flodl::rt
