// The command line of flodlc as a plain structure.
#pragma once
#include "Status.h"
#include <llvm/ADT/ArrayRef.h>

namespace flodl::driver {

/// Where the way from source to program ends. Ordered.
enum class Stage { Check, Mlir, MlirLowered, Cpp, Cuda, Obj, Exe };

enum class DeviceChoice { Auto, Cpu, Cuda };

struct Options {
  std::vector<std::string> sources;
  std::string output;  ///< never empty, except with Stage::Check
  Stage stage = Stage::Exe;
  int optLevel = 2;
  bool debug = false;
  DeviceChoice device = DeviceChoice::Auto;
  std::string cpuArch;  ///< empty: versions for several
  std::string cudaArch;
  std::string standard = "c++20";
  std::vector<std::string> compileFlags;  ///< -I -D -U -W -Xcxx, as the C++ compiler takes them
  std::vector<std::string> linkFlags;     ///< -L -l -Wl,
  std::vector<std::string> nvccFlags;
  std::string hostCxx, nvcc, libtorch, cacheDir;  ///< empty: to be found
  bool cache = true;
  int timeoutSeconds = 60;  ///< of capture
  bool writeDeps = false;
  std::string depsFile;
  bool verbose = false, timeReport = false;
  std::string printAfter, dumpDir;
  bool help = false, version = false;
};

/// Parses the arguments after the program's name; `@file` is replaced by the arguments in the file.
Status parseOptions(llvm::ArrayRef<const char *> arguments, Options &options);
/// Prints the text of --help, made from the options' records.
void printHelp();

}  // namespace flodl::driver
