// Loops over many tensors at once on the CPU.
#pragma once
#include "runtime/core/Segments.h"

namespace flodl::rt {

/// Updates all segments in one parallel loop.
void updateCpu(detail::OptimizerKind kind, std::span<const UpdateSegment> segments, double gradientScale);

/// 2-norm over all gradients (`Norm`) or the largest absolute value (`Value`). The same for any number of threads.
double measureCpu(detail::ClipKind kind, std::span<const GradientSegment> segments);
void scaleCpu(std::span<const GradientSegment> segments, double factor);
void clampCpu(std::span<const GradientSegment> segments, double limit);

}  // namespace flodl::rt
