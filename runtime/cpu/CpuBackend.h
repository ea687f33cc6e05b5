// The CPU: work runs at once, on libtorch's threads.
#pragma once
#include "runtime/core/Backend.h"

namespace flodl::rt {

Backend &cpuBackend();

}  // namespace flodl::rt
