// Scalars of one training step.
#pragma once
#include "flodl/detail/runtime.h"
#include <limits>

namespace flodl::rt {

/// Filled by the step. On the CPU the values are there when `step` returns.
class StepRecord final : public detail::StepResultImpl {
 public:
  explicit StepRecord(size_t terms) : terms(terms) {}
  double loss() override { return lossValue; }
  double gradNorm() override { return norm; }
  double term(size_t index) override { return terms.at(index); }

  double lossValue = 0;
  /// Stays NaN unless the step clips by norm.
  double norm = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> terms;
};

}  // namespace flodl::rt
