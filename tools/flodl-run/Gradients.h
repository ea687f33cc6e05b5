// Checks the derivatives in the operations' records.
#pragma once
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

namespace flodl::run {

/// For each function of `module`, whose last differentiable operation is checked: the gradients its
/// record builds against central differences (`float64`), or against those of libtorch's autograd,
/// bit for bit. Prints a line for each; returns the number of failures.
int checkGradients(mlir::ModuleOp module, bool againstAutograd, llvm::raw_ostream &os);

}  // namespace flodl::run
