// A run as text and as a table.
#include "Export.h"
#include "Console.h"
#include "Format.h"
#include "flodl/base/error.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace flodl::monitor {

static void save(const std::string &path, const std::string &text) {
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file)
    throw Error(ErrorCode::Io, "cannot write '" + path + "': " + (errno ? std::strerror(errno) : "unknown error"));
}

void writeLog(const std::string &path, const std::vector<EpochRecord> &history, size_t total, double seconds) {
  std::string text = "# floDl training log\n";
  for (const EpochRecord &record : history) {
    text += "epoch " + epochNumber(record.epoch, total);
    for (const auto &[name, value] : record.metrics)
      text += "  " + name + "=" + formatMetric(value);
    text += "  [" + formatDuration(record.duration_s) + "]\n";
  }
  if (!history.empty())
    text += "# total: " + formatDuration(seconds) + "\n";
  save(path, text);
}

/// A field of a table; quoted where it holds a separator (RFC 4180).
static std::string field(const std::string &text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos)
    return text;
  std::string quoted = "\"";
  for (char c : text)
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

static std::string fixed(double value, int decimals) {
  char text[512];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

static std::vector<std::string> columnNames(const std::vector<EpochRecord> &history) {
  std::vector<std::string> names;
  for (const EpochRecord &record : history)
    for (const auto &metric : record.metrics)
      if (std::ranges::find(names, metric.first) == names.end())
        names.push_back(metric.first);
  return names;
}

void writeCsv(const std::string &path, const std::vector<EpochRecord> &history) {
  if (history.empty())
    return;
  std::vector<std::string> names = columnNames(history);
  std::string text = "epoch,duration_s";
  for (const std::string &name : names)
    text += "," + field(name);
  text += ",cpu_pct,ram_used,gpu_pct,vram_alloc,vram_spill\n";

  for (const EpochRecord &record : history) {
    text += std::to_string(record.epoch + 1) + "," + fixed(record.duration_s, 3);
    for (const std::string &name : names) {
      auto it = std::ranges::find(record.metrics, name, &std::pair<std::string, double>::first);
      text += "," + (it == record.metrics.end() ? "" : fixed(it->second, 8));
    }
    const ResourceSample &r = record.resources;
    auto bytes = [](std::optional<uint64_t> value) { return value ? std::to_string(*value) : std::string(); };
    auto percent = [](std::optional<double> value) { return value ? fixed(*value, 1) : std::string(); };
    std::optional<uint64_t> spill;
    if (r.vramAllocBytes && r.vramTotalBytes && *r.vramAllocBytes > *r.vramTotalBytes)
      spill = *r.vramAllocBytes - *r.vramTotalBytes;
    text += "," + percent(r.cpuPercent) + "," + bytes(r.ramUsedBytes) + "," + percent(r.gpuPercent) + "," +
            bytes(r.vramAllocBytes) + "," + bytes(spill) + "\n";
  }
  save(path, text);
}

}  // namespace flodl::monitor
