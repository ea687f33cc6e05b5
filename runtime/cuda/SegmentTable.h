// Host side of a table of segments: made once for a set of addresses, brought up to date before
// each use without waiting for the device.
#pragma once
#include "runtime/core/Segments.h"
#include "runtime/cuda/MultiTensor.h"
#include <memory>
#include <vector>

namespace flodl::rt::cuda {

class SegmentTable {
 public:
  /// `updates` belong to an optimizer; `others` are gradients that only clipping sees.
  SegmentTable(detail::OptimizerKind kind, std::span<const UpdateSegment> updates,
               std::span<const GradientSegment> others, cudaStream_t stream);

  bool isFor(detail::OptimizerKind kind, std::span<const UpdateSegment> updates,
             std::span<const GradientSegment> others) const;

  /// Uploads step counts, hyper-parameters and the clip limit where they differ from the device's.
  void refresh(std::span<const UpdateSegment> updates, double clipLimit, cudaStream_t stream);
  /// To be called once for every `prepareScalars` that runs.
  void countStep() { for (int64_t &step : steps) ++step; }

  /// Updates all segments, a launch per element type.
  void update(bool clipped, double gradientScale, cudaStream_t stream) const;
  const TableView &view() const { return table; }
  detail::OptimizerKind optimizerKind() const { return kind; }

 private:
  struct Launch {
    DType dtype;
    bool momentum;
    int first, count;
  };

  detail::OptimizerKind kind;
  std::vector<Segment> segments;
  std::vector<Launch> launches;
  std::vector<int64_t> steps;  ///< as on the device
  std::vector<Group> groups;
  double limit = 0;
  DeviceBuffer memory;
  TableView table{};
};

/// The tables that were used last, newest last.
class TableCache {
 public:
  std::shared_ptr<SegmentTable> get(detail::OptimizerKind kind, std::span<const UpdateSegment> updates,
                                    std::span<const GradientSegment> others, cudaStream_t stream);

 private:
  std::vector<std::shared_ptr<SegmentTable>> tables;
};

}  // namespace flodl::rt::cuda
