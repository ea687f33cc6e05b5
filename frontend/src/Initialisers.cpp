// Initialisers that are computed on the host, from numbers of libtorch's generator.
#include "Execution.h"
#include "TensorImpl.h"
#include "flodl/init.h"
#include <cmath>
#include <limits>
#include <numbers>

namespace flodl {
using namespace detail;

namespace {

void require(bool holds, const char *name, const std::string &text, SourceLoc loc) {
  if (!holds)
    throw Error(ErrorCode::InvalidArgument, std::string(name) + ": " + text, loc);
}

std::vector<int64_t> numbers(const char *name, const Shape &shape, SourceLoc loc) {
  std::vector<int64_t> sizes;
  for (const Dim &dim : shape) {
    require(dim.constant().value_or(-1) >= 0, name, "expects sizes that are numbers, but got " + str(shape), loc);
    sizes.push_back(*dim.constant());
  }
  return sizes;
}

/// `count` random numbers of the CPU's generator.
std::vector<double> drawn(size_t count, const char *kind, double a, double b) {
  std::vector<double> values(count);
  int64_t sizes[] = {static_cast<int64_t>(count)};
  Handle handle = runtime().empty(kFloat64, sizes, kCPU);
  runtime().fill(handle, kind, a, b);
  runtime().toHost(handle, values.data());
  return values;
}

/// A tensor of what `make(count)` gives; nothing is computed while a model is captured.
template <class Make>
Tensor fromNumbers(const std::vector<int64_t> &sizes, const TensorOptions &options, Make make) {
  return deferred({options.dtype, Shape(sizes.begin(), sizes.end())}, [=] {
    size_t count = 1;
    for (int64_t size : sizes)
      count *= static_cast<size_t>(size);
    std::vector<double> values = make(count);
    return runtime().to(runtime().fromHost(values.data(), kFloat64, sizes, kCPU), options.device, options.dtype);
  });
}

/// Makes the `count` vectors of length `width` in `rows` orthonormal (Gram and Schmidt, twice, which is as good as
/// reflections). A triangular factor with a positive diagonal makes the result uniform.
void orthonormalise(std::vector<double> &rows, size_t count, size_t width) {
  for (size_t i = 0; i < count; ++i) {
    double *row = &rows[i * width];
    for (int pass = 0; pass < 2; ++pass)
      for (size_t k = 0; k < i; ++k) {
        const double *other = &rows[k * width];
        double product = 0;
        for (size_t c = 0; c < width; ++c)
          product += row[c] * other[c];
        for (size_t c = 0; c < width; ++c)
          row[c] -= product * other[c];
      }
    double square = 0;
    for (size_t c = 0; c < width; ++c)
      square += row[c] * row[c];
    for (size_t c = 0; c < width; ++c)
      row[c] /= std::sqrt(square);
  }
}

/// The number below which a standard normal variable lies with probability `p`: Newton's method on the distribution
/// function, within the bracket that bisection keeps.
double normalQuantile(double p) {
  double low = -40, high = 40, x = 0;
  for (int step = 0; step < 200 && high - low > 1e-15 * (1 + std::fabs(x)); ++step) {
    double below = 0.5 * std::erfc(-x / std::numbers::sqrt2);
    (below < p ? low : high) = x;
    double density = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
    double next = x - (below - p) / density;
    if (next == x)
      break;
    x = next > low && next < high ? next : (low + high) / 2;
  }
  return x;
}

}  // namespace

Tensor orthogonal(const Shape &shape, double gain, TensorOptions options, SourceLoc loc) {
  require(shape.size() >= 2, "orthogonal", "expects two dimensions or more, but got " + str(shape), loc);
  std::vector<int64_t> sizes = numbers("orthogonal", shape, loc);
  return fromNumbers(sizes, options, [=](size_t count) {
    size_t rows = static_cast<size_t>(sizes[0]), columns = rows ? count / rows : 0;
    size_t vectors = std::min(rows, columns), width = std::max(rows, columns);
    std::vector<double> basis = drawn(count, "normal", 0, 1), values(count);
    orthonormalise(basis, vectors, width);
    for (size_t i = 0; i < vectors; ++i)
      for (size_t c = 0; c < width; ++c)
        values[rows <= columns ? i * columns + c : c * columns + i] = gain * basis[i * width + c];
    return values;
  });
}

Tensor trunc_normal(const Shape &shape, double mean, double std, double a, double b, TensorOptions options, SourceLoc loc) {
  require(std > 0, "trunc_normal", "expects a standard deviation above 0, but got " + std::to_string(std), loc);
  require(a < b, "trunc_normal", "expects a < b, but got " + std::to_string(a) + " and " + std::to_string(b), loc);
  return fromNumbers(numbers("trunc_normal", shape, loc), options, [=](size_t count) {
    // In the upper tail probabilities round to 1: there the mirror image is drawn.
    double sign = (a + b) / 2 > mean ? -1 : 1;
    auto below = [&](double bound) { return 0.5 * std::erfc(-sign * (bound - mean) / std / std::numbers::sqrt2); };
    double low = below(sign > 0 ? a : b), high = below(sign > 0 ? b : a);
    std::vector<double> values = drawn(count, "uniform", low, high);
    for (double &value : values)
      value = std::clamp(mean + sign * std * normalQuantile(value), a, b);
    return values;
  });
}

}  // namespace flodl
