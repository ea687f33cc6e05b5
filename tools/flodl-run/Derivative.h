// The derivative that an operation's record builds, as operations to execute.
#pragma once
#include "ir/flow/Flow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"
#include <vector>

namespace flodl::run {

struct Derivative {
  mlir::Value weights;                         ///< gradient of the first result, a new argument of the function
  std::vector<mlir::Operation *> operations;   ///< in order, before the function's end
  llvm::DenseMap<mlir::Value, mlir::Value> of; ///< gradient of each operand that has one
};

/// Builds the derivative of `op`, an operation of `function`, towards the arguments of the function that are
/// floating-point tensors.
Derivative buildDerivative(mlir::func::FuncOp function, mlir::flow::TensorOpInterface op);

bool isFloatTensor(mlir::Value value);

}  // namespace flodl::run
