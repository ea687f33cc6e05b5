#include "runtime/core/Optimizer.h"
#include "runtime/core/Backend.h"
#include "runtime/core/Runtime.h"
#include "runtime/core/Tensors.h"
#include <cmath>
#include <unordered_set>

namespace flodl::rt {

using detail::OptimizerGroup;
using detail::OptimizerKind;

static void requireRange(bool ok, const char *name, double value, const char *range) {
  if (!ok)
    throw Error(ErrorCode::InvalidArgument,
                std::string("optimizer expects ") + name + " " + range + ", but got " + std::to_string(value));
}

static void validate(const OptimizerGroup &group) {
  auto isBeta = [](double beta) { return beta >= 0 && beta < 1; };
  requireRange(group.lr >= 0, "lr", group.lr, "of at least 0");
  requireRange(group.weightDecay >= 0, "weight_decay", group.weightDecay, "of at least 0");
  requireRange(group.momentum >= 0, "momentum", group.momentum, "of at least 0");
  requireRange(group.eps >= 0, "eps", group.eps, "of at least 0");
  requireRange(isBeta(group.beta1), "beta1", group.beta1, "in [0, 1)");
  requireRange(isBeta(group.beta2), "beta2", group.beta2, "in [0, 1)");
}

Optimizer::Optimizer(OptimizerKind kind, std::vector<OptimizerGroup> groups)
    : kind(kind), parameterGroups(std::move(groups)) {
  std::unordered_set<c10::TensorImpl *> seen;
  for (size_t i = 0; i < parameterGroups.size(); ++i) {
    validate(parameterGroups[i]);
    for (const detail::Handle &handle : parameterGroups[i].parameters) {
      const at::Tensor &parameter = tensorOf(handle);
      if (!seen.insert(parameter.unsafeGetTensorImpl()).second)
        throw Error(ErrorCode::InvalidArgument, "optimizer got a parameter of shape " + describe(parameter.sizes()) +
                                                    " twice; list every parameter once, in one group");
      if (!parameter.is_floating_point())
        throw Error(ErrorCode::DTypeMismatch,
                    "optimizer expects floating-point parameters, but got " + describe(parameter));
      slots.push_back({parameter, i, {}, {}});
    }
  }
}

OptimizerGroup &Optimizer::group(size_t index) {
  if (index >= parameterGroups.size())
    throw Error(ErrorCode::InvalidArgument, "optimizer has " + std::to_string(parameterGroups.size()) +
                                                " groups, but group " + std::to_string(index) + " was asked for");
  return parameterGroups[index];
}

int Optimizer::slotOf(const at::Tensor &parameter) const {
  for (size_t i = 0; i < slots.size(); ++i)
    if (slots[i].parameter.is_same(parameter))
      return static_cast<int>(i);
  return -1;
}

void Optimizer::step() {
  std::vector<Update> updates;
  for (size_t i = 0; i < slots.size(); ++i)
    if (slots[i].parameter.requires_grad() && slots[i].parameter.grad().defined())
      updates.push_back({static_cast<int>(i), slots[i].parameter.grad()});
  guarded([&] { update(updates, 1); });
}

void Optimizer::zeroGrad() {
  for (Slot &slot : slots)
    slot.parameter.mutable_grad().reset();
}

/// State follows the parameter: its element type, its layout in memory, its device.
void Optimizer::prepareState(Slot &slot) {
  auto fit = [&](at::Tensor &state) {
    if (!state.defined())
      state = at::zeros_like(slot.parameter.detach(), at::MemoryFormat::Preserve);
    else if (state.device() != slot.parameter.device() || state.scalar_type() != slot.parameter.scalar_type())
      state = state.to(slot.parameter.options());
  };
  if (kind != OptimizerKind::SGD || parameterGroups[slot.group].momentum > 0)
    fit(slot.first);
  if (kind != OptimizerKind::SGD)
    fit(slot.second);
}

/// Half-precision parameters are updated in float32 and rounded once.
void Optimizer::updateThroughFloat(Slot &slot, const at::Tensor &gradient, double gradientScale) {
  at::Tensor parameter = slot.parameter.detach().to(at::kFloat), wide = gradient.to(at::kFloat);
  at::Tensor first = slot.first.defined() ? slot.first.to(at::kFloat) : at::Tensor();
  at::Tensor second = slot.second.defined() ? slot.second.to(at::kFloat) : at::Tensor();
  UpdateSegment segment{parameter.data_ptr(), wide.data_ptr(), first.defined() ? first.data_ptr() : nullptr,
                        second.defined() ? second.data_ptr() : nullptr, parameter.numel(), kFloat32, slot.steps + 1,
                        &parameterGroups[slot.group]};
  backend(parameter.device().type()).update(kind, {&segment, 1}, gradientScale);
  slot.parameter.detach().copy_(parameter);
  if (first.defined())
    slot.first.copy_(first);
  if (second.defined())
    slot.second.copy_(second);
}

void Optimizer::update(std::span<const Update> updates, double gradientScale) {
  c10::NoGradGuard noGrad;
  segments.clear();
  updated.clear();
  at::Device device = at::kCPU;
  // One launch over all parameters, unless they lie on several devices. It may throw what an earlier
  // call did wrong: nothing is updated then, so nothing is counted before it.
  auto flush = [&] {
    if (!segments.empty())
      backend(device.type()).update(kind, segments, gradientScale);
    for (int slot : updated)
      ++slots[static_cast<size_t>(slot)].steps;
    if (!updated.empty())
      backend(device.type()).counted(device, weak_from_this(), updated);
    segments.clear();
    updated.clear();
  };
  c10::SmallVector<at::Tensor, 4> converted;  // gradients that lie in memory in another order
  for (const Update &update : updates) {
    Slot &slot = slots[static_cast<size_t>(update.slot)];
    const at::Tensor &parameter = slot.parameter;
    if (parameter.device() != device) {
      flush();
      device = parameter.device();
    }
    prepareState(slot);
    updated.push_back(update.slot);
    at::Tensor gradient = update.gradient;
    if (gradient.strides() != parameter.strides() || gradient.scalar_type() != parameter.scalar_type()) {
      gradient = at::empty_like(parameter.detach(), at::MemoryFormat::Preserve).copy_(gradient);
      converted.push_back(gradient);
    }
    if (parameter.scalar_type() != at::kFloat && parameter.scalar_type() != at::kDouble)
      updateThroughFloat(slot, gradient, gradientScale);
    else
      segments.push_back({parameter.data_ptr(), gradient.data_ptr(), slot.first.defined() ? slot.first.data_ptr() : nullptr,
                          slot.second.defined() ? slot.second.data_ptr() : nullptr, parameter.numel(),
                          dtypeOf(parameter.scalar_type()), slot.steps + 1, &parameterGroups[slot.group]});
  }
  flush();
  for (const Update &update : updates)
    slots[static_cast<size_t>(update.slot)].parameter.unsafeGetTensorImpl()->bump_version();
}

void Optimizer::collect(std::span<const Update> updates, std::vector<UpdateSegment> &list) {
  c10::NoGradGuard noGrad;
  list.clear();
  for (const Update &update : updates) {
    Slot &slot = slots[static_cast<size_t>(update.slot)];
    const at::Tensor &parameter = slot.parameter;
    if (update.gradient.strides() != parameter.strides())
      throw Error(ErrorCode::Runtime, "the training step expects parameters of row-major layout, but got one of shape " +
                                          describe(parameter.sizes()) + " with other strides; call contiguous() on it");
    prepareState(slot);
    list.push_back({parameter.data_ptr(), update.gradient.data_ptr(),
                    slot.first.defined() ? slot.first.data_ptr() : nullptr,
                    slot.second.defined() ? slot.second.data_ptr() : nullptr, parameter.numel(),
                    dtypeOf(parameter.scalar_type()), slot.steps + 1, &parameterGroups[slot.group]});
  }
}

void Optimizer::count(std::span<const Update> updates) {
  for (const Update &update : updates) {
    Slot &slot = slots[static_cast<size_t>(update.slot)];
    ++slot.steps;
    slot.parameter.unsafeGetTensorImpl()->bump_version();
  }
}

void Optimizer::uncount(std::span<const int> list) {
  for (int slot : list)
    --slots[static_cast<size_t>(slot)].steps;
}

std::shared_ptr<detail::OptimizerImpl> TorchRuntime::optimizer(OptimizerKind kind, std::vector<OptimizerGroup> groups) {
  return std::make_shared<Optimizer>(kind, std::move(groups));
}

}  // namespace flodl::rt
