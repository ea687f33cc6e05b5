// Body of the optimizer loops; compiled once per instruction set with FLODL_ISA naming it, without
// contraction, so that every instruction set, and clipping in one pass or two, gives the same bits.
// Includes nothing with inline functions of its own: the linker keeps one copy of those, which
// must not hold instructions that the machine lacks.
#include "runtime/cpu/OptimizerLoops.h"

namespace flodl::cpu::FLODL_ISA {
namespace {

inline float root(float x) { return __builtin_sqrtf(x); }
inline double root(double x) { return __builtin_sqrt(x); }
inline float magnitude(float x) { return __builtin_fabsf(x); }
inline double magnitude(double x) { return __builtin_fabs(x); }

/// g <- s g + l p; v <- mu v + g; p <- p - lr v. Source: torch.optim.SGD (no dampening).
template <class T>
void sgd(T *__restrict parameter, const T *__restrict gradient, T *__restrict velocity, int64_t count,
         const SgdScalars &scalars) {
  const T lr = static_cast<T>(scalars.lr), decay = static_cast<T>(scalars.weightDecay);
  const T momentum = static_cast<T>(scalars.momentum), scale = static_cast<T>(scalars.gradientScale);
  if (!velocity) {
    for (int64_t i = 0; i < count; ++i)
      parameter[i] -= lr * (gradient[i] * scale + decay * parameter[i]);
  } else if (scalars.firstStep) {
    for (int64_t i = 0; i < count; ++i) {
      velocity[i] = gradient[i] * scale + decay * parameter[i];
      parameter[i] -= lr * velocity[i];
    }
  } else {
    for (int64_t i = 0; i < count; ++i) {
      velocity[i] = momentum * velocity[i] + (gradient[i] * scale + decay * parameter[i]);
      parameter[i] -= lr * velocity[i];
    }
  }
}

/// Source: Kingma and Ba 2015, algorithm 1, in the form of torch.optim.Adam; decay as in
/// Loshchilov and Hutter 2019.
template <class T>
void adam(T *__restrict parameter, const T *__restrict gradient, T *__restrict mean, T *__restrict square, int64_t count,
          const AdamScalars &scalars) {
  const T beta2 = static_cast<T>(scalars.beta2), rest1 = static_cast<T>(1 - scalars.beta1);
  const T rest2 = static_cast<T>(1 - scalars.beta2), eps = static_cast<T>(scalars.eps);
  const T stepSize = static_cast<T>(scalars.stepSize), correction = static_cast<T>(scalars.rootCorrection);
  const T l2 = static_cast<T>(scalars.l2), shrink = static_cast<T>(scalars.shrink);
  const T scale = static_cast<T>(scalars.gradientScale);
  for (int64_t i = 0; i < count; ++i) {
    T p = parameter[i] * shrink, g = gradient[i] * scale + l2 * p;
    T m = mean[i] + (g - mean[i]) * rest1, v = square[i] * beta2 + g * g * rest2;
    mean[i] = m;
    square[i] = v;
    parameter[i] = p - stepSize * (m / (root(v) / correction + eps));
  }
}

constexpr int lanes = 16;

template <class T>
double sumOfSquares(const T *values, int64_t count) {
  T sums[lanes] = {};
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (int k = 0; k < lanes; ++k)
      sums[k] += values[i + k] * values[i + k];
  double total = 0;
  for (; i < count; ++i)
    total += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  for (int k = 0; k < lanes; ++k)
    total += static_cast<double>(sums[k]);
  return total;
}

template <class T>
double largest(const T *values, int64_t count) {
  T best = 0;
  bool nan = false;
  for (int64_t i = 0; i < count; ++i) {
    T value = magnitude(values[i]);
    best = value > best ? value : best;
    nan |= value != value;
  }
  return nan ? __builtin_nan("") : static_cast<double>(best);
}

template <class T>
void scale(T *values, int64_t count, double factor) {
  const T by = static_cast<T>(factor);
  for (int64_t i = 0; i < count; ++i)
    values[i] *= by;
}

/// NaN stays NaN.
template <class T>
void clamp(T *values, int64_t count, double limit) {
  const T high = static_cast<T>(limit), low = -high;
  for (int64_t i = 0; i < count; ++i)
    values[i] = values[i] < low ? low : values[i] > high ? high : values[i];
}

template <class T>
constexpr LoopsOf<T> loopsOf() {
  return {sgd<T>, adam<T>, sumOfSquares<T>, largest<T>, scale<T>, clamp<T>};
}

}  // namespace

const Loops loops = {loopsOf<float>(), loopsOf<double>()};

}  // namespace flodl::cpu::FLODL_ISA
