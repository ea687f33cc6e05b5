// Compares the entry points that generated code calls with the eager operations.
#pragma once
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

namespace flodl::run {

/// For every operation of every function that has an entry point and draws no random numbers: the
/// entry point, writing into memory of ours, against the eager operation, bit for bit. Prints a line
/// for each; returns the number of failures.
int checkEntries(mlir::ModuleOp module, llvm::raw_ostream &os);

}  // namespace flodl::run
