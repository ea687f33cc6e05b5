// Checks of constructor arguments.
#pragma once
#include "Execution.h"
#include "flodl/nn.h"
#include <optional>

namespace flodl::detail {

/// Throws `Module: expects <what>, but got <value>`.
inline void require(bool holds, const char *module, const char *what, double value, SourceLoc loc) {
  if (holds)
    return;
  std::string text = value == static_cast<int64_t>(value) ? std::to_string(static_cast<int64_t>(value))
                                                           : std::to_string(value);
  throw Error(ErrorCode::InvalidArgument, std::string(module) + ": expects " + what + ", but got " + text, loc);
}

inline void requirePositive(const char *module, const char *what, Size2 size, SourceLoc loc) {
  require(size.h >= 1, module, what, double(size.h), loc);
  require(size.w >= 1, module, what, double(size.w), loc);
}

inline std::vector<int64_t> list(Size2 size) { return {size.h, size.w}; }

/// Enters `module` for a method other than forward, unless the call is inside it already.
class CallScope {
 public:
  CallScope(const Module *module, SourceLoc loc) {
    if (!currentScope() || currentScope()->module() != module)
      scope_.emplace(module, std::string_view(), loc);
  }

 private:
  std::optional<Scope> scope_;
};

}  // namespace flodl::detail
