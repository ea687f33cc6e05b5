#include "tools/flodl-run/Derivative.h"
#include "ir/flow/GradientBuilder.h"

using namespace mlir;

namespace flodl::run {

bool isFloatTensor(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && isa<FloatType>(type.getElementType());
}

Derivative buildDerivative(func::FuncOp function, flow::TensorOpInterface op) {
  Block &block = function.front();
  OpBuilder builder(block.getTerminator());
  Derivative derivative;
  derivative.weights = block.addArgument(op->getResult(0).getType(), op->getLoc());
  flow::GradientBuilder b(builder, op->getLoc());
  SmallVector<Value> resultGrads(op->getNumResults()), grads;
  resultGrads[0] = derivative.weights;
  SmallVector<bool> wanted;
  for (Value operand : op->getOperands())
    wanted.push_back(isFloatTensor(operand) && isa<BlockArgument>(operand));
  Operation *last = block.getTerminator()->getPrevNode();
  op.buildGradients(b, resultGrads, wanted, grads);
  for (Operation *added = last->getNextNode(); added != block.getTerminator(); added = added->getNextNode())
    derivative.operations.push_back(added);
  for (auto [operand, gradient] : llvm::zip(op->getOperands(), grads)) {
    if (!gradient)
      continue;
    Value &sum = derivative.of[operand];
    // An operand that is used twice gets the sum.
    sum = sum ? b.add(sum, gradient) : gradient;
    if (sum != gradient)
      derivative.operations.push_back(sum.getDefiningOp());
  }
  return derivative;
}

}  // namespace flodl::run
