// One loop per function; each must become vector code.
#include "flodl/rt/scalar_ops.h"
using namespace flodl::rt;

#define UNARY(op) \
  void loop_##op(const float *__restrict x, float *__restrict y, long n) { \
    for (long i = 0; i < n; ++i) \
      y[i] = scalar::op<float>(x[i]); \
  }
#define BINARY(op) \
  void loop_##op(const float *__restrict a, const float *__restrict b, float *__restrict y, long n) { \
    for (long i = 0; i < n; ++i) \
      y[i] = scalar::op<float>(a[i], b[i]); \
  }
#define TUNED(op, ...) \
  void loop_##op(const float *__restrict x, float *__restrict y, long n) { \
    for (long i = 0; i < n; ++i) \
      y[i] = scalar::op<float>(x[i], __VA_ARGS__); \
  }
UNARY(abs)
UNARY(erf)
UNARY(exp)
UNARY(gelu)
UNARY(gelu_tanh)
UNARY(log)
UNARY(relu)
UNARY(sigmoid)
UNARY(sign)
UNARY(silu)
UNARY(sqrt)
UNARY(tanh)
UNARY(exp2)
UNARY(expm1)
UNARY(hardsigmoid)
UNARY(hardswish)
UNARY(log10)
UNARY(log1p)
UNARY(log2)
UNARY(logsigmoid)
UNARY(mish)
UNARY(reciprocal)
UNARY(selu)
UNARY(square)
TUNED(elu, 1.0)
TUNED(leaky_relu, 0.01)
TUNED(softplus, 1.0, 20.0)
BINARY(gelu_backward)
BINARY(gelu_tanh_backward)
BINARY(hardswish_backward)
BINARY(maximum)
BINARY(mish_backward)
BINARY(sigmoid_backward)
BINARY(silu_backward)
BINARY(tanh_backward)
BINARY(threshold_backward)
