// How loaders and graphs tell a monitor what happens within an epoch.
#pragma once
#include <cstddef>
#include <string_view>

namespace flodl::detail {

/// Receives the progress of this process. Calls may come from any thread.
class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  /// A loader starts an epoch (0-based) of `batches` batches.
  virtual void epochBegin(size_t epoch, size_t batches) = 0;
  /// One more batch of `samples` samples has been handed out.
  virtual void batchTaken(size_t samples) = 0;
  /// A number was recorded.
  virtual void recorded(std::string_view name, double value) = 0;
};

/// The receiver, null when nobody watches. The caller of `setProgressSink` keeps ownership.
ProgressSink *progressSink();
void setProgressSink(ProgressSink *sink);

}  // namespace flodl::detail
