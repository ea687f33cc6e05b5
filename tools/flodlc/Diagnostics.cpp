#include "Diagnostics.h"
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>

using namespace llvm;

namespace flodl::driver {
namespace {

struct Place {
  StringRef file;
  unsigned line = 0, column = 0;
};

/// Parses `file:line:col: ` or `file:line: ` in front of error, warning or note.
bool parsePlace(StringRef text, Place &place) {
  size_t end = StringRef::npos;
  for (StringRef kind : {": error: ", ": warning: ", ": note: "})
    end = std::min(end, text.find(kind));
  if (end == StringRef::npos)
    return false;
  StringRef where = text.take_front(end);
  auto [rest, last] = where.rsplit(':');
  unsigned number = 0;
  if (last.getAsInteger(10, number))
    return false;
  auto [file, middle] = rest.rsplit(':');
  if (middle.getAsInteger(10, place.line)) {
    place = {rest, number, 0};
  } else {
    place.file = file;
    place.column = number;
  }
  return !place.file.empty() && sys::fs::is_regular_file(place.file);
}

/// The source line, and a caret under the column when there is one.
std::string excerpt(const Place &place) {
  auto buffer = MemoryBuffer::getFile(place.file);
  if (!buffer)
    return "";
  SmallVector<StringRef> lines;
  (*buffer)->getBuffer().split(lines, '\n');
  if (place.line == 0 || place.line > lines.size())
    return "";
  StringRef source = lines[place.line - 1].rtrim('\r');
  std::string number = std::to_string(place.line);
  std::string margin(std::max<size_t>(5, number.size() + 1), ' ');
  std::string text = margin.substr(number.size()) + number + " | " + source.str() + "\n";
  if (place.column == 0 || place.column > source.size() + 1)
    return text;
  text += margin + " | ";
  for (char c : source.take_front(place.column - 1))
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80)  // one column for each character of UTF-8
      text += c == '\t' ? '\t' : ' ';
  return text + "^\n";
}

}  // namespace

std::string withSourceLines(const std::string &text) {
  SmallVector<StringRef> lines;
  StringRef(text).split(lines, '\n');
  if (!lines.empty() && lines.back().empty())
    lines.pop_back();
  std::string result;
  for (size_t i = 0; i < lines.size(); ++i) {
    result += lines[i].str() + "\n";
    Place place;
    bool hasLine = i + 1 < lines.size() && lines[i + 1].ltrim(" 0123456789").starts_with("|");
    if (!hasLine && parsePlace(lines[i], place))
      result += excerpt(place);
  }
  return result;
}

bool namesSource(const std::string &text) {
  SmallVector<StringRef> lines;
  StringRef(text).split(lines, '\n');
  Place place;
  return any_of(lines, [&](StringRef line) { return parsePlace(line, place); });
}

}  // namespace flodl::driver
