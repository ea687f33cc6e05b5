// Messages of the form `file:line:col: error: text`.
#pragma once
#include <string>

namespace flodl::driver {

/// Adds the source line and a caret below every message that has a place, as C++ compilers do. Text
/// that has them already, and messages whose file cannot be read, stay as they are.
std::string withSourceLines(const std::string &text);

/// Whether a line of `text` starts with the place of something in a file that can be read.
bool namesSource(const std::string &text);

}  // namespace flodl::driver
