// The monitor's lines: what they say, and how they are shown on a terminal.
#pragma once
#include "flodl/resources.h"
#include "flodl/trend.h"
#include <cstdio>
#include <optional>
#include <string>

namespace flodl::monitor {

/// What an epoch line says; a negative `eta` is left out.
struct EpochLine {
  size_t epoch = 0, total = 0;  ///< epoch counts from 0
  double duration = 0, eta = -1;
  const Metrics *metrics = nullptr;
  const ResourceSample *resources = nullptr;
};
/// `  epoch  3/10  loss=0.4012  [1.2s  ETA 8.4s]  VRAM: 2.1/6.0 GB (82%)`
std::string epochLine(const EpochLine &line);
/// The epoch as it is counted for people, right-aligned to the width of the total.
std::string epochNumber(size_t epoch, size_t total);

/// What the progress line within an epoch says.
struct ProgressLine {
  size_t epoch = 0, total = 0, batch = 0, batches = 0;
  double rate = 0;  ///< samples per second
  double elapsed = 0, eta = -1;
  Metrics metrics{};
};
/// `  epoch  3/10  120/469  loss=0.4512  51.2k/s  [0.3s  ETA 8.4s]`
std::string progressLine(const ProgressLine &line);

/// The stream that people watch. On a terminal the progress line is replaced in place.
class Console {
 public:
  /// `terminal` says whether lines may be replaced; without a value it is found out from `out`,
  /// `NO_COLOR` and `TERM`.
  explicit Console(std::FILE *out, std::optional<bool> terminal = std::nullopt);
  bool terminal() const { return terminal_; }
  /// Prints a line that stays.
  void line(const std::string &text);
  /// Replaces the progress line; does nothing when this is no terminal.
  void progress(const std::string &text);
  /// Removes the progress line.
  void clear();

 private:
  size_t columns() const;
  std::FILE *out_;
  bool terminal_;
  bool shown_ = false;
};

}  // namespace flodl::monitor
