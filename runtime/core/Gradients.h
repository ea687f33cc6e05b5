// Persistent gradients of an instance's parameters.
#pragma once
#include <ATen/ATen.h>
#include <span>

namespace flodl::rt {

/// Two flat sets of gradients: the persistent one, whose tensors become `.grad`, and a second one
/// that a backward writes when gradients are already present, to be added afterwards.
class GradientStore {
 public:
  explicit GradientStore(std::span<const at::Tensor> parameters) : parameters(parameters) {}

  /// Where the next backward writes. Chooses the second set when some parameter that is wanted
  /// already has a gradient, and new memory when the user still holds a gradient that was given out.
  std::span<const at::Tensor> beginBackward(std::span<const uint8_t> wanted);
  /// Makes what the backward wrote the parameters' `.grad`, adding where one is present.
  void endBackward(std::span<const uint8_t> wanted);

  /// The persistent set for a training step, which leaves every `.grad` undefined.
  std::span<const at::Tensor> beginStep();
  std::span<const at::Tensor> persistentSet() const { return persistent; }

 private:
  std::vector<at::Tensor> allocate() const;
  std::span<const at::Tensor> freshPersistent();

  std::span<const at::Tensor> parameters;
  std::vector<at::Tensor> persistent, second;
  bool adding = false;
};

}  // namespace flodl::rt
