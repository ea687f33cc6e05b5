// Scalar functions that the formulas in the operations' records call: `math::gelu(input)`. On the
// CPU single precision is our own (scalar_float.h) and double precision is the C library's; in CUDA
// code both are CUDA's device functions.
#pragma once
#if defined(__CUDACC__)
#define FLODL_SCALAR __device__ __forceinline__
#else
#include "flodl/rt/scalar_float.h"
#include <cmath>
#endif

namespace flodl::rt::math {

#if defined(__CUDACC__)

FLODL_SCALAR float exp(float x) { return ::expf(x); }
FLODL_SCALAR float log(float x) { return ::logf(x); }
FLODL_SCALAR float tanh(float x) { return ::tanhf(x); }
FLODL_SCALAR float erf(float x) { return ::erff(x); }
FLODL_SCALAR float sqrt(float x) { return ::sqrtf(x); }
FLODL_SCALAR float rsqrt(float x) { return ::rsqrtf(x); }
FLODL_SCALAR float sin(float x) { return ::sinf(x); }
FLODL_SCALAR float cos(float x) { return ::cosf(x); }
FLODL_SCALAR float powReal(float x, float e) { return ::powf(x, e); }
FLODL_SCALAR float normalCdf(float x) { return ::normcdff(x); }
FLODL_SCALAR double exp(double x) { return ::exp(x); }
FLODL_SCALAR double log(double x) { return ::log(x); }
FLODL_SCALAR double tanh(double x) { return ::tanh(x); }
FLODL_SCALAR double erf(double x) { return ::erf(x); }
FLODL_SCALAR double sqrt(double x) { return ::sqrt(x); }
FLODL_SCALAR double rsqrt(double x) { return ::rsqrt(x); }
FLODL_SCALAR double sin(double x) { return ::sin(x); }
FLODL_SCALAR double cos(double x) { return ::cos(x); }
FLODL_SCALAR double powReal(double x, double e) { return ::pow(x, e); }
FLODL_SCALAR double normalCdf(double x) { return ::normcdf(x); }

#else

FLODL_SCALAR float sqrt(float x) { return __builtin_sqrtf(x); }
FLODL_SCALAR float rsqrt(float x) { return 1.0f / __builtin_sqrtf(x); }
FLODL_SCALAR float sin(float x) { return std::sin(x); }
FLODL_SCALAR float cos(float x) { return std::cos(x); }
FLODL_SCALAR float powReal(float x, float e) { return std::pow(x, e); }
FLODL_SCALAR double exp(double x) { return std::exp(x); }
FLODL_SCALAR double log(double x) { return std::log(x); }
FLODL_SCALAR double tanh(double x) { return std::tanh(x); }
FLODL_SCALAR double erf(double x) { return std::erf(x); }
FLODL_SCALAR double sqrt(double x) { return __builtin_sqrt(x); }
FLODL_SCALAR double rsqrt(double x) { return 1.0 / __builtin_sqrt(x); }
FLODL_SCALAR double sin(double x) { return std::sin(x); }
FLODL_SCALAR double cos(double x) { return std::cos(x); }
FLODL_SCALAR double powReal(double x, double e) { return std::pow(x, e); }
FLODL_SCALAR double normalCdf(double x) { return 0.5 * std::erfc(-0.70710678118654752440 * x); }

#endif

/// Density of the normal distribution times sqrt(2 pi).
template <class T>
FLODL_SCALAR T bell(T x) { return exp(T(-0.5) * x * x); }

template <class T>
FLODL_SCALAR T abs(T x) { return x < T(0) ? -x : x; }
#if !defined(__CUDACC__)
template <>
FLODL_SCALAR float abs(float x) { return __builtin_fabsf(x); }
template <>
FLODL_SCALAR double abs(double x) { return __builtin_fabs(x); }
#else
template <>
FLODL_SCALAR float abs(float x) { return ::fabsf(x); }
template <>
FLODL_SCALAR double abs(double x) { return ::fabs(x); }
#endif

/// x^e. Exponents that are simple products or roots are computed as such, as libtorch does; calls
/// with a literal exponent fold to one of the cases.
template <class T>
FLODL_SCALAR T pow(T x, double e) {
  if (e == 0)
    return T(1);
  if (e == 1)
    return x;
  if (e == 2)
    return x * x;
  if (e == 3)
    return x * x * x;
  if (e == 0.5)
    return sqrt(x);
  if (e == -0.5)
    return T(1) / sqrt(x);
  if (e == -1)
    return T(1) / x;
  if (e == -2)
    return T(1) / (x * x);
  return powReal(x, static_cast<T>(e));
}

template <class T>
FLODL_SCALAR T sigmoid(T x) { return T(1) / (T(1) + exp(-x)); }

template <class T>
FLODL_SCALAR T silu(T x) { return x / (T(1) + exp(-x)); }

template <class T>
FLODL_SCALAR T siluBackward(T grad, T x) {
  T s = sigmoid(x);
  return grad * s * (T(1) + x * (T(1) - s));
}

template <class T>
FLODL_SCALAR T gelu(T x) { return x * normalCdf(x); }

template <class T>
FLODL_SCALAR T geluBackward(T grad, T x) {
  constexpr T density = T(0.39894228040143267794);  // 1 / sqrt(2 pi)
#if defined(__CUDACC__)
  return grad * (normalCdf(x) + x * density * bell(x));
#else
  if constexpr (sizeof(T) == sizeof(float)) {
    Normal n = normal(x);
    return grad * (n.cdf + x * density * n.bell);
  } else {
    return grad * (normalCdf(x) + x * density * bell(x));
  }
#endif
}

/// The argument of tanh in GELU's tanh form, and its derivative.
template <class T>
FLODL_SCALAR T geluInner(T x) { return T(0.79788456080286535588) * (x + T(0.044715) * x * x * x); }
template <class T>
FLODL_SCALAR T geluInnerSlope(T x) { return T(0.79788456080286535588) * (T(1) + T(3 * 0.044715) * x * x); }

template <class T>
FLODL_SCALAR T geluTanh(T x) { return T(0.5) * x * (T(1) + tanh(geluInner(x))); }

template <class T>
FLODL_SCALAR T geluTanhBackward(T grad, T x) {
  T t = tanh(geluInner(x));
  return grad * (T(0.5) * (T(1) + t) + T(0.5) * x * (T(1) - t * t) * geluInnerSlope(x));
}

/// `uniform` is the element's random number in [0, 1).
template <class T>
FLODL_SCALAR T dropout(T x, double p, bool training, float uniform) {
  T scale = p < 1 ? static_cast<T>(1 / (1 - p)) : T(0);
  return training ? x * (uniform >= static_cast<float>(p) ? scale : T(0)) : x;
}

/// The limit of SELU for large negative arguments, and the scale that keeps the variance 1 when elements are set to it
/// with probability `p`.
FLODL_SCALAR double alphaDropoutLimit() { return -1.7580993408473766; }
FLODL_SCALAR double alphaDropoutScale(double p) {
  return 1 / sqrt((1 - p) * (1 + p * alphaDropoutLimit() * alphaDropoutLimit()));
}
template <class T>
FLODL_SCALAR T alphaDropout(T x, double p, bool training, float uniform) {
  double scale = alphaDropoutScale(p), shift = -scale * p * alphaDropoutLimit();
  T dropped = static_cast<T>(scale * alphaDropoutLimit() + shift);
  return !training ? x : uniform >= static_cast<float>(p) ? x * static_cast<T>(scale) + static_cast<T>(shift) : dropped;
}
template <class T>
FLODL_SCALAR T alphaDropoutBackward(T grad, double p, bool training, float uniform) {
  return !training ? grad : uniform >= static_cast<float>(p) ? grad * static_cast<T>(alphaDropoutScale(p)) : T(0);
}

}  // namespace flodl::rt::math
