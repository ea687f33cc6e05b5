// Which statements of a backward pass run: those that serve a gradient the call wants.
#pragma once
#include "ir/flow/Flow.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include <vector>

namespace flodl::lowering {

/// The conditions of one program. A condition is a set of leaves (parameters, then inputs); it
/// holds when the call wants the gradient of at least one of them.
class Guards {
 public:
  /// Finds the set each operation of the block serves, in a model of so many parameters; operations
  /// that the result, the loss or a buffer needs run always.
  Guards(mlir::Block &body, unsigned parameters);

  /// Number of the operation's condition, -1 when it runs always.
  int64_t of(mlir::Operation *op) const;
  size_t count() const { return sets.size(); }
  /// C++ terms of a condition, to be joined by `||`; earlier conditions appear as `wanted<k>`.
  std::vector<std::string> terms(size_t number) const;

 private:
  struct Need {
    bool always = false;
    llvm::BitVector leaves;
  };
  std::string leafTerm(unsigned leaf) const;

  unsigned parameters;
  llvm::DenseMap<mlir::Operation *, int64_t> numbers;
  std::vector<llvm::BitVector> sets;
};

}  // namespace flodl::lowering
