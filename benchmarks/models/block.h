// The part that mlp and residual_tower are made of.
#pragma once
#include <flodl/flodl.h>

/// Linear, GELU (erf), LayerNorm.
struct Block : flodl::Module {
  flodl::Child<flodl::Linear> linear;
  flodl::Child<flodl::LayerNorm> norm;
  Block(int64_t inputs, int64_t outputs) : linear(*this, "linear", inputs, outputs), norm(*this, "norm", outputs) {}
  flodl::Tensor forward(const flodl::Tensor &x) override { return norm(flodl::gelu(linear(x))); }
};
