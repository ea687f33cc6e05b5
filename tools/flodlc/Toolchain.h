// Everything flodlc runs or links, found before long work starts, and the flags each tool gets.
#pragma once
#include "Libtorch.h"
#include "Process.h"

namespace flodl::driver {

class Toolchain {
 public:
  /// Finds all that `options` needs; the error says what is missing and where it was looked for.
  Status find(const Options &options, const char *argv0);

  /// Compiles `source` (relative to `directory`, when given) to `object` and writes `deps`.
  Command compileUser(const std::string &source, const std::string &object, const std::string &deps) const;
  Command compileGenerated(const std::string &source, const std::string &object, const std::string &deps) const;
  Command compileKernels(const std::string &source, const std::string &object, const std::string &deps) const;
  /// The shared object that the capture process loads.
  Command linkCapture(const std::vector<std::string> &objects, bool usesLibtorch, const std::string &output) const;
  Command capture(const std::string &library, const std::string &output) const;
  Command linkProgram(const std::vector<std::string> &objects, const std::string &output) const;
  /// One object out of several.
  Command linkObject(const std::vector<std::string> &objects, const std::string &output) const;

  bool cuda() const { return cuda_; }
  const Libtorch &libtorch() const { return libtorch_; }
  const std::string &captureTool() const { return captureTool_; }
  const std::string &hostCxx() const { return hostCxx_; }
  const std::string &nvcc() const { return nvcc_; }
  /// Our shared libraries that a program links.
  std::vector<std::string> libraries() const;
  /// Changes with every build of the compiler.
  const std::string &buildId() const { return buildId_; }

 private:
  Status findParts(const char *argv0);
  bool runtimeHasCuda() const;
  std::string cudaRuntime() const { return libraryDir_ + "/libflodl_runtime_cuda.so"; }
  Status findCuda();
  Status readCudaArchs();
  std::string cudaLibraryDir() const;
  std::vector<std::string> runPaths() const;

  Options options_;
  Libtorch libtorch_;
  bool cuda_ = false, clang_ = true;
  std::string hostCxx_, nvcc_, captureTool_, libraryDir_, buildId_;
  std::vector<std::string> includeDirs_;
  std::vector<std::string> cudaFlags_;
};

/// The build id of the compiler that is running: the hash of its own file.
std::string buildIdOf(const char *argv0);

}  // namespace flodl::driver
