// The compiler proper, guarded: a crash of ours is a result, not the end of the driver.
#pragma once
#include "Status.h"
#include <utility>

namespace flodl::driver {

struct ModelsRequest {
  std::string mlir;  ///< what capture wrote
  int optLevel = 2;
  bool cuda = false;
  std::string printAfter, dumpDir;
  std::string version;  ///< compiler and options, for the header of generated files
};

/// The text of everything that is made from a capture.
struct Models {
  std::string lowered, cpp, cuda;
  std::vector<std::pair<std::string, double>> seconds;  ///< per phase
};

/// Exit::UserError: the model is wrong. Exit::Internal: the compiler is.
Status compileModels(const ModelsRequest &request, Models &models);

}  // namespace flodl::driver
