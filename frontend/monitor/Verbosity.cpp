// The process-wide level of messages.
#include "flodl/verbosity.h"
#include <array>
#include <atomic>
#include <cctype>
#include <cstdlib>
#include <string>
#include <string_view>

namespace flodl {

static Verbosity fromEnvironment() {
  const char *variable = std::getenv("FLODL_VERBOSITY");
  std::string text;
  for (const char *c = variable ? variable : ""; *c; ++c)
    if (!std::isspace(static_cast<unsigned char>(*c)))
      text += static_cast<char>(std::tolower(static_cast<unsigned char>(*c)));
  static constexpr std::array<std::string_view, 5> names{"quiet", "normal", "verbose", "debug", "trace"};
  for (size_t i = 0; i < names.size(); ++i)
    if (text == names[i] || text == std::to_string(i))
      return static_cast<Verbosity>(i);
  return Verbosity::Normal;
}

static std::atomic<Verbosity> &level() {
  static std::atomic<Verbosity> value = fromEnvironment();
  return value;
}

Verbosity verbosity() { return level().load(std::memory_order_relaxed); }
void set_verbosity(Verbosity value) { level().store(value, std::memory_order_relaxed); }

}  // namespace flodl
