// Content-addressed cache of steps. A step's key covers everything that decides its result except the
// headers a compiler finds by itself: those are recorded with the result and compared at look-up.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flodl::driver {

/// 128-bit hash over a sequence of parts; their borders count.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher &) = delete;
  Hasher &operator=(const Hasher &) = delete;
  Hasher &add(std::string_view part);
  Hasher &add(const std::vector<std::string> &parts);
  std::string hex() const;

 private:
  void *state_;
};

/// Hash of a file's bytes, remembered for this process; empty when it cannot be read. Thread-safe.
std::string hashOfFile(const std::string &path);

/// Path, size and time of a tool, links resolved: changes when the tool is replaced.
std::string identityOfTool(const std::string &path);

struct CachedStep {
  std::string output;               ///< what the tool said, shown again on a hit
  std::vector<std::string> inputs;  ///< files that were read besides what is in the key
  /// When the step began (`std::filesystem` clock): a result whose inputs changed meanwhile is not kept.
  std::filesystem::file_time_type started = std::filesystem::file_time_type::clock::now();
};

/// Safe to be used by several processes and threads at a time: entries appear by renaming.
class Cache {
 public:
  /// An empty `directory` makes a cache that never has anything.
  explicit Cache(std::string directory);

  /// Puts the files of an earlier run (names as given to `store`) into `directory`.
  std::optional<CachedStep> find(const std::string &key, const std::string &directory,
                                 const std::vector<std::string> &files);
  /// Errors are ignored: a cache that cannot be written only costs time.
  void store(const std::string &key, const std::string &directory, const std::vector<std::string> &files,
             const CachedStep &step);

 private:
  void prune();
  std::string directory_;
};

}  // namespace flodl::driver
