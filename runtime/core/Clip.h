// Gradient clipping, eager and in compiled steps.
#pragma once
#include "flodl/detail/runtime.h"
#include <ATen/ATen.h>
#include <span>

namespace flodl::rt {

/// Throws unless `limit` is above 0 (`Norm`) or at least 0 (`Value`).
void checkLimit(detail::ClipKind kind, double limit);
/// The norm over all gradients, or the largest absolute value.
double measure(detail::ClipKind kind, std::span<const at::Tensor> gradients);
/// Factor that brings gradients of norm `norm` to `limit`; 1 when there is nothing to do, or when
/// the norm is not finite.
double clipFactor(double norm, double limit);
/// Limits every element to [-limit, limit]; NaN stays.
void clampGradients(std::span<const at::Tensor> gradients, double limit);

}  // namespace flodl::rt
