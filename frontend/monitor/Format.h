// Durations, sizes and metrics as the console shows them.
#pragma once
#include <cstdint>
#include <string>

namespace flodl::monitor {

/// `42ms`, `1s`, `1.5s`, `1m 30s`, `1h 01m`; truncates. An em dash for what is no duration.
std::string formatDuration(double seconds);
/// `512 B`, `500 KB`, `100 MB`, `2.1 GB`; 1024-based; MB and KB truncate, GB round to a decimal.
std::string formatBytes(uint64_t bytes);
/// `0`, `1.00e-4`, `1.2345`, `12345.67`; `nan`, `inf`, `-inf`.
std::string formatMetric(double value);
/// Samples per second: `950/s`, `51.2k/s`, `1.3M/s`.
std::string formatRate(double perSecond);

}  // namespace flodl::monitor
