// Registers the runtime with the front end when this library is loaded.
#include "runtime/core/Runtime.h"

namespace flodl::rt {

static TorchRuntime theRuntime;
static const bool registered = (detail::setRuntime(&theRuntime), true);

}  // namespace flodl::rt
