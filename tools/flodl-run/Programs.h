// Runs the programs of a module, to look at their results or to compare two forms of them.
#pragma once
#include "tools/flodl-run/Samples.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

namespace flodl::run {

/// Prints every result of every `flow.model` and `flow.program`.
int printPrograms(mlir::ModuleOp module, const Sizes &sizes, bool training, llvm::raw_ostream &os);

/// Runs equally named programs of two modules on the same inputs; prints what differs by more than
/// `tolerance`, relative to the largest value of a result. Returns the number of differences.
int comparePrograms(mlir::ModuleOp module, mlir::ModuleOp other, const Sizes &sizes, bool training, double tolerance,
                    llvm::raw_ostream &os);

}  // namespace flodl::run
