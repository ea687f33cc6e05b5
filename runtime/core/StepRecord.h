// Scalars of one training step.
#pragma once
#include "flodl/detail/runtime.h"
#include <limits>

namespace flodl::rt {

class StepRecord;

/// Where a device leaves the scalars of a step.
class PendingScalars {
 public:
  virtual ~PendingScalars() = default;
  /// Waits for the step and fills the record in.
  virtual void fetch(StepRecord &record) = 0;
};

/// Filled by the step. On the CPU the values are there when `step` returns; another device sets
/// `pending`, which is asked at the first read.
class StepRecord final : public detail::StepResultImpl, public std::enable_shared_from_this<StepRecord> {
 public:
  explicit StepRecord(size_t terms) : terms(terms) {}
  double loss() override { return fetched().lossValue; }
  double gradNorm() override { return fetched().norm; }
  double term(size_t index) override { return fetched().terms.at(index); }

  double lossValue = 0;
  /// Stays NaN unless the step clips by norm.
  double norm = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> terms;
  std::shared_ptr<PendingScalars> pending;
  uint64_t number = 0;  ///< of the step in `pending`

 private:
  StepRecord &fetched() {
    if (std::shared_ptr<PendingScalars> source = std::move(pending))
      source->fetch(*this);
    return *this;
  }
};

}  // namespace flodl::rt
