// Dropout. In evaluation the modules return their input.
#pragma once
#include "flodl/module.h"

namespace flodl {

/// In training each element is 0 with probability `p` and scaled by 1/(1-p) otherwise.
class Dropout : public Module {
 public:
  explicit Dropout(double p = 0.5, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "dropout"; }
  Tensor forward(const Tensor &x) override;

 private:
  double p_;
};

/// `Dropout` of whole channels of `[N, C, *]`.
class Dropout2d : public Module {
 public:
  explicit Dropout2d(double p = 0.5, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "dropout2d"; }
  Tensor forward(const Tensor &x) override;

 private:
  double p_;
};

/// Dropout for networks of SELU: in training each element is set to SELU's negative limit with probability `p`, and
/// all are scaled and shifted so that mean 0 and variance 1 stay. `p` is below 1.
class AlphaDropout : public Module {
 public:
  explicit AlphaDropout(double p = 0.5, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "alpha_dropout"; }
  Tensor forward(const Tensor &x) override;

 private:
  double p_;
};

}  // namespace flodl
