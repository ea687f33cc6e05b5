// How a step of the driver ends, and the one place that prints messages.
#pragma once
#include <string>
#include <vector>

namespace flodl::driver {

/// Exit codes of flodlc.
enum class Exit { Ok = 0, UserError = 1, Usage = 2, Environment = 3, Internal = 4 };

/// Success, or the error that ends the run. An empty text means that a tool has said it all already.
struct [[nodiscard]] Status {
  Exit code = Exit::Ok;
  std::string text;
  std::vector<std::string> hints;  ///< what to do, one line each

  bool failed() const { return code != Exit::Ok; }
  static Status ok() { return {}; }
  static Status error(Exit code, std::string text, std::vector<std::string> hints = {}) {
    return {code, std::move(text), std::move(hints)};
  }
};

/// Prints `flodlc: error: …` and the hints to standard error.
void print(const Status &status);
/// Prints `flodlc: KIND: TEXT` to standard error; KIND is `note` or `warning`.
void say(const char *kind, const std::string &text);

}  // namespace flodl::driver
