// Readable, unique and legal C++ names for the views of a program.
#pragma once
#include "flodl/base/dim.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace flodl::lowering {

class Names {
 public:
  /// `linear_1/weight` becomes `linear_1_weight`; a second one becomes `linear_1_weight_2`.
  std::string unique(llvm::StringRef wish);

 private:
  llvm::StringMap<unsigned> taken;
};

/// `text` as a C++ identifier.
std::string identifier(llvm::StringRef text);
/// An expression over symbols as C++ text, the symbols as identifiers.
std::string sizeExpression(const Dim &size);

}  // namespace flodl::lowering
