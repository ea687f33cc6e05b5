// Which outputs of a pooling or an interpolation read an input element, and with which weight: what a gradient that
// gathers needs to know. One axis at a time, on the host and in kernels.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>

#if defined(__CUDACC__)
#define FLODL_AXIS __host__ __device__ inline
#else
#define FLODL_AXIS inline
#endif

namespace flodl::kernels {

/// One spatial dimension of `in` elements that an operation maps to `out` results.
struct Axis {
  enum Kind : uint8_t {
    Window,    ///< pooling with a window of a fixed size
    Adaptive,  ///< pooling to a fixed number of results, of maxima
    Linear,    ///< linear interpolation
    Cubic,     ///< cubic convolution with a = -0.75
  };
  Kind kind = Window;
  int64_t in = 1, out = 1;
  int64_t kernel = 1, stride = 1, padding = 0, dilation = 1;
  bool countPadding = true;   ///< of a window: padded cells count in the mean
  bool alignCorners = false;  ///< of an interpolation
};
/// The last three dimensions, those that are not spatial with one element.
struct Axes {
  Axis axis[3];
  FLODL_AXIS Axis &operator[](size_t i) { return axis[i]; }
  FLODL_AXIS const Axis &operator[](size_t i) const { return axis[i]; }
};

/// Outputs `first` to `last`, the latter excluded.
struct OutputRange {
  int64_t first, last;
};

namespace axis {

FLODL_AXIS int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
FLODL_AXIS int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
FLODL_AXIS int64_t floorDiv(int64_t a, int64_t b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }
FLODL_AXIS int64_t ceilDiv(int64_t a, int64_t b) { return -floorDiv(-a, b); }
FLODL_AXIS float floorOf(float x) { return std::floor(x); }
FLODL_AXIS double floorOf(double x) { return std::floor(x); }

/// Distance of two outputs in the input.
template <class T>
FLODL_AXIS T scale(const Axis &a) {
  if (a.alignCorners)
    return a.out > 1 ? static_cast<T>(a.in - 1) / static_cast<T>(a.out - 1) : T(0);
  return static_cast<T>(a.in) / static_cast<T>(a.out);
}
/// Where output `o` lies in the input.
template <class T>
FLODL_AXIS T source(const Axis &a, int64_t o) {
  if (a.alignCorners)
    return scale<T>(a) * static_cast<T>(o);
  T x = scale<T>(a) * (static_cast<T>(o) + T(0.5)) - T(0.5);
  return a.kind == Axis::Linear && x < 0 ? T(0) : x;
}

template <class T>
FLODL_AXIS T linearWeight(const Axis &a, int64_t o, int64_t i) {
  T x = source<T>(a, o);
  int64_t low = least(static_cast<int64_t>(x), a.in - 1), high = least(low + 1, a.in - 1);
  T part = x - static_cast<T>(low);
  return (i == low ? T(1) - part : T(0)) + (i == high ? part : T(0));
}

/// Weights of the four neighbours at distance `t` behind the second: Keys 1981, with a = -0.75.
template <class T>
FLODL_AXIS T cubicTap(T t, int tap) {
  constexpr T a = T(-0.75);
  T d = tap == 0 ? t + 1 : tap == 1 ? t : tap == 2 ? 1 - t : 2 - t;
  return d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
}
template <class T>
FLODL_AXIS T cubicWeight(const Axis &a, int64_t o, int64_t i) {
  T x = source<T>(a, o), base = floorOf(x), sum = 0;
  for (int tap = 0; tap < 4; ++tap) {
    int64_t place = static_cast<int64_t>(base) - 1 + tap;
    if (most(0, least(place, a.in - 1)) == i)  // beyond the border, its element stands for all
      sum += cubicTap(x - base, tap);
  }
  return sum;
}

template <class T>
FLODL_AXIS T windowWeight(const Axis &a, int64_t o, int64_t i) {
  int64_t start = o * a.stride - a.padding, end = least(start + a.kernel, a.in + a.padding);
  int64_t first = most(start, 0), last = least(end, a.in);
  if (i < first || i >= last)
    return T(0);
  return T(1) / static_cast<T>(a.countPadding ? end - start : last - first);
}

}  // namespace axis

/// All outputs that read input `i`, and perhaps some beside them that do not.
FLODL_AXIS OutputRange outputsOf(const Axis &a, int64_t i) {
  using namespace axis;
  if (a.kind == Axis::Window)
    return {most(0, ceilDiv(i + a.padding - a.dilation * (a.kernel - 1), a.stride)),
            least(a.out, floorDiv(i + a.padding, a.stride) + 1)};
  if (a.kind == Axis::Adaptive)
    return {i * a.out / a.in, ceilDiv((i + 1) * a.out, a.in)};
  // Interpolation reads at most `reach` elements away, plus one for rounding; a border stands for all beyond it.
  int64_t reach = a.kind == Axis::Linear ? 2 : 3;
  double step = scale<double>(a), shift = a.alignCorners ? 0 : 0.5;
  if (step == 0)
    return {0, a.out};
  double low = (static_cast<double>(i - reach) + shift) / step - shift, high = (static_cast<double>(i + reach) + shift) / step - shift;
  return {i == 0 ? 0 : most(0, static_cast<int64_t>(floorOf(low))),
          i == a.in - 1 ? a.out : least(a.out, static_cast<int64_t>(floorOf(high)) + 2)};
}

/// The factor of input `i` in output `o`, for windows that take means and for interpolation.
template <class T>
FLODL_AXIS T weightOf(const Axis &a, int64_t o, int64_t i) {
  return a.kind == Axis::Linear  ? axis::linearWeight<T>(a, o, i)
         : a.kind == Axis::Cubic ? axis::cubicWeight<T>(a, o, i)
                                 : axis::windowWeight<T>(a, o, i);
}

/// The gradient of input (`i`, `j`, `k`) from the gradients of one plane's outputs, row by row in memory.
template <class T, class Element>
FLODL_AXIS T spreadSum(const Axes &axes, int64_t i, int64_t j, int64_t k, const Element *grad) {
  const Axis &a = axes[0], &b = axes[1], &c = axes[2];
  const OutputRange x = outputsOf(a, i), y = outputsOf(b, j), z = outputsOf(c, k);
  T sum = 0;
  for (int64_t u = x.first; u < x.last; ++u)
    for (int64_t v = y.first; v < y.last; ++v) {
      const T row = weightOf<T>(a, u, i) * weightOf<T>(b, v, j);
      if (row == T(0))
        continue;
      for (int64_t w = z.first; w < z.last; ++w)
        sum += row * weightOf<T>(c, w, k) * static_cast<T>(grad[(u * b.out + v) * c.out + w]);
    }
  return sum;
}

/// The same where each output read one input, whose position in its plane `indices` has.
template <class T, class Element>
FLODL_AXIS T selectedSum(const Axes &axes, int64_t i, int64_t j, int64_t k, const Element *grad, const int64_t *indices) {
  const Axis &a = axes[0], &b = axes[1], &c = axes[2];
  const OutputRange x = outputsOf(a, i), y = outputsOf(b, j), z = outputsOf(c, k);
  const int64_t position = (i * b.in + j) * c.in + k;
  T sum = 0;
  for (int64_t u = x.first; u < x.last; ++u)
    for (int64_t v = y.first; v < y.last; ++v)
      for (int64_t w = z.first; w < z.last; ++w) {
        const int64_t output = (u * b.out + v) * c.out + w;
        if (indices[output] == position)
          sum += static_cast<T>(grad[output]);
      }
  return sum;
}

}  // namespace flodl::kernels
