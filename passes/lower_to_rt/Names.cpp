// Names of views.
#include "passes/lower_to_rt/Names.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace flodl::lowering {

/// Keywords of C++ and CUDA, and what generated functions use themselves.
static bool isReserved(StringRef name) {
  static const StringSet<> reserved = {
      "alignas", "alignof", "and", "asm", "auto", "bool", "break", "case", "catch", "char", "class", "concept", "const",
      "constexpr", "continue", "decltype", "default", "delete", "do", "double", "else", "enum", "explicit", "export",
      "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new",
      "noexcept", "not", "nullptr", "operator", "or", "private", "protected", "public", "register", "requires", "return",
      "short", "signed", "sizeof", "static", "struct", "switch", "template", "this", "throw", "true", "try", "typedef",
      "typeid", "typename", "union", "unsigned", "using", "virtual", "void", "volatile", "while", "xor", "call", "plan",
      "rt", "view", "count", "kernels", "main", "std", "args", "begin", "end", "row", "col", "rows", "cols"};
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
