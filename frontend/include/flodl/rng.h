// Random numbers on the host: shuffling, augmentation, samplers.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace flodl {

/// A random generator whose numbers are the same on every platform and in every version.
///
/// Copyable: a copy continues the same stream on its own. Independent of `manual_seed`.
/// Source: Blackman and Vigna 2018, xoshiro256++, seeded by SplitMix64.
///
/// \code
/// auto rng = Rng::seed(42);
/// int64_t die = rng.range(1, 7);
/// \endcode
class Rng {
 public:
  static Rng seed(uint64_t seed);
  /// Seeded by the operating system.
  static Rng from_entropy();

  /// The next 64 random bits.
  uint64_t next();
  /// Integer in [0, n). Errors: n = 0.
  uint64_t below(uint64_t n);
  /// Integer in [low, high). Errors: low >= high.
  int64_t range(int64_t low, int64_t high);
  /// Uniform in [0, 1), a multiple of 2^-24.
  float f32();
  /// Uniform in [0, 1), a multiple of 2^-53.
  double f64();
  /// True with probability p: never for p <= 0, always for p >= 1.
  bool bernoulli(double p);
  /// Normal distribution (Box-Muller, two draws a call).
  double normal(double mean = 0, double std = 1);

  /// Permutes the elements of a range with `size()` and `operator[]` (Fisher-Yates).
  template <class Range>
  void shuffle(Range &&range) {
    for (size_t i = range.size(); i > 1; --i) {
      using std::swap;
      swap(range[i - 1], range[below(i)]);
    }
  }

 private:
  std::array<uint64_t, 4> state_{};
};

}  // namespace flodl
