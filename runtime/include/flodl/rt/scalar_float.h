// Elementary functions of single precision for the CPU: free of branches, tables and library calls,
// so that compilers turn loops over them into vector code of any width. Coefficients are minimax
// fits of our own; the bounds named here are checked by test/scalar.
#pragma once
#include <cstdint>
#include <limits>

#define FLODL_SCALAR inline __attribute__((always_inline))

namespace flodl::rt::math {

/// e^r - 1 for |r| <= ln(2) / 2.
FLODL_SCALAR float expTail(float r) {
  float p = 0.00138146135f;
  p = p * r + 0.00836871019f;
  p = p * r + 0.0416683874f;
  p = p * r + 0.166665207f;
  p = p * r + 0.499999935f;
  return r + r * r * p;
}

/// 2^k for -126 <= k <= 127.
FLODL_SCALAR float powerOf2(int32_t k) { return __builtin_bit_cast(float, (k + 127) << 23); }

/// x as k ln 2 + r.
struct ExpParts {
  int32_t k;
  float r;
};
FLODL_SCALAR ExpParts expParts(float x) {
  // Adding 1.5 * 2^23 rounds x / ln 2 to the integer k in the low bits.
  constexpr float round = 12582912.0f;
  float shifted = x * 1.44269504f + round;
  float n = shifted - round;
  // ln 2 in two parts: the product with the first is exact.
  return {__builtin_bit_cast(int32_t, shifted) - __builtin_bit_cast(int32_t, round),
          (x - n * 0.693145751953125f) - n * 1.42860682e-6f};
}

/// e^x. Error below 1.2 ulp, subnormal results included; exact limits at both ends.
FLODL_SCALAR float exp(float x) {
  // Beyond these the result is infinite or 0; NaN passes both comparisons.
  float c = x < -104.0f ? -104.0f : x > 89.0f ? 89.0f : x;
  ExpParts parts = expParts(c);
  // 2^k as a product, so that results near both ends of the range round once.
  int32_t half = parts.k >> 1;
  return (1.0f + expTail(parts.r)) * powerOf2(half) * powerOf2(parts.k - half);
}

/// 2^x. Error below 1.2 ulp; exact for integers.
FLODL_SCALAR float exp2(float x) {
  float c = x < -150.0f ? -150.0f : x > 129.0f ? 129.0f : x;
  constexpr float round = 12582912.0f;
  float shifted = c + round;
  int32_t k = __builtin_bit_cast(int32_t, shifted) - __builtin_bit_cast(int32_t, round), half = k >> 1;
  return (1.0f + expTail((c - (shifted - round)) * 0.693147181f)) * powerOf2(half) * powerOf2(k - half);
}

/// e^x - 1. Error below 2 ulp.
FLODL_SCALAR float expm1(float x) {
  float c = x < -104.0f ? -104.0f : x > 89.0f ? 89.0f : x;
  ExpParts parts = expParts(c);
  int32_t half = parts.k >> 1, rest = parts.k - half;
  // 2^k (tail + 1) - 1, where the 1 is taken off the power.
  float low = powerOf2(half);
  return (low * expTail(parts.r) + (low - powerOf2(-rest))) * powerOf2(rest);
}

/// ln x as e ln 2 + f + tail, for x > 0.
struct LogParts {
  float e, f, tail;
};
FLODL_SCALAR LogParts logParts(float x) {
  bool subnormal = x < std::numeric_limits<float>::min();
  float y = subnormal ? x * 8388608.0f : x;
  // x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2).
  int32_t bits = __builtin_bit_cast(int32_t, y);
  int32_t k = (bits - 0x3F3504F3) >> 23;
  float f = __builtin_bit_cast(float, bits - (k << 23)) - 1.0f;
  float p = 0.0674663756f;
  p = p * f - 0.116756507f;
  p = p * f + 0.118881629f;
  p = p * f - 0.124055896f;
  p = p * f + 0.142195525f;
  p = p * f - 0.166679958f;
  p = p * f + 0.200021186f;
  p = p * f - 0.250000096f;
  p = p * f + 0.333333126f;
  return {static_cast<float>(k) - (subnormal ? 23.0f : 0.0f), f, f * f * (f * p - 0.5f)};
}

/// `value`, the logarithm of x, unless x is no positive finite number.
FLODL_SCALAR float logWithLimits(float x, float value) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  value = x == infinity ? infinity : value;
  return x > 0.0f ? value : x == 0.0f ? -infinity : std::numeric_limits<float>::quiet_NaN();
}

/// ln x. Error below 1.0 ulp, subnormal arguments included.
FLODL_SCALAR float log(float x) {
  LogParts parts = logParts(x);
  return logWithLimits(x, parts.e * 0.693145751953125f + (parts.f + (parts.tail + parts.e * 1.42860682e-6f)));
}

/// Logarithm to base 2. Error below 2 ulp; exact for powers of 2.
FLODL_SCALAR float log2(float x) {
  LogParts parts = logParts(x);
  // log2(e) in two parts, since near x = 1 its rounding would be most of the error.
  float value = parts.e + ((parts.f + parts.tail) * 1.44269502f + (parts.f + parts.tail) * 1.92596297e-8f);
  return logWithLimits(x, value);
}

/// Logarithm to base 10. Error below 2 ulp.
FLODL_SCALAR float log10(float x) {
  LogParts parts = logParts(x);
  float value = parts.e * 0.301025390625f + ((parts.f + parts.tail) * 0.434294492f + parts.e * 4.60503901e-6f);
  return logWithLimits(x, value);
}

/// ln(1 + x). Error below 2 ulp.
FLODL_SCALAR float log1p(float x) {
  float u = 1.0f + x;
  // What rounding took off u, in the logarithm; where u is 0, infinite or NaN, the logarithm says all.
  float lost = (x - (u - 1.0f)) / u;
  return log(u) + (u > 0.0f && u < std::numeric_limits<float>::infinity() ? lost : 0.0f);
}

/// tanh x. Error below 1.7 ulp.
FLODL_SCALAR float tanh(float x) {
  float a = __builtin_fabsf(x), s = a * a;
  float p = -0.00570498722f;
  p = p * s + 0.0206390885f;
  p = p * s - 0.053739716f;
  p = p * s + 0.133314422f;
  p = p * s - 0.333332819f;
  float near = a + a * s * p;
  float far = 1.0f - 2.0f / (exp(2.0f * a) + 1.0f);
  return __builtin_copysignf(a < 0.625f ? near : far, x);
}

/// e^(a^2) erfc(a) for a >= 0, as a polynomial in 1 / (1 + 0.4 a): relative error below 3e-7.
FLODL_SCALAR float scaledErfc(float a) {
  float t = 1.0f / (1.0f + 0.4f * a);
  float p = 0.0417862366f;
  p = p * t - 0.142929375f;
  p = p * t + 0.0894185086f;
  p = p * t + 0.081706774f;
  p = p * t + 0.084110292f;
  p = p * t + 0.191525457f;
  p = p * t + 0.202368674f;
  p = p * t + 0.226375262f;
  p = p * t + 0.225638235f;
  return p * t;
}

/// erf x. Error below 1.6 ulp.
FLODL_SCALAR float erf(float x) {
  float a = __builtin_fabsf(x), s = a * a;
  float p = 7.85384818e-5f;
  p = p * s - 0.000801018993f;
  p = p * s + 0.00518832731f;
  p = p * s - 0.0268538118f;
  p = p * s + 0.112835851f;
  p = p * s - 0.376126258f;
  p = p * s + 0.128379166f;
  float far = 1.0f - exp(-s) * scaledErfc(a);
  return __builtin_copysignf(a < 1.0f ? a + a * p : far, x);
}

/// The normal distribution at x, and its density times sqrt(2 pi): both from one exponential.
struct Normal {
  float cdf, bell;
};

/// Absolute error of the cdf below 2.5e-7; relative error below 1e-5 down to the end of the range.
FLODL_SCALAR Normal normal(float x) {
  float bell = exp(-0.5f * x * x);
  float tail = 0.5f * bell * scaledErfc(__builtin_fabsf(x) * 0.707106781f);
  return {x < 0.0f ? tail : 1.0f - tail, bell};
}
FLODL_SCALAR float normalCdf(float x) { return normal(x).cdf; }

}  // namespace flodl::rt::math
