// Buffers of an epoch and the histories they are flushed into.
#include "flodl/trend.h"
#include "flodl/detail/progress.h"
#include <algorithm>
#include <chrono>
#include <numeric>

namespace flodl {

static double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

const MetricsStore::Series *MetricsStore::find(std::string_view name) const {
  auto it = std::ranges::find(series_, name, &Series::name);
  return it == series_.end() ? nullptr : &*it;
}

MetricsStore::Series &MetricsStore::series(std::string_view name) {
  if (const Series *known = find(name))
    return const_cast<Series &>(*known);
  return series_.emplace_back(Series{std::string(name), {}, {}});
}

void MetricsStore::markStart() {
  if (start_ < 0)
    start_ = now();
}

void MetricsStore::record(std::string_view name, double value) {
  markStart();
  series(name).buffer.emplace_back(value);
  if (detail::ProgressSink *sink = detail::progressSink())
    sink->recorded(name, value);
}

void MetricsStore::record(std::string_view name, Pending value) {
  markStart();
  series(name).buffer.emplace_back(std::move(value));
}

void MetricsStore::record(std::string_view name, std::span<const double> values) {
  for (double value : values)
    record(name, value);
}

/// Reads what is still pending, in order, and keeps the numbers.
static std::vector<double> resolve(std::vector<std::variant<double, MetricsStore::Pending>> &buffer) {
  std::vector<double> values;
  values.reserve(buffer.size());
  for (auto &entry : buffer) {
    if (auto *pending = std::get_if<MetricsStore::Pending>(&entry)) {
      double value = (*pending)();
      entry = value;
    }
    values.push_back(std::get<double>(entry));
  }
  return values;
}

std::vector<double> MetricsStore::collected(std::string_view name) const {
  const Series *known = find(name);
  return known ? resolve(known->buffer) : std::vector<double>{};
}

void MetricsStore::flush(std::span<const std::string> names) {
  bool flushed = false;
  for (Series &entry : series_) {
    if (entry.buffer.empty() || (!names.empty() && std::ranges::find(names, entry.name) == names.end()))
      continue;
    std::vector<double> values = resolve(entry.buffer);
    entry.buffer.clear();
    entry.history.push_back(std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()));
    flushed = true;
  }
  if (flushed)
    flushTimes_.push_back(now() - start_);
}

Trend MetricsStore::trend(std::string_view name) const {
  const Series *known = find(name);
  return known ? Trend(known->history) : Trend();
}

TrendGroup MetricsStore::trends(std::span<const std::string> names) const {
  std::vector<Trend> result;
  for (const std::string &name : names)
    result.push_back(trend(name));
  return TrendGroup(std::move(result));
}

void MetricsStore::reset_trend(std::span<const std::string> names) {
  for (Series &entry : series_)
    if (names.empty() || std::ranges::find(names, entry.name) != names.end())
      entry.history.clear();
}

Metrics MetricsStore::latest_metrics() const {
  Metrics metrics;
  for (const Series &entry : series_)
    if (!entry.history.empty())
      metrics.emplace_back(entry.name, entry.history.back());
  return metrics;
}

std::vector<std::string> MetricsStore::names() const {
  std::vector<std::string> result;
  for (const Series &entry : series_)
    result.push_back(entry.name);
  return result;
}

double MetricsStore::eta(size_t total) const {
  size_t count = flush_count();
  if (count == 0 || total <= count)
    return 0;
  return flushTimes_.back() / static_cast<double>(count) * static_cast<double>(total - count);
}

}  // namespace flodl
