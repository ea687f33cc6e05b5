// The monitor: epoch records, the clock, and progress within an epoch.
#include "flodl/monitor.h"
#include "Console.h"
#include "Export.h"
#include "Format.h"
#include "Resources.h"
#include "flodl/detail/progress.h"
#include "flodl/verbosity.h"
#include <algorithm>
#include <atomic>
#include <mutex>

namespace flodl {

namespace detail {
static std::atomic<ProgressSink *> currentSink{nullptr};
ProgressSink *progressSink() { return currentSink.load(std::memory_order_acquire); }
void setProgressSink(ProgressSink *sink) { currentSink.store(sink, std::memory_order_release); }
}  // namespace detail

using Clock = std::chrono::steady_clock;
static double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Monitor::Impl : detail::ProgressSink {
  explicit Impl(size_t total) : total(total) {
    if (console.terminal() && enabled(Verbosity::Normal)) {
      previous = detail::progressSink();
      detail::setProgressSink(this);
    }
  }
  ~Impl() override {
    if (detail::progressSink() == this)
      detail::setProgressSink(previous);
    console.clear();
  }

  void epochBegin(size_t epoch, size_t count) override {
    std::lock_guard lock(mutex);
    // Between two logs, the first loader is the one that trains; others evaluate.
    if (batches == 0)
      liveEpoch = epoch;
    batches = count;
    batch = samples = 0;
    begin = Clock::now();
  }

  void batchTaken(size_t count) override {
    std::lock_guard lock(mutex);
    ++batch;
    auto now = Clock::now();
    // The batch is only now on its way, so the rate counts those before it.
    bool training = history.empty() || history.back().epoch + 1 < total;
    if (training && now - shown >= refresh && now - begin >= refresh) {
      shown = now;
      show();
    }
    samples += count;
  }

  void recorded(std::string_view name, double value) override {
    std::lock_guard lock(mutex);
    auto it = std::ranges::find(running, name, &Running::name);
    if (it == running.end()) {
      if (running.size() == maxMetrics)
        return;
      it = running.insert(running.end(), Running{std::string(name)});
    }
    it->sum += value;
    ++it->count;
  }

  void show() {
    monitor::ProgressLine line{.epoch = liveEpoch, .total = total, .batch = batch, .batches = batches};
    double inLoader = secondsSince(begin);
    line.rate = static_cast<double>(samples) / inLoader;
    line.elapsed = secondsSince(lastLog);
    if (batch > 1) {
      double share = static_cast<double>(batch - 1) / static_cast<double>(batches);
      double epochTime = history.empty() ? inLoader / share : runTime() / static_cast<double>(history.size());
      double left = static_cast<double>(total - liveEpoch) - share;
      line.eta = epochTime * left;
    }
    for (const Running &metric : running)
      line.metrics.emplace_back(metric.name, metric.sum / static_cast<double>(metric.count));
    console.progress(monitor::progressLine(line));
  }

  /// Time from the start of the first logged epoch to the last log.
  double runTime() const { return std::chrono::duration<double>(lastLog - origin).count(); }

  void log(size_t epoch, double duration, Metrics metrics) {
    std::lock_guard lock(mutex);
    lastLog = Clock::now();
    if (history.empty())
      origin = lastLog - std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(duration));
    history.push_back({epoch, duration, std::move(metrics), sampler.sample()});
    batches = 0;
    running.clear();

    const EpochRecord &record = history.back();
    monitor::EpochLine line{.epoch = epoch, .total = total, .duration = duration,
                            .metrics = &record.metrics, .resources = &record.resources};
    if (epoch + 1 < total)
      line.eta = runTime() / static_cast<double>(history.size()) * static_cast<double>(total - epoch - 1);
    if (enabled(Verbosity::Normal))
      console.line(monitor::epochLine(line));
  }

  static constexpr auto refresh = std::chrono::milliseconds(100);
  static constexpr size_t maxMetrics = 3;
  struct Running {
    std::string name;
    double sum = 0;
    size_t count = 0;
  };

  const size_t total;
  std::mutex mutex;
  monitor::Console console{stdout};
  monitor::ResourceSampler sampler;
  std::vector<EpochRecord> history;
  detail::ProgressSink *previous = nullptr;
  const Clock::time_point created = Clock::now();
  Clock::time_point lastLog = created;
  Clock::time_point origin = created;  ///< start of the first logged epoch, by its duration

  size_t liveEpoch = 0, batch = 0, batches = 0, samples = 0;
  Clock::time_point begin = created, shown = created;
  std::vector<Running> running;
};

Monitor::Monitor(size_t total_epochs) : impl_(std::make_unique<Impl>(total_epochs)) {}
Monitor::~Monitor() = default;

void Monitor::log(size_t epoch, Seconds duration, Metrics metrics) {
  impl_->log(epoch, duration.value, std::move(metrics));
}

void Monitor::log(size_t epoch, Metrics metrics) {
  impl_->log(epoch, secondsSince(impl_->lastLog), std::move(metrics));
}

void Monitor::finish() {
  std::lock_guard lock(impl_->mutex);
  if (!enabled(Verbosity::Normal))
    return;
  impl_->console.line("  training complete in " + monitor::formatDuration(secondsSince(impl_->created)));
  if (!impl_->history.empty())
    for (const auto &[name, value] : impl_->history.back().metrics)
      impl_->console.line("  | " + name + ": " + monitor::formatMetric(value));
}

const std::vector<EpochRecord> &Monitor::history() const { return impl_->history; }

void Monitor::write_log(const std::string &path) const {
  monitor::writeLog(path, impl_->history, impl_->total, secondsSince(impl_->created));
}
void Monitor::export_csv(const std::string &path) const { monitor::writeCsv(path, impl_->history); }

}  // namespace flodl
