// The one exception type of the public API and the source location it carries.
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>
#if !defined(__clang__)
#include <source_location>
#endif

namespace flodl {

/// A place in the user's source. The layout is the same for every compiler; Clang fills exact
/// columns, GCC gives a line of the statement.
struct SourceLoc {
  const char *file = "";
  const char *function = "";
  uint32_t line = 0;
  uint32_t column = 0;

#if defined(__clang__)
  static constexpr SourceLoc current(const char *file = __builtin_FILE(), const char *function = __builtin_FUNCTION(),
                                     uint32_t line = __builtin_LINE(), uint32_t column = __builtin_COLUMN()) {
    return {file, function, line, column};
  }
#else
  static constexpr SourceLoc current(std::source_location l = std::source_location::current()) {
    return {l.file_name(), l.function_name(), l.line(), l.column()};
  }
#endif
  /// `model.cpp:12:7`, or an empty text when unknown.
  std::string str() const;
};

enum class ErrorCode : uint8_t {
  InvalidArgument,   ///< a value the caller passed is not allowed
  ShapeMismatch,     ///< shapes do not fit each other
  DTypeMismatch,     ///< element types do not fit each other
  UndecidedDim,      ///< a symbolic size was compared or converted
  GraphStructure,    ///< a FlowBuilder call or `build()`
  Capture,           ///< a factory or `forward` cannot be recorded
  NotRepeatable,     ///< two recordings of one factory differ
  IndexOutOfRange,   ///< an index read by an operation
  Io,                ///< a file or a data set
  OutOfMemory,       ///< a device has no room for a tensor
  Runtime,           ///< an operation failed while running
  Internal,          ///< a broken invariant of floDl itself
};

/// What every part of the public API throws.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, std::string text, SourceLoc loc = {});
  ErrorCode code() const { return code_; }
  const SourceLoc &location() const { return loc_; }
  /// The message without the location.
  const std::string &text() const { return text_; }

 private:
  ErrorCode code_;
  std::string text_;
  SourceLoc loc_;
};

}  // namespace flodl
