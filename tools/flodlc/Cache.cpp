// Layout: <cache>/v1/<2 digits>/<key>/<hash of the inputs>/{.inputs, .output, files...}
#include "Cache.h"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <llvm/Support/MemoryBuffer.h>
#include <sstream>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace flodl::driver {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t kLimitBytes = uintmax_t(4) << 30;
constexpr auto kPruneEvery = std::chrono::hours(1);

std::string hexOf(XXH128_hash_t hash) {
  char text[33];
  snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hash.high64),
           static_cast<unsigned long long>(hash.low64));
  return text;
}

std::string readText(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A second name for the file when possible: nobody writes to files of the cache or its copies in place.
bool linkOrCopy(const fs::path &from, const fs::path &to) {
  std::error_code error;
  fs::remove(to, error);
  fs::create_hard_link(from, to, error);
  if (error)
    fs::copy_file(from, to, error);
  return !error;
}

/// The files an entry depends on are what they were. Lines are "<hash> <path>".
bool inputsUnchanged(const fs::path &entry, std::vector<std::string> &inputs) {
  std::ifstream file(entry / ".inputs");
  if (!file)
    return false;
  std::string hash, path;
  while (file >> hash && file.get() && std::getline(file, path)) {
    if (hashOfFile(path) != hash)
      return false;
    inputs.push_back(path);
  }
  return true;
}

}  // namespace

Hasher::Hasher() : state_(XXH3_createState()) { XXH3_128bits_reset(static_cast<XXH3_state_t *>(state_)); }
Hasher::~Hasher() { XXH3_freeState(static_cast<XXH3_state_t *>(state_)); }

Hasher &Hasher::add(std::string_view part) {
  uint64_t size = part.size();
  auto *state = static_cast<XXH3_state_t *>(state_);
  XXH3_128bits_update(state, &size, sizeof size);
  XXH3_128bits_update(state, part.data(), part.size());
  return *this;
}

Hasher &Hasher::add(const std::vector<std::string> &parts) {
  add(std::to_string(parts.size()));
  for (const std::string &part : parts)
    add(part);
  return *this;
}

std::string Hasher::hex() const { return hexOf(XXH3_128bits_digest(static_cast<const XXH3_state_t *>(state_))); }

std::string hashOfFile(const std::string &path) {
  static std::mutex mutex;
  static std::map<std::string, std::string> known;
  {
    std::lock_guard lock(mutex);
    if (auto it = known.find(path); it != known.end())
      return it->second;
  }
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  std::string hash;
  if (buffer)
    hash = hexOf(XXH3_128bits((*buffer)->getBufferStart(), (*buffer)->getBufferSize()));
  std::lock_guard lock(mutex);
  return known[path] = hash;
}

std::string identityOfTool(const std::string &path) {
  std::error_code error;
  fs::path real = fs::canonical(path, error);
  if (error)
    return path;
  auto time = fs::last_write_time(real, error).time_since_epoch().count();
  return real.string() + ':' + std::to_string(fs::file_size(real, error)) + ':' + std::to_string(time);
}

Cache::Cache(std::string directory) : directory_(std::move(directory)) {
  if (directory_.empty())
    return;
  directory_ += "/v1";
  std::error_code error;
  fs::create_directories(directory_, error);
  if (error || access(directory_.c_str(), W_OK) != 0)
    directory_.clear();
}

std::optional<CachedStep> Cache::find(const std::string &key, const std::string &directory,
                                      const std::vector<std::string> &files) {
  if (directory_.empty())
    return std::nullopt;
  std::error_code error;
  fs::path folder = fs::path(directory_) / key.substr(0, 2) / key;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    CachedStep step;
    if (!inputsUnchanged(it->path(), step.inputs))
      continue;
    // Another process may be removing the entry: then a file is missing, and this is no hit.
    bool complete = std::all_of(files.begin(), files.end(), [&](const std::string &file) {
      return linkOrCopy(it->path() / file, fs::path(directory) / file);
    });
    if (!complete)
      continue;
    step.output = readText(it->path() / ".output");
    fs::last_write_time(it->path(), fs::file_time_type::clock::now(), error);
    return step;
  }
  return std::nullopt;
}

void Cache::store(const std::string &key, const std::string &directory, const std::vector<std::string> &files,
                  const CachedStep &step) {
  if (directory_.empty())
    return;
  std::string pattern = directory_ + "/new-XXXXXX";
  if (!mkdtemp(pattern.data()))
    return;
  fs::path fresh = pattern;
  Hasher state;
  bool good = true;
  {
    std::ofstream inputs(fresh / ".inputs");
    for (const std::string &path : step.inputs) {
      std::string hash = hashOfFile(path);
      std::error_code error;
      good &= !hash.empty() && fs::last_write_time(path, error) <= step.started;
      inputs << hash << ' ' << path << '\n';
      state.add(path).add(hash);
    }
    std::ofstream output(fresh / ".output", std::ios::binary);
    output << step.output;
    good &= bool(inputs.flush()) && bool(output.flush());
  }
  for (const std::string &file : files)
    good = good && linkOrCopy(fs::path(directory) / file, fresh / file);
  std::error_code error;
  fs::path folder = fs::path(directory_) / key.substr(0, 2) / key;
  fs::create_directories(folder, error);
  if (good)
    fs::rename(fresh, folder / state.hex(), error);
  if (!good || error)
    fs::remove_all(fresh, error);
  prune();
}

/// Removes the entries that were not used for longest when the cache is too big. Looks once an hour.
void Cache::prune() {
  std::error_code error;
  fs::path stamp = fs::path(directory_) / "pruned";
  auto now = fs::file_time_type::clock::now();
  if (auto last = fs::last_write_time(stamp, error); !error && now - last < kPruneEvery)
    return;
  std::ofstream(stamp) << '\n';
  fs::last_write_time(stamp, now, error);

  struct Entry {
    fs::file_time_type used;
    uintmax_t bytes;
    fs::path path;
  };
  std::vector<Entry> entries;
  uintmax_t total = 0;
  for (fs::recursive_directory_iterator it(directory_, error), end; !error && it != end; it.increment(error)) {
    if (it.depth() == 0 && it->path().filename().string().rfind("new-", 0) == 0) {
      // Left by a run that was killed; a living one is younger.
      if (now - fs::last_write_time(it->path(), error) > kPruneEvery)
        fs::remove_all(it->path(), error);
      it.disable_recursion_pending();
      continue;
    }
    if (it.depth() != 2)
      continue;
    it.disable_recursion_pending();
    uintmax_t bytes = 4096;
    for (fs::directory_iterator file(it->path(), error); !error && file != fs::directory_iterator(); file.increment(error))
      bytes += file->file_size(error);
    entries.push_back({fs::last_write_time(it->path(), error), bytes, it->path()});
    total += bytes;
  }
  if (total <= kLimitBytes)
    return;
  std::sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) { return a.used < b.used; });
  for (const Entry &entry : entries) {
    if (total <= kLimitBytes / 5 * 4)
      break;
    fs::remove_all(entry.path, error);
    total -= entry.bytes;
  }
}

}  // namespace flodl::driver
