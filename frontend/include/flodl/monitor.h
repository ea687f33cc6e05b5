// The training monitor: a line per epoch, progress within an epoch, text and CSV records.
#pragma once
#include "flodl/resources.h"
#include "flodl/trend.h"
#include <chrono>
#include <concepts>
#include <memory>
#include <string>
#include <vector>

namespace flodl {

/// A length of time: a number of seconds or a `std::chrono::duration`.
struct Seconds {
  double value = 0;
  Seconds(double seconds) : value(seconds) {}
  template <class Rep, class Period>
  Seconds(std::chrono::duration<Rep, Period> time) : value(std::chrono::duration<double>(time).count()) {}
};

/// Anything that can tell its newest metrics, such as a `Graph`.
template <class T>
concept HasMetrics = requires(const T &source) {
  { source.latest_metrics() } -> std::convertible_to<Metrics>;
};

/// What `Monitor::log` keeps of an epoch.
struct EpochRecord {
  size_t epoch = 0;  ///< 0-based
  double duration_s = 0;
  Metrics metrics;
  ResourceSample resources;
};

/// Shows the course of a training run.
///
/// Each `log` prints `  epoch  3/10  loss=0.4012  [1.2s  ETA 8.4s]` to stdout. On a terminal, the
/// newest living monitor also follows the batches that loaders hand out and shows a progress line
/// with the rate in samples a second and the time left; with `NO_COLOR`, when stdout is no terminal
/// or when `TERM=dumb` there are plain epoch lines only. `FLODL_VERBOSITY=quiet` prints nothing.
///
/// \code
/// Monitor monitor(/*epochs=*/10);
/// for (size_t epoch = 0; epoch < 10; ++epoch) {
///   double loss = train_one_epoch();
///   monitor.log(epoch, {{"loss", loss}});
/// }
/// monitor.finish();
/// \endcode
class Monitor {
 public:
  /// Starts the clock.
  explicit Monitor(size_t total_epochs);
  ~Monitor();
  Monitor(const Monitor &) = delete;
  Monitor &operator=(const Monitor &) = delete;

  /// Records an epoch (counted from 0) and prints its line. Metrics keep their order.
  void log(size_t epoch, Seconds duration, Metrics metrics);
  /// The same, with the time since the previous `log` (or since creation) as duration.
  void log(size_t epoch, Metrics metrics);
  /// Logs `source.latest_metrics()`, then `extra`. Flush the graph before, else the values of the
  /// previous epoch are shown again.
  template <HasMetrics Source>
  void log(size_t epoch, const Source &source, const Metrics &extra = {}) {
    log(epoch, merge(source.latest_metrics(), extra));
  }
  template <HasMetrics Source>
  void log(size_t epoch, Seconds duration, const Source &source, const Metrics &extra = {}) {
    log(epoch, duration, merge(source.latest_metrics(), extra));
  }

  /// Prints the total time and the metrics of the last epoch.
  void finish();

  const std::vector<EpochRecord> &history() const;
  /// Writes one line per epoch. Errors: the file cannot be written.
  void write_log(const std::string &path) const;
  /// Writes a table with one row per epoch; a metric that an epoch lacks is left blank. Without
  /// epochs no file is written. Errors: the file cannot be written.
  void export_csv(const std::string &path) const;

 private:
  static Metrics merge(Metrics metrics, const Metrics &extra) {
    metrics.insert(metrics.end(), extra.begin(), extra.end());
    return metrics;
  }
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace flodl
