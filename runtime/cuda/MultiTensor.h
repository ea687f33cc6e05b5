// Kernels over many tensors at once: optimizers, norms, and what goes with them. All segments are
// cut into chunks, one block a chunk.
#pragma once
#include "flodl/detail/runtime.h"
#include "runtime/cuda/FaultKernels.h"
#include "runtime/cuda/Memory.h"
#include "runtime/cuda/Words.h"

namespace flodl::rt::cuda {

/// Elements of a chunk.
inline constexpr int64_t chunkSize = 2048;
/// Blocks of a norm; fixed, so that the order of its sums does not depend on the GPU.
inline constexpr int normBlocks = 528;

struct Segment {
  void *parameter, *gradient, *first, *second;
  int64_t count;
  int32_t group;
  DType dtype;
  bool aligned;  ///< every pointer to 16 bytes
};

struct Chunk {
  int32_t segment, index;
};

/// Hyper-parameters of a group, as the optimizer holds them.
struct Group {
  double lr, weightDecay, momentum, beta1, beta2, eps;
  friend bool operator==(const Group &, const Group &) = default;
};

/// Scalars of one segment's update, made on the device from its group and step count.
struct UpdateScalars {
  double lr, momentum, l2, shrink, beta2, rest1, rest2, eps, stepSize, correction;
  bool firstStep;
};

/// What clipping decides; the optimizer applies it while it reads gradients.
struct Clip {
  double limit;
  double measured;  ///< norm, or largest absolute value
  double scale;     ///< by which gradients are multiplied
  double clampTo;   ///< largest absolute value of an element
};

/// A table of segments in device memory.
struct TableView {
  const Segment *segments;
  const Chunk *chunks;
  const Group *groups;
  int64_t *steps;  ///< updates of each segment so far
  UpdateScalars *scalars;
  Clip *clip;
  double *partials;  ///< of `normBlocks` blocks
  unsigned *ticket;
  FaultWord *faults;  ///< while it is set, nothing is updated or counted
  int updates;    ///< segments that the optimizer updates; they come first
  int chunkCount; ///< of all segments
};

/// Counts a step and makes the scalars of each segment's update; stores the loss, when given, as `record` does.
void prepareScalars(const TableView &table, detail::OptimizerKind kind, RingSlot slot, const void *loss, DType dtype,
                    cudaStream_t stream);
/// Updates the segments of `count` chunks from `first`, all of one element type and, for SGD, all
/// with a velocity (`momentum`) or none. Applies the
/// table's clip, or multiplies gradients by `gradientScale`.
void update(const TableView &table, detail::OptimizerKind kind, DType dtype, bool momentum, int first, int count, bool clipped,
            double gradientScale, cudaStream_t stream);
/// Measures all gradients into the table's clip, and into `slot` of the ring when there is one.
void measure(const TableView &table, detail::ClipKind kind, RingSlot slot, cudaStream_t stream);
/// Multiplies gradients by `factor`, then limits them to [-limit, limit].
void scaleAndClamp(const TableView &table, double factor, double limit, cudaStream_t stream);

/// Stores a 0-d value in the ring.
void record(RingSlot slot, const void *value, DType dtype, cudaStream_t stream);

}  // namespace flodl::rt::cuda
