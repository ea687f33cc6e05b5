// Multi-tensor loops: all segments are cut into blocks, and one parallel loop runs over the blocks.
#include "runtime/cpu/MultiTensor.h"
#include "flodl/rt/program.h"
#include "runtime/cpu/OptimizerLoops.h"
#include <algorithm>
#include <cmath>

namespace flodl::rt {

using detail::ClipKind;
using detail::OptimizerKind;

/// Elements of a block. Fixed: partial sums must not depend on the number of threads.
static constexpr int64_t blockSize = 16384;

/// Calls `body(block, segment, begin, count)` for every block of every segment, in parallel.
template <class Segment, class Body>
static void forEachBlock(std::span<const Segment> segments, const Body &body) {
  thread_local std::vector<int64_t> ends;  // kept: a steady step allocates nothing
  ends.clear();
  int64_t blocks = 0, elements = 0;
  for (const Segment &segment : segments) {
    ends.push_back(blocks += (segment.count + blockSize - 1) / blockSize);
    elements += segment.count;
  }
  struct Context {
    std::span<const Segment> segments;
    std::span<const int64_t> ends;
    const Body &body;
  } context{segments, ends, body};
  parallelFor(
      0, blocks, /*grain=*/elements < 2 * blockSize ? blocks : 1,  // a handful of small tensors: no threads
      [](const void *args, int64_t begin, int64_t end) {
        const Context &context = *static_cast<const Context *>(args);
        for (int64_t block = begin; block < end; ++block) {
          size_t index = static_cast<size_t>(std::upper_bound(context.ends.begin(), context.ends.end(), block) -
                                             context.ends.begin());
          const Segment &segment = context.segments[index];
          int64_t first = (block - (index ? context.ends[index - 1] : 0)) * blockSize;
          context.body(block, segment, first, std::min(blockSize, segment.count - first));
        }
      },
      &context);
}

template <class Segment>
static int64_t blockCount(std::span<const Segment> segments) {
  int64_t blocks = 0;
  for (const Segment &segment : segments)
    blocks += (segment.count + blockSize - 1) / blockSize;
  return blocks;
}

/// Calls `body` with the loops and a null pointer of the element type.
template <class Body>
static void withType(DType dtype, Body body) {
  if (dtype == kFloat64)
    body(cpu::loops().f64, static_cast<double *>(nullptr));
  else
    body(cpu::loops().f32, static_cast<float *>(nullptr));
}

static cpu::AdamScalars adamScalars(OptimizerKind kind, const UpdateSegment &segment, double gradientScale) {
  const detail::OptimizerGroup &group = *segment.group;
  double t = static_cast<double>(segment.step);
  bool decoupled = kind == OptimizerKind::AdamW;
  return {group.beta1,
          group.beta2,
          group.eps,
          group.lr / (1 - std::pow(group.beta1, t)),
          std::sqrt(1 - std::pow(group.beta2, t)),
          decoupled ? 0 : group.weightDecay,
          decoupled ? 1 - group.lr * group.weightDecay : 1,
          gradientScale};
}

void updateCpu(OptimizerKind kind, std::span<const UpdateSegment> segments, double gradientScale) {
  forEachBlock(segments, [&](int64_t, const UpdateSegment &segment, int64_t begin, int64_t count) {
    withType(segment.dtype, [&]<class T>(const cpu::LoopsOf<T> &loops, T *) {
      T *parameter = static_cast<T *>(segment.parameter) + begin;
      const T *gradient = static_cast<const T *>(segment.gradient) + begin;
      T *first = segment.first ? static_cast<T *>(segment.first) + begin : nullptr;
      if (kind == OptimizerKind::SGD)
        loops.sgd(parameter, gradient, first, count,
                  {segment.group->lr, segment.group->weightDecay, segment.group->momentum, segment.step == 1,
                   gradientScale});
      else
        loops.adam(parameter, gradient, first, static_cast<T *>(segment.second) + begin, count,
                   adamScalars(kind, segment, gradientScale));
    });
  });
}

double measureCpu(ClipKind kind, std::span<const GradientSegment> segments) {
  thread_local std::vector<double> kept;
  std::vector<double> &partial = kept;  // the loop's threads write the caller's list
  partial.assign(static_cast<size_t>(blockCount(segments)), 0);
  forEachBlock(segments, [&](int64_t block, const GradientSegment &segment, int64_t begin, int64_t count) {
    withType(segment.dtype, [&]<class T>(const cpu::LoopsOf<T> &loops, T *) {
      const T *values = static_cast<const T *>(segment.gradient) + begin;
      partial[static_cast<size_t>(block)] =
          kind == ClipKind::Norm ? loops.sumOfSquares(values, count) : loops.largest(values, count);
    });
  });
  double total = 0;
  for (double value : partial)
    total = kind == ClipKind::Norm ? total + value : value > total || std::isnan(value) ? value : total;
  return kind == ClipKind::Norm ? std::sqrt(total) : total;
}

void scaleCpu(std::span<const GradientSegment> segments, double factor) {
  forEachBlock(segments, [&](int64_t, const GradientSegment &segment, int64_t begin, int64_t count) {
    withType(segment.dtype, [&]<class T>(const cpu::LoopsOf<T> &loops, T *) {
      loops.scale(static_cast<T *>(segment.gradient) + begin, count, factor);
    });
  });
}

void clampCpu(std::span<const GradientSegment> segments, double limit) {
  forEachBlock(segments, [&](int64_t, const GradientSegment &segment, int64_t begin, int64_t count) {
    withType(segment.dtype, [&]<class T>(const cpu::LoopsOf<T> &loops, T *) {
      loops.clamp(static_cast<T *>(segment.gradient) + begin, count, limit);
    });
  });
}

}  // namespace flodl::rt
