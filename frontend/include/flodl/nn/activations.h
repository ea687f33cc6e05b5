// Activations as modules. Names and defaults are PyTorch's; each keeps the shape of its input.
#pragma once
#include "flodl/module.h"
#include "flodl/ops.h"

namespace flodl {

/// `x` where `x > 0`, `negative_slope * x` elsewhere.
class LeakyReLU : public Module {
 public:
  explicit LeakyReLU(double negative_slope = 0.01) : slope_(negative_slope) {}
  std::string name() const override { return "leaky_relu"; }
  Tensor forward(const Tensor &x) override;

 private:
  double slope_;
};
/// `x` where `x > 0`, `alpha * (e^x - 1)` elsewhere.
class ELU : public Module {
 public:
  explicit ELU(double alpha = 1) : alpha_(alpha) {}
  std::string name() const override { return "elu"; }
  Tensor forward(const Tensor &x) override;

 private:
  double alpha_;
};
/// ELU with alpha = 1.6732632423543772, times 1.0507009873554805.
struct SELU : Module {
  std::string name() const override { return "selu"; }
  Tensor forward(const Tensor &x) override;
};
/// `x` where `x > 0`, `alpha * (e^(x / alpha) - 1)` elsewhere. Errors: `alpha` is 0.
class CELU : public Module {
 public:
  explicit CELU(double alpha = 1, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "celu"; }
  Tensor forward(const Tensor &x) override;

 private:
  double alpha_;
};
/// `x * tanh(ln(1 + e^x))`.
struct Mish : Module {
  std::string name() const override { return "mish"; }
  Tensor forward(const Tensor &x) override;
};
/// `ln(1 + e^(beta x)) / beta`, and `x` where `beta x > threshold`. Errors: `beta` is not above 0.
class Softplus : public Module {
 public:
  explicit Softplus(double beta = 1, double threshold = 20, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "softplus"; }
  Tensor forward(const Tensor &x) override;

 private:
  double beta_, threshold_;
};
/// `x * min(max(x + 3, 0), 6) / 6`.
struct Hardswish : Module {
  std::string name() const override { return "hardswish"; }
  Tensor forward(const Tensor &x) override;
};
/// `min(max(x + 3, 0), 6) / 6`.
struct Hardsigmoid : Module {
  std::string name() const override { return "hardsigmoid"; }
  Tensor forward(const Tensor &x) override;
};
/// `min(max(x, min_val), max_val)`. Errors: `min_val` is not below `max_val`.
class Hardtanh : public Module {
 public:
  explicit Hardtanh(double min_val = -1, double max_val = 1, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "hardtanh"; }
  Tensor forward(const Tensor &x) override;

 private:
  double min_, max_;
};
/// `min(max(x, 0), 6)`.
struct ReLU6 : Module {
  std::string name() const override { return "relu6"; }
  Tensor forward(const Tensor &x) override;
};
/// `-ln(1 + e^(-x))`.
struct LogSigmoid : Module {
  std::string name() const override { return "logsigmoid"; }
  Tensor forward(const Tensor &x) override;
};
/// The first half along `dim`, times the sigmoid of the second half; halves that dimension.
class GLU : public Module {
 public:
  explicit GLU(int64_t dim = -1) : dim_(dim) {}
  std::string name() const override { return "glu"; }
  Tensor forward(const Tensor &x) override;

 private:
  int64_t dim_;
};
/// `x / (1 + |x|)`.
struct Softsign : Module {
  std::string name() const override { return "softsign"; }
  Tensor forward(const Tensor &x) override;
};
/// `x - tanh(x)`.
struct Tanhshrink : Module {
  std::string name() const override { return "tanhshrink"; }
  Tensor forward(const Tensor &x) override;
};
/// `x` where `x > threshold`, `value` elsewhere.
class Threshold : public Module {
 public:
  Threshold(double threshold, double value) : threshold_(threshold), value_(value) {}
  std::string name() const override { return "threshold"; }
  Tensor forward(const Tensor &x) override;

 private:
  double threshold_, value_;
};
/// `x` where `x > 0`, `weight * x` elsewhere: one trained slope, or one for each size of dimension 1.
///
/// Parameter `weight [num_parameters]`, which starts as `init`. Errors: `num_parameters` is neither 1
/// nor the size of dimension 1.
class PReLU : public Module {
 public:
  explicit PReLU(int64_t num_parameters = 1, double init = 0.25, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "prelu"; }
  Tensor forward(const Tensor &x) override;
  Param weight;
};

}  // namespace flodl
