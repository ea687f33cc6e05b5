// Checks of constructor arguments.
#pragma once
#include "Execution.h"
#include "flodl/nn.h"
#include <array>
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

/// The numbers of a size, as operations take them.
inline std::vector<int64_t> list(Size1 size) { return {size.l}; }
inline std::vector<int64_t> list(Size2 size) { return {size.h, size.w}; }
inline std::vector<int64_t> list(Size3 size) { return {size.d, size.h, size.w}; }

/// Each number of `size` is `least` or more.
template <class Size>
void requireLeast(int64_t least, const char *module, const char *what, Size size, SourceLoc loc) {
  for (int64_t value : list(size))
    require(value >= least, module, what, double(value), loc);
}
template <class Size>
void requirePositive(const char *module, const char *what, Size size, SourceLoc loc) {
  requireLeast(1, module, what, size, loc);
}

/// The name of one of the classes of different rank.
inline const char *named(int rank, std::array<const char *, 3> names) { return names[static_cast<size_t>(rank) - 1]; }

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
