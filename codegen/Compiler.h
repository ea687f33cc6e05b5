// From the MLIR text of a capture to generated C++ and CUDA.
#pragma once
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace flodl::compiler {

struct CompileOptions {
  int optLevel = 2;          ///< 0: no fusion
  bool cuda = false;         ///< print CUDA kernels too
  std::string printAfter;    ///< pass whose result is printed on stderr, or "all"
  std::string dumpDir;       ///< folder for the IR after each pass; empty: none
  std::string version;       ///< compiler version and options, for the header line
};

struct CompileOutput {
  std::string mlirLowered;   ///< kernel and rt dialects
  std::string cpp;           ///< host code and CPU kernels
  std::string cuda;          ///< CUDA kernels; empty without `cuda` or without kernels
  std::vector<std::pair<std::string, double>> timings;  ///< seconds per phase
};

/// Compiles every model in `mlirText`. Returns the text of the errors, each with `file:line:col`,
/// or nothing on success.
std::optional<std::string> compileModule(llvm::StringRef mlirText, const CompileOptions &options,
                                         CompileOutput &output);

}  // namespace flodl::compiler
