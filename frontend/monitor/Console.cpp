// The monitor's lines: what they say, and how they are shown on a terminal.
#include "Console.h"
#include "Format.h"
#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace flodl::monitor {

std::string epochNumber(size_t epoch, size_t total) {
  std::string all = std::to_string(total), number = std::to_string(epoch + 1);
  if (number.size() < all.size())
    number.insert(0, all.size() - number.size(), ' ');
  return number + "/" + all;
}

static std::string metricList(const Metrics &metrics) {
  std::string text;
  for (const auto &[name, value] : metrics)
    text += "  " + name + "=" + formatMetric(value);
  return text;
}

static std::string times(double elapsed, double eta) {
  std::string text = "  [" + formatDuration(elapsed);
  if (eta >= 0)
    text += "  ETA " + formatDuration(eta);
  return text + "]";
}

/// `VRAM: 2.1/6.0 GB (82%)`; what goes beyond the physical memory is named as spill.
static std::string deviceMemory(const ResourceSample &resources) {
  std::string text;
  if (resources.vramAllocBytes && resources.vramTotalBytes) {
    uint64_t used = *resources.vramAllocBytes, total = *resources.vramTotalBytes;
    char amounts[64];
    std::snprintf(amounts, sizeof amounts, "%.1f/%.1f GB", static_cast<double>(used) / (1 << 30),
                  static_cast<double>(total) / (1 << 30));
    text += std::string("  VRAM: ") + amounts;
    if (used > total)
      text += " + " + formatBytes(used - total) + " spilled";
  }
  if (resources.gpuPercent)
    text += " (" + std::to_string(static_cast<int>(*resources.gpuPercent + 0.5)) + "%)";
  return text;
}

std::string epochLine(const EpochLine &line) {
  std::string text = "  epoch " + epochNumber(line.epoch, line.total) + metricList(*line.metrics) +
                     times(line.duration, line.eta);
  return line.resources ? text + deviceMemory(*line.resources) : text;
}

std::string progressLine(const ProgressLine &line) {
  return "  epoch " + epochNumber(line.epoch, line.total) + "  " + std::to_string(line.batch) + "/" +
         std::to_string(line.batches) + metricList(line.metrics) + "  " + formatRate(line.rate) +
         times(line.elapsed, line.eta);
}

static bool isTerminal(std::FILE *out) {
  const char *noColor = std::getenv("NO_COLOR"), *term = std::getenv("TERM");
  return !(noColor && *noColor) && term && std::string_view(term) != "dumb" && isatty(fileno(out));
}

Console::Console(std::FILE *out, std::optional<bool> terminal)
    : out_(out), terminal_(terminal ? *terminal : isTerminal(out)) {}

size_t Console::columns() const {
  winsize size{};
  return ioctl(fileno(out_), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void Console::line(const std::string &text) {
  clear();
  std::fprintf(out_, "%s\n", text.c_str());
  std::fflush(out_);
}

void Console::progress(const std::string &text) {
  if (!terminal_)
    return;
  // The cursor goes back to the first column, so that whatever the program prints itself replaces
  // the line; one column stays free because some terminals wrap a full line.
  std::fprintf(out_, "\r\033[K%s\r", text.substr(0, columns() - 1).c_str());
  std::fflush(out_);
  shown_ = true;
}

void Console::clear() {
  if (!shown_)
    return;
  std::fputs("\r\033[K", out_);
  shown_ = false;
}

}  // namespace flodl::monitor
