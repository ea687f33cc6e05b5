// Affine maps and bilinear forms.
#pragma once
#include "flodl/model.h"
#include "flodl/module.h"
#include "flodl/ops.h"

namespace flodl {

struct LinearOptions {
  bool bias = true;
};
/// Affine map of the last dimension: `x * weight^T + bias`.
///
/// Shapes: `[*, in]` to `[*, out]`; `weight` is `[out, in]`, `bias` is `[out]`.
/// Both start as U(-1/sqrt(in), 1/sqrt(in)).
class Linear : public Module {
 public:
  Linear(int64_t in_features, int64_t out_features, LinearOptions options = {}, SourceLoc loc = SourceLoc::current());
  /// With initial values for `weight` and, unless undefined, `bias`.
  Linear(Tensor initial_weight, Tensor initial_bias, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "linear"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  /// A module that uses a parameter of another one, such as the weight of an embedding, without a copy: the gradients of
  /// all users meet in it, and a graph lists it once.
  static Linear from_shared_weight(const Param &weight, SourceLoc loc = SourceLoc::current());
  static Linear from_shared_weight(const Param &weight, const Param &bias, SourceLoc loc = SourceLoc::current());
  int64_t in_features, out_features;
  Param weight, bias;

 private:
  Linear() = default;
};

struct BilinearOptions {
  bool bias = true;
};
/// Bilinear form of two inputs: y_o = x1^T W_o x2 + b_o.
///
/// Shapes: `[*, in1]` and `[*, in2]` to `[*, out]`; the second input comes through the port "input2". `weight` is
/// `[out, in1, in2]`, `bias` is `[out]`; both start as U(-1/sqrt(in1), 1/sqrt(in1)).
class Bilinear : public Module {
 public:
  Bilinear(int64_t in1_features, int64_t in2_features, int64_t out_features, BilinearOptions options = {},
           SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "bilinear"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  Tensor forward_bilinear(const Tensor &input1, const Tensor &input2, SourceLoc loc = SourceLoc::current());
  Param weight, bias;
  Ports ports{*this, {"input2"}};

 private:
  int64_t in1_;
};

}  // namespace flodl
