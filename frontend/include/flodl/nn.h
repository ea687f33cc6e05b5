// Modules that come with floDl. Names, defaults and initial values are PyTorch's; arguments are
// checked when a module is made.
#pragma once
#include "flodl/init.h"
#include "flodl/model.h"
#include "flodl/module.h"
#include "flodl/nn/activations.h"
#include "flodl/nn/attention.h"
#include "flodl/nn/convolution.h"
#include "flodl/nn/dropout.h"
#include "flodl/nn/embedding.h"
#include "flodl/nn/linear.h"
#include "flodl/nn/normalisation.h"
#include "flodl/nn/padding.h"
#include "flodl/nn/pooling.h"
#include "flodl/nn/recurrent.h"
#include "flodl/nn/resampling.h"
#include "flodl/nn/routing.h"
#include "flodl/ops.h"
#include <optional>
#include <vector>

namespace flodl {

// Activations and shape.

/// Returns its input.
struct Identity : Module {
  std::string name() const override { return "identity"; }
  Tensor forward(const Tensor &x) override { return x; }
};
/// max(0, x).
struct ReLU : Module {
  std::string name() const override { return "relu"; }
  Tensor forward(const Tensor &x) override;
};
/// x/2 * (1 + erf(x/sqrt(2))), or with the tanh approximation.
class GELU : public Module {
 public:
  enum Approximate : uint8_t { Exact, Tanh };
  explicit GELU(Approximate approximate = Exact) : approximate_(approximate) {}
  Approximate approximate() const { return approximate_; }
  std::string name() const override { return "gelu"; }
  Tensor forward(const Tensor &x) override;

 private:
  Approximate approximate_;
};
/// x * sigmoid(x).
struct SiLU : Module {
  std::string name() const override { return "silu"; }
  Tensor forward(const Tensor &x) override;
};
/// 1 / (1 + e^-x).
struct Sigmoid : Module {
  std::string name() const override { return "sigmoid"; }
  Tensor forward(const Tensor &x) override;
};
/// tanh x.
struct Tanh : Module {
  std::string name() const override { return "tanh"; }
  Tensor forward(const Tensor &x) override;
};
/// Exponentials that sum to 1 along `dim`.
class Softmax : public Module {
 public:
  explicit Softmax(int64_t dim) : dim_(dim) {}
  std::string name() const override { return "softmax"; }
  Tensor forward(const Tensor &x) override;

 private:
  int64_t dim_;
};
/// Logarithm of softmax along `dim`.
class LogSoftmax : public Module {
 public:
  explicit LogSoftmax(int64_t dim) : dim_(dim) {}
  std::string name() const override { return "log_softmax"; }
  Tensor forward(const Tensor &x) override;

 private:
  int64_t dim_;
};
/// Merges the dimensions `start` to `end` into one.
class Flatten : public Module {
 public:
  explicit Flatten(int64_t start = 1, int64_t end = -1) : start_(start), end_(end) {}
  std::string name() const override { return "flatten"; }
  Tensor forward(const Tensor &x) override;

 private:
  int64_t start_, end_;
};
/// Gives the input the shape `shape`; one -1 is worked out. Sizes may be symbolic: `{"batch", 8, -1}`.
class Reshape : public Module {
 public:
  explicit Reshape(Shape shape) : shape_(std::move(shape)) {}
  std::string name() const override { return "reshape"; }
  Tensor forward(const Tensor &x) override;

 private:
  Shape shape_;
};

}  // namespace flodl
