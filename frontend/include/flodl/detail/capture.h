// Entry of the capture process: all registered models as one MLIR module.
#pragma once
#include "flodl/base/error.h"
#include <functional>
#include <string>

namespace flodl::detail {

/// From now on modules are created without values. Called before the user's object is loaded.
void enterCapture();
/// Told what is being recorded and where it is registered.
using CaptureProgress = std::function<void(const std::string &what, const SourceLoc &registered)>;

/// Starts a line on standard error that is a warning of the recorder, not output of user code.
inline constexpr char warningMark = '\x1f';

/// Records every registered model in every configuration and element type to be compiled.
/// `progress` serves messages about code that never returns. Throws `Error` with the location of the
/// faulty code.
std::string captureModels(const CaptureProgress &progress);

}  // namespace flodl::detail
