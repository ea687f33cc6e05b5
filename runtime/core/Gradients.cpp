#include "runtime/core/Gradients.h"
#include "runtime/core/MemoryPlan.h"
#include <map>

namespace flodl::rt {

/// One tensor per parameter, contiguous, in one block per element type.
std::vector<at::Tensor> GradientStore::allocate() const {
  std::map<at::ScalarType, size_t> bytes;
  std::vector<size_t> offsets;
  for (const at::Tensor &parameter : parameters) {
    size_t &end = bytes[parameter.scalar_type()];
    offsets.push_back(end);
    end += alignUp(parameter.nbytes());
  }
  std::map<at::ScalarType, at::Tensor> blocks;
  for (auto [type, size] : bytes)
    blocks[type] = at::zeros({static_cast<int64_t>(size / c10::elementSize(type))},
                             parameters[0].options().dtype(type).requires_grad(false));
  std::vector<at::Tensor> gradients;
  for (size_t i = 0; i < parameters.size(); ++i) {
    at::ScalarType type = parameters[i].scalar_type();
    // A tensor of its own over the block (not a view of it), as `.grad` has to be.
    at::Tensor gradient = at::empty({0}, blocks[type].options());
    gradient.set_(blocks[type].storage(), static_cast<int64_t>(offsets[i] / c10::elementSize(type)), parameters[i].sizes());
    gradients.push_back(std::move(gradient));
  }
  return gradients;
}

/// Whether somebody beside the store and the parameter holds `gradient`.
static bool isHeld(const at::Tensor &gradient, const at::Tensor &parameter) {
  return gradient.use_count() > (parameter.grad().is_same(gradient) ? 2u : 1u);
}

std::span<const at::Tensor> GradientStore::freshPersistent() {
  bool fresh = persistent.empty();
  for (size_t i = 0; i < persistent.size() && !fresh; ++i)
    fresh = isHeld(persistent[i], parameters[i]);
  if (fresh)
    persistent = allocate();
  return persistent;
}

std::span<const at::Tensor> GradientStore::beginBackward(std::span<const uint8_t> wanted) {
  adding = false;
  for (size_t i = 0; i < parameters.size(); ++i)
    adding |= wanted[i] && parameters[i].grad().defined();
  if (!adding) {
    // A program may write more gradients than are wanted; what a parameter got before it was frozen stays.
    for (size_t i = 0; i < persistent.size(); ++i)
      if (!wanted[i] && parameters[i].grad().is_same(persistent[i])) {
        persistent.clear();
        break;
      }
    return freshPersistent();
  }
  if (second.empty())
    second = allocate();
  return second;
}

void GradientStore::endBackward(std::span<const uint8_t> wanted) {
  c10::NoGradGuard noGrad;
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (!wanted[i])
      continue;
    at::Tensor &grad = parameters[i].mutable_grad();
    if (!adding)
      grad = persistent[i];
    else if (grad.defined())
      grad.add_(second[i]);
    else if (!persistent.empty() && !isHeld(persistent[i], parameters[i]))
      grad = persistent[i].copy_(second[i]);
    else
      grad = second[i].clone();
  }
}

std::span<const at::Tensor> GradientStore::beginStep() {
  for (const at::Tensor &parameter : parameters)
    if (parameter.grad().defined())
      parameter.mutable_grad().reset();
  return freshPersistent();
}

}  // namespace flodl::rt
