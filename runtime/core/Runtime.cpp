// Registers the runtime with the front end when this library is loaded.
#include "runtime/core/Runtime.h"
#include "flodl/base/error.h"

namespace flodl::rt {

std::shared_ptr<detail::OptimizerImpl> TorchRuntime::optimizer(detail::OptimizerKind,
                                                               std::vector<detail::OptimizerGroup>) {
  throw Error(ErrorCode::Internal, "not there yet");
}

double TorchRuntime::clipGradients(detail::ClipKind, std::span<const Handle>, double) {
  throw Error(ErrorCode::Internal, "not there yet");
}

std::unique_ptr<detail::Instance> TorchRuntime::bind(const detail::BindRequest &, std::string &why) {
  why = "no compiled models";
  return nullptr;
}

static TorchRuntime theRuntime;
static const bool registered = (detail::setRuntime(&theRuntime), true);

}  // namespace flodl::rt
