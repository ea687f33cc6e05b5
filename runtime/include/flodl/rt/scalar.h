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
FLODL_SCALAR float exp2(float x) { return ::exp2f(x); }
FLODL_SCALAR float expm1(float x) { return ::expm1f(x); }
FLODL_SCALAR float log1p(float x) { return ::log1pf(x); }
FLODL_SCALAR float log2(float x) { return ::log2f(x); }
FLODL_SCALAR float log10(float x) { return ::log10f(x); }
FLODL_SCALAR float erfc(float x) { return ::erfcf(x); }
FLODL_SCALAR float tan(float x) { return ::tanf(x); }
FLODL_SCALAR float asin(float x) { return ::asinf(x); }
FLODL_SCALAR float acos(float x) { return ::acosf(x); }
FLODL_SCALAR float atan(float x) { return ::atanf(x); }
FLODL_SCALAR float sinh(float x) { return ::sinhf(x); }
FLODL_SCALAR float cosh(float x) { return ::coshf(x); }
FLODL_SCALAR float asinh(float x) { return ::asinhf(x); }
FLODL_SCALAR float acosh(float x) { return ::acoshf(x); }
FLODL_SCALAR float atanh(float x) { return ::atanhf(x); }
FLODL_SCALAR float floor(float x) { return ::floorf(x); }
FLODL_SCALAR float ceil(float x) { return ::ceilf(x); }
FLODL_SCALAR float trunc(float x) { return ::truncf(x); }
FLODL_SCALAR float round(float x) { return ::rintf(x); }
FLODL_SCALAR float atan2(float y, float x) { return ::atan2f(y, x); }
FLODL_SCALAR float fmod(float x, float y) { return ::fmodf(x, y); }
FLODL_SCALAR float copysign(float x, float sign) { return ::copysignf(x, sign); }
FLODL_SCALAR double exp2(double x) { return ::exp2(x); }
FLODL_SCALAR double expm1(double x) { return ::expm1(x); }
FLODL_SCALAR double log1p(double x) { return ::log1p(x); }
FLODL_SCALAR double log2(double x) { return ::log2(x); }
FLODL_SCALAR double log10(double x) { return ::log10(x); }
FLODL_SCALAR double erfc(double x) { return ::erfc(x); }
FLODL_SCALAR double tan(double x) { return ::tan(x); }
FLODL_SCALAR double asin(double x) { return ::asin(x); }
FLODL_SCALAR double acos(double x) { return ::acos(x); }
FLODL_SCALAR double atan(double x) { return ::atan(x); }
FLODL_SCALAR double sinh(double x) { return ::sinh(x); }
FLODL_SCALAR double cosh(double x) { return ::cosh(x); }
FLODL_SCALAR double asinh(double x) { return ::asinh(x); }
FLODL_SCALAR double acosh(double x) { return ::acosh(x); }
FLODL_SCALAR double atanh(double x) { return ::atanh(x); }
FLODL_SCALAR double floor(double x) { return ::floor(x); }
FLODL_SCALAR double ceil(double x) { return ::ceil(x); }
FLODL_SCALAR double trunc(double x) { return ::trunc(x); }
FLODL_SCALAR double round(double x) { return ::rint(x); }
FLODL_SCALAR double atan2(double y, double x) { return ::atan2(y, x); }
FLODL_SCALAR double fmod(double x, double y) { return ::fmod(x, y); }
FLODL_SCALAR double copysign(double x, double sign) { return ::copysign(x, sign); }

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
FLODL_SCALAR float erfc(float x) { return std::erfc(x); }
FLODL_SCALAR float tan(float x) { return std::tan(x); }
FLODL_SCALAR float asin(float x) { return std::asin(x); }
FLODL_SCALAR float acos(float x) { return std::acos(x); }
FLODL_SCALAR float atan(float x) { return std::atan(x); }
FLODL_SCALAR float sinh(float x) { return std::sinh(x); }
FLODL_SCALAR float cosh(float x) { return std::cosh(x); }
FLODL_SCALAR float asinh(float x) { return std::asinh(x); }
FLODL_SCALAR float acosh(float x) { return std::acosh(x); }
FLODL_SCALAR float atanh(float x) { return std::atanh(x); }
FLODL_SCALAR float floor(float x) { return __builtin_floorf(x); }
FLODL_SCALAR float ceil(float x) { return __builtin_ceilf(x); }
FLODL_SCALAR float trunc(float x) { return __builtin_truncf(x); }
FLODL_SCALAR float round(float x) { return __builtin_rintf(x); }
FLODL_SCALAR float atan2(float y, float x) { return std::atan2(y, x); }
FLODL_SCALAR float fmod(float x, float y) { return std::fmod(x, y); }
FLODL_SCALAR float copysign(float x, float sign) { return __builtin_copysignf(x, sign); }
FLODL_SCALAR double exp2(double x) { return std::exp2(x); }
FLODL_SCALAR double expm1(double x) { return std::expm1(x); }
FLODL_SCALAR double log1p(double x) { return std::log1p(x); }
FLODL_SCALAR double log2(double x) { return std::log2(x); }
FLODL_SCALAR double log10(double x) { return std::log10(x); }
FLODL_SCALAR double erfc(double x) { return std::erfc(x); }
FLODL_SCALAR double tan(double x) { return std::tan(x); }
FLODL_SCALAR double asin(double x) { return std::asin(x); }
FLODL_SCALAR double acos(double x) { return std::acos(x); }
FLODL_SCALAR double atan(double x) { return std::atan(x); }
FLODL_SCALAR double sinh(double x) { return std::sinh(x); }
FLODL_SCALAR double cosh(double x) { return std::cosh(x); }
FLODL_SCALAR double asinh(double x) { return std::asinh(x); }
FLODL_SCALAR double acosh(double x) { return std::acosh(x); }
FLODL_SCALAR double atanh(double x) { return std::atanh(x); }
FLODL_SCALAR double floor(double x) { return __builtin_floor(x); }
FLODL_SCALAR double ceil(double x) { return __builtin_ceil(x); }
FLODL_SCALAR double trunc(double x) { return __builtin_trunc(x); }
FLODL_SCALAR double round(double x) { return __builtin_rint(x); }
FLODL_SCALAR double atan2(double y, double x) { return std::atan2(y, x); }
FLODL_SCALAR double fmod(double x, double y) { return std::fmod(x, y); }
FLODL_SCALAR double copysign(double x, double sign) { return __builtin_copysign(x, sign); }

#endif

// Integers are their own integer part.
template <class T>
FLODL_SCALAR T floor(T x) { return x; }
template <class T>
FLODL_SCALAR T ceil(T x) { return x; }
template <class T>
FLODL_SCALAR T trunc(T x) { return x; }
template <class T>
FLODL_SCALAR T round(T x) { return x; }

template <class T>
FLODL_SCALAR bool isnan(T x) { return x != x; }
/// Infinities are what differs from itself when it is subtracted, and is a number.
template <class T>
FLODL_SCALAR bool isfinite(T x) { return x - x == T(0); }
template <class T>
FLODL_SCALAR bool isinf(T x) { return x == x && !(x - x == T(0)); }

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

/// The remainder with the sign of the divisor; an infinite divisor of the other sign gives itself.
template <class T>
FLODL_SCALAR T remainder(T a, T b) {
  T rest = fmod(a, b);
  return rest != T(0) && (b < T(0)) != (rest < T(0)) ? rest + b : rest;
}

/// The quotient rounded down, consistent with `remainder`; libtorch's steps.
template <class T>
FLODL_SCALAR T floorDivide(T a, T b) {
  if (b == T(0))
    return a / b;
  T rest = fmod(a, b), quotient = (a - rest) / b;
  if (rest != T(0) && (b < T(0)) != (rest < T(0)))
    quotient -= T(1);
  if (quotient == T(0))
    return copysign(T(0), a / b);
  T down = floor(quotient);
  return quotient - down > T(0.5) ? down + T(1) : down;
}

/// From the nearer end, so that both ends are exact.
template <class T>
FLODL_SCALAR T lerp(T a, T b, T weight) {
  return abs(weight) < T(0.5) ? a + weight * (b - a) : b - (b - a) * (T(1) - weight);
}

template <class T>
FLODL_SCALAR bool isclose(T a, T b, double rtol, double atol, bool equalNan) {
  T distance = abs(a - b);
  return a == b || (equalNan && isnan(a) && isnan(b)) ||
         (isfinite(distance) && distance <= T(atol) + abs(T(rtol) * b));
}

// The constants of the scaled exponential linear unit, as libtorch has them.
inline constexpr double seluAlpha = 1.6732632423543772848170429916717;
inline constexpr double seluScale = 1.0507009873554804934193349852946;

template <class T>
FLODL_SCALAR T elu(T x, T alpha, T scale, T inputScale) {
  return x <= T(0) ? expm1(x * inputScale) * (alpha * scale) : x * scale;
}
template <class T>
FLODL_SCALAR T eluBackward(T grad, T x, T alpha, T scale, T inputScale) {
  return x > T(0) ? grad * scale : grad * inputScale * (alpha * scale) * exp(x * inputScale);
}

template <class T>
FLODL_SCALAR T softplus(T x, T beta, T threshold) {
  T z = x * beta;
  return z > threshold ? x : log1p(exp(z)) / beta;
}
template <class T>
FLODL_SCALAR T softplusBackward(T grad, T x, T beta, T threshold) {
  T z = x * beta, e = exp(z);
  return z > threshold ? grad : grad * e / (e + T(1));
}

/// x tanh(ln(1 + e^x)) by tanh(ln(1 + e)) = e (e + 2) / (e (e + 2) + 2); beyond 20 it is x.
template <class T>
FLODL_SCALAR T mish(T x) {
  T e = exp(x), n = e * (e + T(2));
  return x > T(20) ? x : x * (n / (n + T(2)));
}
template <class T>
FLODL_SCALAR T mishBackward(T grad, T x) {
  T e = exp(x), n = e * (e + T(2)), t = x > T(20) ? T(1) : n / (n + T(2));
  return grad * (t + x * sigmoid(x) * (T(1) - t * t));
}

template <class T>
FLODL_SCALAR T relu6(T x) { return x < T(0) ? T(0) : x > T(6) ? T(6) : x; }

template <class T>
FLODL_SCALAR T hardswishBackward(T grad, T x) {
  T inside = grad * (x / T(3) + T(0.5));  // for every x, so that loops have no branch
  return x >= T(3) ? grad : x <= T(-3) ? T(0) : inside;
}

template <class T>
FLODL_SCALAR T logsigmoid(T x) { return (x < T(0) ? x : T(0)) - log1p(exp(-abs(x))); }
template <class T>
FLODL_SCALAR T logsigmoidBackward(T grad, T x) {
  T e = exp(-abs(x));
  return x < T(0) ? grad * (T(1) - e / (T(1) + e)) : grad * (e / (T(1) + e));
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
