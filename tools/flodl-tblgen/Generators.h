// Registry of this tool's generators; each file registers its own.
#pragma once
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TableGen/Record.h"
#include <functional>

namespace flodl::tblgen {

struct Generator {
  using Fn = std::function<void(const llvm::RecordKeeper &, llvm::raw_ostream &)>;
  /// Whether the output begins with a `//` line that says what made it.
  enum Banner { NoBanner, LineComment };
  /// Registers `name` (chosen by `--generator=name`) for the life of the process.
  Generator(llvm::StringRef name, llvm::StringRef summary, Fn run, Banner banner = LineComment);
  std::string name, summary;
  Fn run;
  Banner banner;
};

}  // namespace flodl::tblgen
