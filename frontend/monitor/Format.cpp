// Durations, sizes and metrics as the console shows them.
#include "Format.h"
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace flodl::monitor {

template <class... Args>
static std::string print(const char *format, Args... args) {
  char text[64];
  std::snprintf(text, sizeof text, format, args...);
  return text;
}

std::string formatDuration(double seconds) {
  if (!(seconds >= 0 && seconds < 1e12))
    return "—";
  // Decimal fractions such as 0.042 are a little below their value in binary: the added 1e-6 ms
  // keeps the truncation from losing a unit.
  auto ms = static_cast<int64_t>(seconds * 1000 + 1e-6);
  int64_t s = ms / 1000;
  if (ms < 1000)
    return print("%dms", static_cast<int>(ms));
  if (s < 60) {
    int tenths = static_cast<int>(ms % 1000 / 100);
    return tenths == 0 ? print("%ds", static_cast<int>(s)) : print("%d.%ds", static_cast<int>(s), tenths);
  }
  if (s < 3600)
    return print("%dm %02ds", static_cast<int>(s / 60), static_cast<int>(s % 60));
  return print("%lldh %02dm", static_cast<long long>(s / 3600), static_cast<int>(s % 3600 / 60));
}

std::string formatBytes(uint64_t bytes) {
  constexpr uint64_t kb = 1024, mb = kb * 1024, gb = mb * 1024;
  if (bytes >= gb)
    return print("%.1f GB", static_cast<double>(bytes) / static_cast<double>(gb));
  if (bytes >= mb)
    return print("%llu MB", static_cast<unsigned long long>(bytes / mb));
  if (bytes >= kb)
    return print("%llu KB", static_cast<unsigned long long>(bytes / kb));
  return print("%llu B", static_cast<unsigned long long>(bytes));
}

std::string formatMetric(double value) {
  if (value == 0)
    return "0";
  if (std::isnan(value))
    return "nan";
  if (std::isinf(value))
    return value > 0 ? "inf" : "-inf";
  if (std::abs(value) < 0.001) {
    std::string text = print("%.2e", value);
    size_t exponent = text.find('e') + 1;
    return text.substr(0, exponent) + std::to_string(std::atoi(text.c_str() + exponent));
  }
  return print(std::abs(value) < 100 ? "%.4f" : "%.2f", value);
}

std::string formatRate(double perSecond) {
  if (perSecond >= 1e6)
    return print("%.1fM/s", perSecond / 1e6);
  if (perSecond >= 1e4)
    return print("%.1fk/s", perSecond / 1e3);
  return print(perSecond >= 10 ? "%.0f/s" : "%.1f/s", perSecond);
}

}  // namespace flodl::monitor
