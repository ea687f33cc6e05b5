// Executes tensor operations of the flow dialect one by one through libtorch.
#pragma once
#include "ir/flow/Flow.h"
#include "tools/flodl-run/Samples.h"
#include "llvm/ADT/DenseMap.h"

namespace flodl::run {

class Interpreter {
 public:
  explicit Interpreter(const Sizes &sizes) : sizes(sizes) {}

  /// Samples for the arguments of a function; flags are `training`, hyper-parameters 0.25.
  void bindArguments(mlir::Block &block, bool training);
  void bind(mlir::Value value, detail::Handle tensor) { tensors[value] = std::move(tensor); }
  /// A hyper-parameter, or a flag (0 or 1).
  void bindNumber(mlir::Value value, double number) { numbers[value] = number; }
  const detail::Handle &tensor(mlir::Value value) const { return tensors.at(value); }

  double number(mlir::Value value) const { return numbers.at(value); }

  /// Executes a tensor operation or a fused group; false when `op` is neither. Throws `Error`.
  bool run(mlir::Operation *op);

 private:
  void runTensorOp(mlir::flow::TensorOpInterface op);
  void runFused(mlir::flow::FusedOp op);
  detail::EagerOperand operand(mlir::Value value, OperandKind kind) const;

  const Sizes &sizes;
  llvm::DenseMap<mlir::Value, detail::Handle> tensors;
  llvm::DenseMap<mlir::Value, double> numbers;
};

}  // namespace flodl::run
