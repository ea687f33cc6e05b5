// Texts of errors and locations.
#include "flodl/base/error.h"

namespace flodl {

std::string SourceLoc::str() const {
  if (line == 0)
    return {};
  std::string text = std::string(file) + ":" + std::to_string(line);
  return column == 0 ? text : text + ":" + std::to_string(column);
}

static std::string withLocation(const std::string &text, const SourceLoc &loc) {
  std::string place = loc.str();
  return place.empty() ? text : place + ": " + text;
}

Error::Error(ErrorCode code, std::string text, SourceLoc loc)
    : std::runtime_error(withLocation(text, loc)), code_(code), text_(std::move(text)), loc_(loc) {}

}  // namespace flodl
