// Least-squares slopes and the questions asked of them.
#include "flodl/trend.h"
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace flodl {

std::span<const double> Trend::window(size_t size) const {
  std::span<const double> all = values_;
  return size == 0 || size > all.size() ? all : all.last(size);
}

std::vector<double> Trend::last(size_t count) const {
  return {values_.end() - static_cast<ptrdiff_t>(std::min(count, values_.size())), values_.end()};
}

double Trend::latest() const { return values_.empty() ? 0 : values_.back(); }

static double meanOf(std::span<const double> values) {
  return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}
double Trend::mean() const { return meanOf(values_); }

double Trend::min() const {
  return values_.empty() ? std::numeric_limits<double>::infinity() : *std::ranges::min_element(values_);
}
double Trend::max() const {
  return values_.empty() ? -std::numeric_limits<double>::infinity() : *std::ranges::max_element(values_);
}

double Trend::slope(size_t size) const {
  std::span<const double> points = window(size);
  if (points.size() < 2)
    return 0;
  double n = static_cast<double>(points.size()), sumX = 0, sumY = 0, sumXY = 0, sumXX = 0;
  for (size_t i = 0; i < points.size(); ++i) {
    double x = static_cast<double>(i);
    sumX += x;
    sumY += points[i];
    sumXY += x * points[i];
    sumXX += x * x;
  }
  double denominator = n * sumXX - sumX * sumX;
  return std::abs(denominator) < 1e-15 ? 0 : (n * sumXY - sumX * sumY) / denominator;
}

bool Trend::stalled(size_t size, double tolerance) const { return std::abs(slope(size)) < tolerance; }
bool Trend::improving(size_t size) const { return slope(size) < 0; }

bool Trend::converged(size_t size, double tolerance) const {
  std::span<const double> points = window(size);
  if (points.size() < 2)
    return false;
  double mean = meanOf(points), sum = 0;
  for (double value : points)
    sum += (value - mean) * (value - mean);
  return sum / static_cast<double>(points.size()) < tolerance;
}

template <class Predicate>
static bool allOf(const std::vector<Trend> &trends, Predicate holds) {
  return !trends.empty() && std::ranges::all_of(trends, holds);
}

bool TrendGroup::all_improving(size_t window) const {
  return allOf(trends_, [&](const Trend &t) { return t.improving(window); });
}
bool TrendGroup::any_improving(size_t window) const {
  return std::ranges::any_of(trends_, [&](const Trend &t) { return t.improving(window); });
}
bool TrendGroup::all_stalled(size_t window, double tolerance) const {
  return allOf(trends_, [&](const Trend &t) { return t.stalled(window, tolerance); });
}
bool TrendGroup::any_stalled(size_t window, double tolerance) const {
  return std::ranges::any_of(trends_, [&](const Trend &t) { return t.stalled(window, tolerance); });
}
bool TrendGroup::all_converged(size_t window, double tolerance) const {
  return allOf(trends_, [&](const Trend &t) { return t.converged(window, tolerance); });
}
bool TrendGroup::any_converged(size_t window, double tolerance) const {
  return std::ranges::any_of(trends_, [&](const Trend &t) { return t.converged(window, tolerance); });
}

std::vector<double> TrendGroup::slopes(size_t window) const {
  std::vector<double> result;
  for (const Trend &trend : trends_)
    result.push_back(trend.slope(window));
  return result;
}

double TrendGroup::mean_slope(size_t window) const { return meanOf(slopes(window)); }

}  // namespace flodl
