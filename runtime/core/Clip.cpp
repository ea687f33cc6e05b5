// Gradient clipping, eager and in compiled steps.
#include "runtime/core/Clip.h"
#include "runtime/core/Backend.h"
#include "runtime/core/Runtime.h"
#include "runtime/core/Tensors.h"
#include <cmath>
#include <map>

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

namespace {

/// Gradients sorted by what handles them: the multi-tensor loops of each device, which take dense
/// float32 and float64, or libtorch.
struct Parts {
  explicit Parts(std::span<const at::Tensor> gradients) {
    for (const at::Tensor &gradient : gradients) {
      bool plain = gradient.is_non_overlapping_and_dense() &&
                   (gradient.scalar_type() == at::kFloat || gradient.scalar_type() == at::kDouble);
      if (!plain && gradient.numel())
        others.push_back(gradient);
      else if (gradient.numel())
        devices[gradient.device().type()].push_back(
            {gradient.data_ptr(), gradient.numel(), dtypeOf(gradient.scalar_type())});
    }
  }
  std::map<at::DeviceType, std::vector<GradientSegment>> devices;
  std::vector<at::Tensor> others;
};

}  // namespace

static double larger(double a, double b) { return std::isnan(b) || b > a ? b : a; }

double measure(ClipKind kind, std::span<const at::Tensor> gradients) {
  Parts parts(gradients);
  double total = 0;
  bool first = true;
  auto add = [&](double value) {
    // The norm of a single part is kept as it is: hypot may round it.
    total = first ? value : kind == ClipKind::Norm ? std::hypot(total, value) : larger(total, value);
    first = false;
  };
  for (auto &[device, segments] : parts.devices)
    add(backend(device).measure(kind, segments));
  for (const at::Tensor &gradient : parts.others)
    add((kind == ClipKind::Norm ? at::linalg_vector_norm(gradient, 2, std::nullopt, false, at::kFloat)
                                : gradient.abs().max())
            .item()
            .toDouble());
  return total;
}

void clampGradients(std::span<const at::Tensor> gradients, double limit) {
  Parts parts(gradients);
  for (auto &[device, segments] : parts.devices)
    backend(device).clamp(segments, limit);
  for (const at::Tensor &gradient : parts.others)
    gradient.clamp_(-limit, limit);
}

static void scaleGradients(std::span<const at::Tensor> gradients, double factor) {
  Parts parts(gradients);
  for (auto &[device, segments] : parts.devices)
    backend(device).scale(segments, factor);
  for (const at::Tensor &gradient : parts.others)
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
