// Kernels of our own for devices other than the CPU. What a device has no kernel for goes through
// libtorch.
#pragma once
#include "flodl/rt/program.h"
#include <ATen/ATen.h>
#include <optional>

namespace flodl::kernels {

class DeviceKernels {
 public:
  virtual ~DeviceKernels() = default;
  /// `out = lhs * rhs (+ bias)` for matrices, or batches of them, of one element type. False when
  /// the layout of an operand does not allow it; nothing is written then.
  virtual bool product(const at::Tensor &out, const at::Tensor &lhs, const at::Tensor &rhs,
                       const std::optional<at::Tensor> &bias) = 0;
  virtual void dropout(const at::Tensor &out, const at::Tensor &input, double p, const rt::RandomKey &random) = 0;
  /// The factors of dropout alone.
  virtual void dropoutMask(const at::Tensor &out, double p, const rt::RandomKey &random) = 0;
  virtual void uniform(const at::Tensor &out, const rt::RandomKey &random) = 0;
  virtual void normal(const at::Tensor &out, const rt::RandomKey &random) = 0;
};

/// Null for the CPU, and for a device whose library is not loaded.
DeviceKernels *deviceKernels(at::DeviceType type);
void registerKernels(at::DeviceType type, DeviceKernels *kernels);

}  // namespace flodl::kernels
