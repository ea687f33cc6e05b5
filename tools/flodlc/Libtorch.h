// Finding libtorch and CUDA's compiler before any long work starts.
#pragma once
#include "Options.h"
#include <vector>

namespace flodl::driver {

/// The version of libtorch this compiler is made for.
inline constexpr const char *kLibtorchVersion = "2.11";

struct Libtorch {
  std::string directory;                 ///< holds include/ and lib/; empty: not found
  bool cuda = false;                     ///< libtorch_cuda is there, with every library it needs
  std::vector<std::string> libraryDirs;  ///< lib/ and the folders of CUDA libraries beside it
};

/// The folder that setup installs to and the cache is in: $FLODL_HOME or ~/.cache/flodl.
std::string flodlHome();

/// Searches: --libtorch, LIBTORCH_PATH, LIBTORCH, what setup installed, an installed PyTorch, system
/// folders. The error lists every place tried, with the reason.
Status findLibtorch(const Options &options, Libtorch &found);

/// Searches: --nvcc, CUDA_HOME, /usr/local/cuda, what setup installed, PATH. Fills `tried`.
std::string findNvcc(const Options &options, const Libtorch &libtorch, std::vector<std::string> &tried);

}  // namespace flodl::driver
