#include "Toolchain.h"
#include "Cache.h"
#include "Config.h"
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FileSystem.h>
#include <sstream>
#include <unistd.h>

namespace flodl::driver {
namespace {

namespace fs = std::filesystem;

/// What libtorch 2.11 is built for.
const std::vector<std::string> kAllArchs = {"7.5", "8.0", "8.6", "9.0", "10.0", "12.0"};

std::string ownPath(const char *argv0) {
  return llvm::sys::fs::getMainExecutable(argv0, reinterpret_cast<void *>(&ownPath));
}

void append(std::vector<std::string> &list, std::initializer_list<std::string> more) {
  list.insert(list.end(), more);
}

void append(std::vector<std::string> &list, const std::vector<std::string> &more) {
  list.insert(list.end(), more.begin(), more.end());
}

/// Tools write into a pipe and cannot tell by themselves.
bool colorsWanted() {
  const char *none = std::getenv("NO_COLOR"), *terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) && (!none || !*none) && (!terminal || std::string_view(terminal) != "dumb");
}

std::vector<std::string> archsPresent() {
  std::string smi = findProgram("nvidia-smi");
  std::vector<std::string> archs;
  if (smi.empty())
    return archs;
  CommandResult result = run({{smi, "--query-gpu=compute_cap", "--format=csv,noheader"}, "", 20});
  std::istringstream lines(result.succeeded() ? result.output : "");
  for (std::string line; std::getline(lines, line);)
    if (!line.empty() && std::find(archs.begin(), archs.end(), line) == archs.end())
      archs.push_back(line);
  return archs;
}

}  // namespace

std::string buildIdOf(const char *argv0) { return hashOfFile(ownPath(argv0)).substr(0, 16); }

Status Toolchain::find(const Options &options, const char *argv0) {
  options_ = options;
  if (Status status = findParts(argv0); status.failed())
    return status;

  std::string wanted = options.hostCxx.empty() ? kDefaultCxx : options.hostCxx;
  hostCxx_ = findProgram(wanted);
  if (hostCxx_.empty())
    return Status::error(Exit::Environment, "there is no C++ compiler " + wanted,
                         {options.hostCxx.empty() ? "run `tools/flodl setup` to install it, or name one with --host-cxx PATH"
                                                  : "expects --host-cxx to name a program that can be run"});
  clang_ = fs::path(hostCxx_).filename().string().find("clang") != std::string::npos;

  // Text can be made without libtorch; an object or a program cannot.
  if (Status status = findLibtorch(options, libtorch_); status.failed() && (options.stage >= Stage::Obj || !options.libtorch.empty()))
    return status;
  return findCuda();
}

Status Toolchain::findParts(const char *argv0) {
  fs::path self = ownPath(argv0);
  fs::path prefix = self.parent_path().parent_path();
  buildId_ = buildIdOf(argv0);
  libraryDir_ = (prefix / "lib").string();
  if (fs::exists(prefix / "include/flodl/flodl.h")) {
    includeDirs_ = {(prefix / "include").string()};
  } else {
    llvm::SmallVector<llvm::StringRef> dirs;
    llvm::StringRef(kBuildIncludeDirs).split(dirs, ';', -1, false);
    for (llvm::StringRef dir : dirs)
      includeDirs_.push_back(dir.str());
  }
  captureTool_ = (self.parent_path() / "flodl-capture").string();
  std::vector<std::string> parts = libraries();
  parts.push_back(captureTool_);
  for (const std::string &part : parts)
    if (!fs::exists(part))
      return Status::error(Exit::Environment, "a part of the compiler is missing: " + part,
                           {"run `tools/flodl build` in its checkout"});
  return Status::ok();
}

/// The CUDA half of the runtime is a library of its own, which a build without CUDA does not make.
bool Toolchain::runtimeHasCuda() const { return fs::exists(cudaRuntime()); }

Status Toolchain::findCuda() {
  if (options_.device == DeviceChoice::Cpu)
    return Status::ok();
  bool must = options_.device == DeviceChoice::Cuda;
  if (!libtorch_.cuda) {
    if (!must)
      return Status::ok();
    return Status::error(Exit::Environment, "--device cuda needs a libtorch with CUDA, but " +
                                                (libtorch_.directory.empty() ? "none was found" : libtorch_.directory + " lacks lib/libtorch_cuda.so or a library it needs"),
                         {"run `tools/flodl setup --cuda`, or name one with --libtorch DIR"});
  }
  if (!runtimeHasCuda()) {
    if (!must)
      return Status::ok();
    return Status::error(Exit::Environment, "--device cuda needs a floDl runtime with CUDA, but " + cudaRuntime() + " is not there",
                         {"build for the CPU: --device cpu"});
  }
  std::vector<std::string> tried;
  nvcc_ = findNvcc(options_, libtorch_, tried);
  if (nvcc_.empty()) {
    if (!must && options_.nvcc.empty())
      return Status::ok();
    Status status = Status::error(Exit::Environment, "CUDA code needs nvcc, which was not found; tried:", tried);
    status.hints.push_back("run `tools/flodl setup --cuda`, name one with --nvcc PATH, or build for the CPU: --device cpu");
    return status;
  }
  cuda_ = true;
  return readCudaArchs();
}

Status Toolchain::readCudaArchs() {
  std::vector<std::string> archs;
  if (options_.cudaArch == "all") {
    archs = kAllArchs;
  } else if (options_.cudaArch.empty() || options_.cudaArch == "native") {
    archs = archsPresent();
    if (archs.empty() && options_.cudaArch == "native")
      return Status::error(Exit::Environment, "--cuda-arch native needs a GPU, but nvidia-smi shows none",
                           {"name the GPUs the program will run on, like --cuda-arch \"8.0;9.0\", or use all"});
    if (archs.empty())
      archs = kAllArchs;
  } else {
    llvm::SmallVector<llvm::StringRef> parts;
    llvm::StringRef(options_.cudaArch).split(parts, options_.cudaArch.find(';') != std::string::npos ? ';' : ',', -1, false);
    for (llvm::StringRef part : parts) {
      auto [major, minor] = part.trim().split('.');
      if (major.empty() || minor.size() != 1 || !llvm::all_of(major, llvm::isDigit) || !llvm::isDigit(minor[0]))
        return Status::error(Exit::Usage, "expects --cuda-arch to be native, all or a list like \"8.0;9.0\", but got '" +
                                              part.str() + "'");
      archs.push_back(part.trim().str());
    }
  }
  for (const std::string &arch : archs) {
    std::string number;
    std::copy_if(arch.begin(), arch.end(), std::back_inserter(number), llvm::isDigit);
    cudaFlags_.push_back("-gencode=arch=compute_" + number + ",code=sm_" + number);
    if (&arch == &archs.back())  // newer GPUs translate the newest one's PTX
      cudaFlags_.push_back("-gencode=arch=compute_" + number + ",code=compute_" + number);
  }
  return Status::ok();
}

std::vector<std::string> Toolchain::libraries() const {
  return {libraryDir_ + "/libflodl.so", libraryDir_ + "/libflodl_runtime.so"};
}

Command Toolchain::compileUser(const std::string &source, const std::string &object, const std::string &deps) const {
  std::vector<std::string> args = {hostCxx_, "-std=" + options_.standard, "-fPIC",
                                   // What is only looked at need not be fast.
                                   "-O" + std::to_string(options_.stage < Stage::Obj ? 0 : options_.optLevel)};
  if (options_.debug)
    args.push_back("-g");
  if (colorsWanted())
    args.push_back("-fdiagnostics-color=always");
  append(args, options_.compileFlags);
  for (const std::string &dir : includeDirs_)
    append(args, {"-isystem", dir});
  if (!libtorch_.directory.empty())
    append(args, {"-isystem", libtorch_.directory + "/include", "-isystem",
                  libtorch_.directory + "/include/torch/csrc/api/include"});
  append(args, {"-MD", "-MF", deps, "-c", source, "-o", object});
  return {args, "", 0};
}

Command Toolchain::compileGenerated(const std::string &source, const std::string &object, const std::string &deps) const {
  std::vector<std::string> args = {hostCxx_, "-std=c++20", "-fPIC", "-fno-math-errno", "-fvisibility=hidden"};
  // -O0 promises the numbers of eager execution: no contraction to fused multiply-add.
  if (options_.optLevel == 0)
    append(args, {options_.debug ? "-O0" : "-O1", "-ffp-contract=off"});
  else
    args.push_back(options_.optLevel == 1 ? "-O1" : "-O3");
  if (!options_.cpuArch.empty())
    args.push_back("-march=" + options_.cpuArch);
  if (options_.debug) {
    args.push_back("-g");
    // Debuggers find the generated source beside the program.
    if (clang_)
      args.push_back("-ffile-compilation-dir=" + fs::absolute(options_.output).parent_path().string());
  }
  for (const std::string &dir : includeDirs_)
    append(args, {"-isystem", dir});
  append(args, {"-MD", "-MF", deps, "-c", source, "-o", object});
  return {args, "", 0};
}

Command Toolchain::compileKernels(const std::string &source, const std::string &object, const std::string &deps) const {
  std::vector<std::string> args = {nvcc_, "-std=c++20", "-O3", "-Xcompiler=-fPIC", "--threads=0"};
  if (options_.optLevel == 0)
    args.push_back("--fmad=false");
  if (options_.debug)
    append(args, {"-g", "-lineinfo"});
  append(args, cudaFlags_);
  append(args, options_.nvccFlags);
  for (const std::string &dir : includeDirs_)
    append(args, {"-isystem", dir});
  append(args, {"-MD", "-MF", deps, "-c", source, "-o", object});
  return {args, "", 0};
}

/// Beside nvcc: lib64 in NVIDIA's installations, lib in its wheels.
std::string Toolchain::cudaLibraryDir() const {
  fs::path home = fs::path(nvcc_).parent_path().parent_path();
  return (home / (fs::exists(home / "lib64") ? "lib64" : "lib")).string();
}

std::vector<std::string> Toolchain::runPaths() const {
  std::vector<std::string> dirs = {libraryDir_};
  append(dirs, libtorch_.libraryDirs);
  if (cuda_)
    dirs.push_back(cudaLibraryDir());
  return dirs;
}

Command Toolchain::linkCapture(const std::vector<std::string> &objects, bool usesLibtorch, const std::string &output) const {
  std::vector<std::string> args = {hostCxx_, "-shared", "-Wl,-z,defs"};
  if (clang_)
    args.push_back("-fuse-ld=lld");
  append(args, objects);
  append(args, {"-L" + libraryDir_, "-lflodl"});
  if (usesLibtorch)
    append(args, {"-lflodl_runtime", "-L" + libtorch_.directory + "/lib", "-ltorch_cpu", "-lc10"});
  append(args, options_.linkFlags);
  args.push_back("-Wl,--disable-new-dtags");
  for (const std::string &dir : runPaths())
    args.push_back("-Wl,-rpath," + dir);
  append(args, {"-o", output});
  return {args, "", 0};
}

Command Toolchain::capture(const std::string &library, const std::string &output) const {
  // It keeps the time itself and says what took so long; ours is for the case that it cannot.
  return {{captureTool_, library, "-o", output, "--timeout", std::to_string(options_.timeoutSeconds)}, "",
          options_.timeoutSeconds + 30};
}

Command Toolchain::linkProgram(const std::vector<std::string> &objects, const std::string &output) const {
  std::vector<std::string> args = {hostCxx_};
  if (clang_)
    args.push_back("-fuse-ld=lld");
  append(args, objects);
  // The program names every library itself, needed or not: they register themselves when loaded, and
  // its own search path (which, as DT_RPATH, also serves the libraries' own needs) decides which are taken.
  append(args, {"-Wl,--no-as-needed", "-L" + libraryDir_, "-lflodl", "-lflodl_runtime", "-L" + libtorch_.directory + "/lib",
                "-ltorch_cpu", "-lc10"});
  // Eager execution on a GPU needs libtorch's CUDA half, with or without kernels of ours.
  if (libtorch_.cuda && options_.device != DeviceChoice::Cpu)
    append(args, {"-ltorch_cuda", "-lc10_cuda"});
  if (cuda_)
    append(args, {"-lflodl_runtime_cuda", "-L" + cudaLibraryDir(), "-l:libcudart.so.13"});
  append(args, {"-Wl,--as-needed", "-Wl,--allow-shlib-undefined"});
  append(args, options_.linkFlags);
  args.push_back("-Wl,--disable-new-dtags");
  for (const std::string &dir : runPaths())
    args.push_back("-Wl,-rpath," + dir);
  append(args, {"-o", output});
  return {args, "", 0};
}

Command Toolchain::linkObject(const std::vector<std::string> &objects, const std::string &output) const {
  std::vector<std::string> args = {hostCxx_, "-r", "-nostdlib"};
  if (clang_)
    args.push_back("-fuse-ld=lld");
  append(args, objects);
  append(args, {"-o", output});
  return {args, "", 0};
}

}  // namespace flodl::driver
