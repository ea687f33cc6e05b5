// Compares the entry points that generated code calls with the eager operations.
#pragma once
#include "ir/flow/Flow.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

namespace flodl::run {

class Interpreter;

/// Whether `op` has an entry point whose results can be compared: it is no view and draws no random numbers.
bool hasComparableEntry(const OpInfo &op);

/// The entry point of an executed operation, writing into memory of ours, against the results that `interpreter` has
/// for it, bit for bit or within `roundings` of the largest element. A text that says what differs, or nothing.
std::string compareEntry(mlir::flow::TensorOpInterface op, const Interpreter &interpreter, double roundings = 0);

/// For every operation of every function that has an entry point and draws no random numbers: the
/// entry point, writing into memory of ours, against the eager operation, bit for bit. Prints a line
/// for each; returns the number of failures.
int checkEntries(mlir::ModuleOp module, llvm::raw_ostream &os);

}  // namespace flodl::run
