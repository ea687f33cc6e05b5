// Modules that come with floDl. Names, defaults and parameter names are PyTorch's.
#pragma once
#include "flodl/init.h"
#include "flodl/model.h"
#include "flodl/module.h"
#include "flodl/ops.h"

namespace flodl {

/// Returns its input.
struct Identity : Module {
  std::string name() const override { return "identity"; }
  Tensor forward(const Tensor &x) override { return x; }
};

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
  std::string name() const override { return "linear"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  int64_t in_features, out_features;
  Param weight, bias;
};

/// max(0, x).
struct ReLU : Module {
  std::string name() const override { return "relu"; }
  Tensor forward(const Tensor &x) override;
};

}  // namespace flodl
