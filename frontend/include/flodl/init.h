// Initial values of parameters. While a model is captured they compute nothing.
#pragma once
#include "flodl/tensor.h"

namespace flodl {

/// U(-b, b), b = sqrt(3) * gain / sqrt(fan_in), gain = sqrt(2 / (1 + a*a)).
/// Source: He et al. 2015, "Delving Deep into Rectifiers".
Tensor kaiming_uniform(const Shape &shape, int64_t fan_in, double a = 0, TensorOptions options = {},
                       SourceLoc loc = SourceLoc::current());
/// N(0, gain / sqrt(fan_in)) with the same gain.
Tensor kaiming_normal(const Shape &shape, int64_t fan_in, double a = 0, TensorOptions options = {},
                      SourceLoc loc = SourceLoc::current());
/// U(-b, b), b = sqrt(6 / (fan_in + fan_out)).
/// Source: Glorot and Bengio 2010.
Tensor xavier_uniform(const Shape &shape, int64_t fan_in, int64_t fan_out, TensorOptions options = {},
                      SourceLoc loc = SourceLoc::current());
/// N(0, sqrt(2 / (fan_in + fan_out))).
Tensor xavier_normal(const Shape &shape, int64_t fan_in, int64_t fan_out, TensorOptions options = {},
                     SourceLoc loc = SourceLoc::current());
/// U(-1/sqrt(fan_in), 1/sqrt(fan_in)), as biases start.
Tensor uniform_bias(int64_t fan_in, const Shape &shape, TensorOptions options = {},
                    SourceLoc loc = SourceLoc::current());
/// U(low, high).
Tensor uniform(const Shape &shape, double low, double high, TensorOptions options = {},
               SourceLoc loc = SourceLoc::current());
/// N(mean, std).
Tensor normal(const Shape &shape, double mean, double std, TensorOptions options = {},
              SourceLoc loc = SourceLoc::current());

}  // namespace flodl
