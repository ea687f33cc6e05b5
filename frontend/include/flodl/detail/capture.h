// Entry of the capture process: all registered models as one MLIR module.
#pragma once
#include <functional>
#include <string>

namespace flodl::detail {

/// From now on modules are created without values. Called before the user's object is loaded.
void enterCapture();
/// Records every registered model in every configuration and element type to be compiled.
/// `progress` is told what is being recorded, for messages about code that never returns. Throws
/// `Error` with the location of the faulty code.
std::string captureModels(const std::function<void(const std::string &)> &progress);

}  // namespace flodl::detail
