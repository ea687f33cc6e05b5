#include "Libtorch.h"
#include "Process.h"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace flodl::driver {
namespace {

namespace fs = std::filesystem;

std::string environment(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

bool isThere(const fs::path &path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// "2.11.0", from the header that every libtorch ships; empty when it cannot be read.
std::string versionOf(const fs::path &directory) {
  for (const char *header : {"include/torch/headeronly/version.h", "include/torch/csrc/api/include/torch/version.h"}) {
    std::ifstream file(directory / header);
    std::string line, parts[3];
    while (std::getline(file, line)) {
      size_t i = 0;
      for (const char *name : {"TORCH_VERSION_MAJOR ", "TORCH_VERSION_MINOR ", "TORCH_VERSION_PATCH "}) {
        std::string define = std::string("#define ") + name;
        if (line.rfind(define, 0) == 0)
          parts[i] = line.substr(define.size());
        ++i;
      }
    }
    if (!parts[0].empty())
      return parts[0] + "." + parts[1] + "." + parts[2];
  }
  return "";
}

/// Why `directory` is not usable; empty when it is.
std::string reject(const fs::path &directory) {
  if (!isThere(directory))
    return "does not exist";
  if (!isThere(directory / "lib/libtorch_cpu.so"))
    return "has no lib/libtorch_cpu.so";
  if (!isThere(directory / "include/ATen/ATen.h"))
    return "has no headers (include/ATen/ATen.h)";
  std::string version = versionOf(directory);
  if (version.rfind(std::string(kLibtorchVersion) + ".", 0) != 0)
    return "is version " + (version.empty() ? "unknown" : version) + ", expects " + kLibtorchVersion;
  return "";
}

struct Candidate {
  std::string origin;  ///< how the place came to be tried
  fs::path directory;
};

/// `torch` in the site-packages folders of Pythons that are installed here.
void addPythons(std::vector<Candidate> &candidates) {
  std::vector<fs::path> prefixes;
  for (const char *name : {"VIRTUAL_ENV", "CONDA_PREFIX"})
    if (std::string prefix = environment(name); !prefix.empty())
      prefixes.push_back(prefix);
  if (std::string home = environment("HOME"); !home.empty())
    prefixes.push_back(fs::path(home) / ".local");
  prefixes.insert(prefixes.end(), {"/usr/local", "/usr"});
  for (const fs::path &prefix : prefixes) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator it(prefix / "lib", error), end; !error && it != end; it.increment(error))
      if (it->path().filename().string().rfind("python3", 0) == 0)
        for (const char *packages : {"site-packages", "dist-packages"})
          if (isThere(it->path() / packages / "torch"))
            found.push_back(it->path() / packages / "torch");
    std::sort(found.begin(), found.end());
    for (const fs::path &directory : found)
      candidates.push_back({"an installed PyTorch", directory});
  }
}

std::vector<Candidate> candidates() {
  std::vector<Candidate> result;
  for (const char *name : {"LIBTORCH_PATH", "LIBTORCH"})
    if (std::string value = environment(name); !value.empty())
      result.push_back({name, value});
  result.push_back({"installed by tools/flodl setup", flodlHome() + "/libtorch-2.11.0/torch"});
  addPythons(result);
  for (const char *directory : {"/usr/local/libtorch", "/opt/libtorch"})
    result.push_back({"a system folder", directory});
  return result;
}

/// Folders of CUDA libraries that belong to this libtorch: the wheels put them beside it.
std::vector<std::string> cudaLibraryDirs(const fs::path &directory) {
  std::vector<std::string> dirs;
  for (const fs::path &nvidia : {directory.parent_path() / "nvidia", directory.parent_path() / "cuda-extra/nvidia"}) {
    std::error_code error;
    for (fs::directory_iterator it(nvidia, error), end; !error && it != end; it.increment(error))
      if (isThere(it->path() / "lib"))
        dirs.push_back((it->path() / "lib").string());
    if (!dirs.empty())
      break;
  }
  std::sort(dirs.begin(), dirs.end());
  return dirs;
}

/// Whether the loader will find what libtorch_cuda.so 2.11 needs: beside libtorch or in its own cache.
bool cudaLibrariesFound(const std::vector<std::string> &directories) {
  std::string known;
  bool asked = false;
  for (const char *name : {"libcudart.so.13", "libcublas.so.13", "libcusparse.so.12", "libcufft.so.12", "libcurand.so.10",
                           "libcudnn.so.9", "libcusparseLt.so.0", "libnccl.so.2", "libcufile.so.0", "libnvshmem_host.so.3"}) {
    if (std::any_of(directories.begin(), directories.end(), [&](const fs::path &dir) { return isThere(dir / name); }))
      continue;
    if (!std::exchange(asked, true))
      known = run({{"/sbin/ldconfig", "-p"}, "", 10}).output;
    if (known.find(std::string("\t") + name + " ") == std::string::npos)
      return false;
  }
  return true;
}

Libtorch describe(const fs::path &directory) {
  Libtorch result;
  std::error_code error;
  fs::path absolute = fs::absolute(directory, error).lexically_normal();
  if (!absolute.has_filename())
    absolute = absolute.parent_path();
  result.directory = absolute.string();
  result.libraryDirs = {result.directory + "/lib"};
  for (const std::string &dir : cudaLibraryDirs(absolute))
    result.libraryDirs.push_back(dir);
  result.cuda = isThere(absolute / "lib/libtorch_cuda.so") && cudaLibrariesFound(result.libraryDirs);
  return result;
}

}  // namespace

std::string flodlHome() {
  if (std::string home = environment("FLODL_HOME"); !home.empty())
    return home;
  return environment("HOME") + "/.cache/flodl";
}

Status findLibtorch(const Options &options, Libtorch &found) {
  const std::string fix = "run `tools/flodl setup` to install it, or name one with --libtorch DIR";
  if (!options.libtorch.empty()) {
    // An explicit choice is never replaced by another.
    if (std::string reason = reject(options.libtorch); !reason.empty())
      return Status::error(Exit::Environment, "--libtorch " + options.libtorch + " " + reason, {fix});
    found = describe(options.libtorch);
    return Status::ok();
  }
  std::vector<std::string> tried;
  for (const Candidate &candidate : candidates()) {
    std::string reason = reject(candidate.directory);
    if (reason.empty()) {
      // Variables come first: what they named and was not usable is worth a word.
      for (const std::string &line : tried)
        if (line.find("(LIBTORCH") != std::string::npos)
          say("warning", "libtorch is not taken from " + line);
      found = describe(candidate.directory);
      return Status::ok();
    }
    tried.push_back(candidate.directory.string() + " (" + candidate.origin + "): " + reason);
  }
  Status status = Status::error(Exit::Environment, std::string("libtorch ") + kLibtorchVersion + " not found; tried:");
  status.hints = std::move(tried);
  status.hints.push_back(fix);
  return status;
}

std::string findNvcc(const Options &options, const Libtorch &libtorch, std::vector<std::string> &tried) {
  std::vector<std::string> places;
  if (!options.nvcc.empty()) {
    places = {options.nvcc};
  } else {
    if (std::string home = environment("CUDA_HOME"); !home.empty())
      places.push_back(home + "/bin/nvcc");
    places.push_back("/usr/local/cuda/bin/nvcc");
    if (!libtorch.directory.empty())
      places.push_back(fs::path(libtorch.directory).parent_path().string() + "/nvidia/cu13/bin/nvcc");
    if (std::string onPath = findProgram("nvcc"); !onPath.empty())
      places.push_back(onPath);
  }
  for (const std::string &place : places) {
    if (access(place.c_str(), X_OK) == 0)
      return place;
    tried.push_back(place + ": does not exist or cannot be executed");
  }
  return "";
}

}  // namespace flodl::driver
