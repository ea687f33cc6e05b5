// All compiled models of this process.
#pragma once
#include "flodl/rt/program.h"
#include <string>
#include <string_view>

namespace flodl::rt {

/// The compiled model with this signature. Null when there is none; `why` then names the first
/// line in which the nearest recording of the same name differs.
const ModelCode *findModel(std::string_view name, std::string_view signature, std::string &why);

}  // namespace flodl::rt
