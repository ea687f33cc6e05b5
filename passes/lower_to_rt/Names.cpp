// Names of views.
#include "passes/lower_to_rt/Names.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace flodl::lowering {

/// Keywords of C++ and CUDA, and what generated functions use themselves.
static bool isReserved(StringRef name) {
  static const StringSet<> reserved = {
      "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char",
      "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return", "co_yield", "compl", "concept", "const",
      "const_cast", "consteval", "constexpr", "constinit", "continue", "decltype", "default", "delete", "do", "double",
      "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if",
      "inline", "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator", "or",
      "or_eq", "private", "protected", "public", "register", "reinterpret_cast", "requires", "return", "short", "signed",
      "sizeof", "static", "static_assert", "static_cast", "struct", "switch", "template", "this", "thread_local", "throw",
      "true", "try", "typedef", "typeid", "typename", "union", "unsigned", "using", "virtual", "void", "volatile",
      "wchar_t", "while", "xor", "xor_eq",
      "args", "begin", "beside", "call", "col", "cols", "count", "end", "errno", "flodl", "floordiv", "int64_t",
      "kernels", "main", "mod", "plan", "row", "rows", "rt", "std", "view"};
  // Conditions of statements are called wanted0, wanted1, …
  if (name.consume_front("wanted"))
    return !name.empty() && all_of(name, isDigit);
  return reserved.contains(name);
}

std::string identifier(StringRef text) {
  std::string name;
  for (char c : text)
    name += isAlnum(c) || c == '_' ? c : '_';
  if (name.empty() || isDigit(name[0]))
    name = "v" + name;
  if (isReserved(name))
    name += '_';
  return name;
}

std::string sizeExpression(const Dim &size) {
  std::string source = size.str(), out;
  for (StringRef rest = source; !rest.empty();) {
    StringRef word = rest.take_while([](char c) { return isAlnum(c) || c == '_'; });
    rest = rest.drop_front(std::max<size_t>(word.size(), 1));
    if (word.empty())
      out += source[source.size() - rest.size() - 1];
    else if (isDigit(word[0]) || rest.starts_with("("))
      out += word;
    else
      out += identifier(word);
  }
  return out;
}

std::string Names::unique(StringRef wish) {
  std::string name = identifier(wish);
  while (true) {
    unsigned count = ++taken[name];
    if (count == 1)
      return name;
    name += "_" + std::to_string(count);
  }
}

}  // namespace flodl::lowering
