// Inner loops of the optimizers and of clipping over dense memory, one table per instruction set.
#pragma once
#include <cstdint>

namespace flodl::cpu {

/// Scalars of one parameter's update, computed in double and rounded once.
struct SgdScalars {
  double lr, weightDecay, momentum;
  bool firstStep;        ///< the velocity starts as the gradient
  double gradientScale;  ///< multiplies the gradient first (clipping)
};
struct AdamScalars {
  double beta1, beta2, eps;
  double stepSize;        ///< lr / (1 - beta1^t)
  double rootCorrection;  ///< sqrt(1 - beta2^t)
  double l2;              ///< added to the gradient: g + l2 * p
  double shrink;          ///< multiplies the parameter first: 1 - lr * decay
  double gradientScale;
};

template <class T>
struct LoopsOf {
  void (*sgd)(T *parameter, const T *gradient, T *velocity, int64_t count, const SgdScalars &scalars);
  void (*adam)(T *parameter, const T *gradient, T *mean, T *square, int64_t count, const AdamScalars &scalars);
  double (*sumOfSquares)(const T *values, int64_t count);
  double (*largest)(const T *values, int64_t count);  ///< largest absolute value; NaN when one is
  void (*scale)(T *values, int64_t count, double factor);
  void (*clamp)(T *values, int64_t count, double limit);
};
struct Loops {
  LoopsOf<float> f32;
  LoopsOf<double> f64;
};

/// The loops for this machine.
const Loops &loops();

namespace baseline {
extern const Loops loops;
}
namespace avx2 {
extern const Loops loops;
}

}  // namespace flodl::cpu
