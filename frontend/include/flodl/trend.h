// What a run has measured so far, per name and epoch, and questions about its course.
#pragma once
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace flodl {

/// Names and values in the order in which they were first recorded.
using Metrics = std::vector<std::pair<std::string, double>>;

/// The course of one metric: one value per epoch.
///
/// Queries with a window look at the last `window` values; 0, or more than there are, means all of
/// them. A window longer than the history does not wait for it to fill.
class Trend {
 public:
  Trend() = default;
  explicit Trend(std::vector<double> values) : values_(std::move(values)) {}

  size_t len() const { return values_.size(); }
  bool is_empty() const { return values_.empty(); }
  const std::vector<double> &values() const { return values_; }
  /// The last `count` values, all when there are fewer.
  std::vector<double> last(size_t count) const;
  /// The newest value, 0 when empty.
  double latest() const;
  /// Arithmetic mean of all values, 0 when empty.
  double mean() const;
  /// Smallest value, +infinity when empty.
  double min() const;
  /// Largest value, -infinity when empty.
  double max() const;

  /// Slope of the least-squares line per epoch; 0 with fewer than two points.
  double slope(size_t window = 0) const;
  /// |slope| < tolerance. With fewer than two points the slope is 0, so this is true: guard by `len()`.
  bool stalled(size_t window, double tolerance) const;
  /// slope < 0; false with fewer than two points.
  bool improving(size_t window = 0) const;
  /// Population variance < tolerance; false with fewer than two points.
  bool converged(size_t window, double tolerance) const;

 private:
  std::span<const double> window(size_t size) const;
  std::vector<double> values_;
};

/// Several trends asked together. `all_*` and `any_*` are false on an empty group.
class TrendGroup {
 public:
  TrendGroup() = default;
  explicit TrendGroup(std::vector<Trend> trends) : trends_(std::move(trends)) {}

  size_t len() const { return trends_.size(); }
  bool is_empty() const { return trends_.empty(); }
  const Trend &operator[](size_t index) const { return trends_[index]; }
  auto begin() const { return trends_.begin(); }
  auto end() const { return trends_.end(); }

  bool all_improving(size_t window = 0) const;
  bool any_improving(size_t window = 0) const;
  bool all_stalled(size_t window, double tolerance) const;
  bool any_stalled(size_t window, double tolerance) const;
  bool all_converged(size_t window, double tolerance) const;
  bool any_converged(size_t window, double tolerance) const;
  /// Slope of each trend, in order.
  std::vector<double> slopes(size_t window = 0) const;
  /// Arithmetic mean of the slopes, 0 for an empty group.
  double mean_slope(size_t window = 0) const;

 private:
  std::vector<Trend> trends_;
};

/// Numbers recorded during an epoch, and their means over the epochs. Each graph has one.
///
/// `record` appends to a buffer; `flush` turns each buffer into one point of that name's history.
/// Names keep their own histories, so those flushed at different cadences differ in length.
/// Not thread-safe.
class MetricsStore {
 public:
  /// A number that is known later (a loss still on its way from the device).
  using Pending = std::function<double()>;

  void record(std::string_view name, double value);
  /// Reads the value when it is first needed: at `collected` or `flush`.
  void record(std::string_view name, Pending value);
  void record(std::string_view name, std::span<const double> values);

  /// What was recorded under `name` since its last flush; reads pending values.
  std::vector<double> collected(std::string_view name) const;
  /// Appends the mean of each named buffer (all when `names` is empty) to its history and empties
  /// it. Names without recorded values are skipped; a flush that skips everything does not count.
  void flush(std::span<const std::string> names = {});
  /// Flushes that had something to do.
  size_t flush_count() const { return flushTimes_.size(); }
  /// Seconds from `markStart` to each counted flush.
  const std::vector<double> &flush_times() const { return flushTimes_; }

  /// The history of `name`; empty when the name is unknown.
  Trend trend(std::string_view name) const;
  TrendGroup trends(std::span<const std::string> names) const;
  /// Forgets the histories of `names`, all when the list is empty.
  void reset_trend(std::span<const std::string> names = {});
  /// Every name that has a history with its newest mean.
  Metrics latest_metrics() const;
  /// Every name ever recorded, in order.
  std::vector<std::string> names() const;

  /// Starts the clock of `eta`; only the first call counts. The first `record` starts it as well.
  void markStart();
  /// Seconds left until `total` flushes at the mean pace so far; 0 before the first flush.
  double eta(size_t total) const;

 private:
  struct Series {
    std::string name;
    mutable std::vector<std::variant<double, Pending>> buffer;
    std::vector<double> history;
  };
  Series &series(std::string_view name);
  const Series *find(std::string_view name) const;

  std::vector<Series> series_;
  std::vector<double> flushTimes_;
  double start_ = -1;
};

}  // namespace flodl
