// A run as text and as a table.
#pragma once
#include "flodl/monitor.h"

namespace flodl::monitor {

/// One line per epoch, `# total:` at the end. Throws `Error` (Io).
void writeLog(const std::string &path, const std::vector<EpochRecord> &history, size_t total, double seconds);
/// One row per epoch; the columns are all metrics in the order in which they first appeared.
void writeCsv(const std::string &path, const std::vector<EpochRecord> &history);

}  // namespace flodl::monitor
