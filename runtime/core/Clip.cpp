// Gradient clipping, eager and in compiled steps.
#include "runtime/core/Clip.h"
#include "runtime/core/Runtime.h"
#include "runtime/core/Segments.h"
#include "runtime/core/Tensors.h"
#include <cmath>

namespace flodl::rt {

using detail::ClipKind;

void checkLimit(ClipKind kind, double limit) {
  if (kind == ClipKind::Norm && !(limit > 0))
    throw Error(ErrorCode::InvalidArgument, "clip_grad_norm expects a limit above 0, but got " + std::to_string(limit));
  if (kind == ClipKind::Value && !(limit >= 0))
    throw Error(ErrorCode::InvalidArgument,
                "clip_grad_value expects a limit of at least 0, but got " + std::to_string(limit));
}

double clipFactor(double norm, double limit) {
  return std::isfinite(norm) && norm > limit ? limit / (norm + 1e-6) : 1;
}

/// Whether the multi-tensor loops take the gradient: dense, on the CPU, float32 or float64.
static bool isPlain(const at::Tensor &gradient) {
  return gradient.is_cpu() && gradient.is_non_overlapping_and_dense() &&
         (gradient.scalar_type() == at::kFloat || gradient.scalar_type() == at::kDouble);
}

static std::vector<GradientSegment> plainSegments(std::span<const at::Tensor> gradients) {
  std::vector<GradientSegment> segments;
  for (const at::Tensor &gradient : gradients)
    if (isPlain(gradient))
      segments.push_back({gradient.data_ptr(), gradient.numel(), dtypeOf(gradient.scalar_type())});
  return segments;
}

static double larger(double a, double b) { return std::isnan(b) || b > a ? b : a; }

double measure(ClipKind kind, std::span<const at::Tensor> gradients) {
  double total = measureCpu(kind, plainSegments(gradients));
  for (const at::Tensor &gradient : gradients) {
    if (isPlain(gradient) || !gradient.numel())
      continue;
    if (kind == ClipKind::Norm)
      total = std::hypot(total, at::linalg_vector_norm(gradient, 2, std::nullopt, false, at::kFloat).item().toDouble());
    else
      total = larger(total, gradient.abs().max().item().toDouble());
  }
  return total;
}

void clampGradients(std::span<const at::Tensor> gradients, double limit) {
  clampCpu(plainSegments(gradients), limit);
  for (const at::Tensor &gradient : gradients)
    if (!isPlain(gradient))
      gradient.clamp_(-limit, limit);
}

static void scaleGradients(std::span<const at::Tensor> gradients, double factor) {
  scaleCpu(plainSegments(gradients), factor);
  for (const at::Tensor &gradient : gradients)
    if (!isPlain(gradient))
      gradient.mul_(factor);
}

double TorchRuntime::clipGradients(ClipKind kind, std::span<const Handle> parameters, double limit) {
  std::vector<at::Tensor> gradients;
  for (const Handle &parameter : parameters)
    if (tensorOf(parameter).grad().defined())
      gradients.push_back(tensorOf(parameter).grad());
  checkLimit(kind, limit);
  return guarded([&] {
    c10::NoGradGuard noGrad;
    double before = measure(kind, gradients);
    if (kind == ClipKind::Value)
      clampGradients(gradients, limit);
    else if (double factor = clipFactor(before, limit); factor != 1)
      scaleGradients(gradients, factor);
    return before;
  });
}

}  // namespace flodl::rt
