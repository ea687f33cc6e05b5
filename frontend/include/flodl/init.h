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

/// `gain` times orthonormal rows, or orthonormal columns where there are more rows than columns; uniform over all such
/// matrices. Dimensions after the first count as one. Drawn on the CPU.
/// Source: Saxe et al. 2013. Errors: fewer than two dimensions.
Tensor orthogonal(const Shape &shape, double gain = 1, TensorOptions options = {}, SourceLoc loc = SourceLoc::current());
/// N(mean, std) without what lies outside [a, b], as torch.nn.init.trunc_normal_: the bounds are values, not
/// multiples of `std`, and no mass is at them. Drawn on the CPU.
Tensor trunc_normal(const Shape &shape, double mean = 0, double std = 1, double a = -2, double b = 2,
                    TensorOptions options = {}, SourceLoc loc = SourceLoc::current());

}  // namespace flodl
