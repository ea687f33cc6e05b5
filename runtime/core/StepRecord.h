// Scalars of one training step.
#pragma once
#include "flodl/detail/runtime.h"

namespace flodl::rt {

/// Filled by the step. On the CPU the values are there when `step` returns.
class StepRecord final : public detail::StepResultImpl {
 public:
  explicit StepRecord(size_t terms) : terms(terms) {}
  double loss() override { return lossValue; }
  double gradNorm() override { return norm; }
  double term(size_t index) override { return terms.at(index); }

  double lossValue = 0, norm = 0;
  std::vector<double> terms;
};

}  // namespace flodl::rt
