// When two results are equal up to rounding.
#pragma once
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <string>

namespace nn_test {

/// How far results may lie apart, in units of u * m: u is the roundoff of the element type (2^-24,
/// 2^-53), m the largest element that libtorch computed and not below 1/2. For gradients, and for
/// parameters that were updated with them, m is the largest element of all gradients where that is
/// larger: a gradient that is zero by cancellation consists of the rounding errors of the others.
///
/// Products, convolutions, pooling, normalisation and their gradients are the same calls of libtorch
/// on both sides and mostly bitwise equal. What floDl composes otherwise (gates, projections of
/// attention, smoothed labels, dropout's scale, the optimizer) rounds an element at most four times
/// on the way there and four times on the way back, on each side: 16 roundings. Normalisations
/// multiply what reaches them with the inverse deviation of their rows, which is at most about 8
/// for rows of five and more numbers of order 1: 128 units, 8e-6 and 1.4e-14.
inline constexpr double bound = 128;

/// The largest size of an element, 0 without any.
inline double largest(const at::Tensor &tensor) {
  return tensor.defined() && tensor.numel() ? tensor.detach().abs().max().item<double>() : 0;
}

/// Counts what was compared and keeps what was farthest apart.
struct Distances {
  size_t values = 0, bitwise = 0;
  double worst = 0;
  std::string where = "nowhere";

  /// `scale` is the size of what the values were computed from, where it is larger than they are.
  void expectClose(const std::string &what, const at::Tensor &ours, const at::Tensor &theirs, double scale = 0.5) {
    ++values;
    ASSERT_EQ(ours.defined(), theirs.defined()) << what;
    if (!ours.defined())
      return;
    ASSERT_EQ(ours.scalar_type(), theirs.scalar_type()) << what;
    ASSERT_EQ(ours.sizes(), theirs.sizes()) << what;
    at::Tensor a = ours.detach().to(at::kDouble), b = theirs.detach().to(at::kDouble);
    if (a.equal(b)) {
      ++bitwise;
      return;
    }
    double unit = (ours.scalar_type() == at::kDouble ? 0x1p-53 : 0x1p-24) * std::max(scale, largest(b));
    double distance = (a - b).abs().max().item<double>() / unit;
    if (!(distance <= worst))
      worst = distance, where = what;
    EXPECT_LE(distance, bound) << what << "\n" << ours << "\n" << theirs;
  }

  std::string str() const {
    char text[80];
    std::snprintf(text, sizeof text, " of them bitwise equal; farthest apart: %.3g of %g units, at ", worst, bound);
    return std::to_string(values) + " values, " + std::to_string(bitwise) + text + where;
  }
};

}  // namespace nn_test
