// Gradients of matrix products, in the form libtorch's derivative gives them: 2-d products as one
// product, everything else as a batched product summed back over broadcast dimensions.
#include "ir/flow/GradientBuilder.h"

using namespace mlir;
using namespace mlir::flow;

/// Swaps the last two dimensions.
static Value transposed(GradientBuilder &b, Value value) { return b.transpose(value, -2, -1); }

/// Views 1-d operands as the matrices that the product takes them for.
static Value asMatrix(GradientBuilder &b, Value value, int64_t position) {
  return llvm::cast<RankedTensorType>(value.getType()).getRank() == 1 ? b.unsqueeze(value, position) : value;
}

/// The gradient with the dimensions that 1-d operands dropped put back.
static Value gradAsMatrix(GradientBuilder &b, Value g, Value lhs, Value rhs) {
  if (llvm::cast<RankedTensorType>(rhs.getType()).getRank() == 1)
    g = b.unsqueeze(g, -1);
  if (llvm::cast<RankedTensorType>(lhs.getType()).getRank() == 1)
    g = b.unsqueeze(g, -2);
  return g;
}

/// `grad` summed and reshaped to the shape of `operand`.
static Value backTo(GradientBuilder &b, Value grad, Value operand, Value matrix) {
  grad = b.sum_to(grad, matrix);
  return grad.getType() == operand.getType() ? grad : b.reshape(grad, plainType(operand.getType()).shape);
}

Value GradientBuilder::matmulLhsGrad(Value g, Value lhs, Value rhs) {
  Value l = asMatrix(*this, lhs, 0), r = asMatrix(*this, rhs, 1);
  return backTo(*this, matmul(gradAsMatrix(*this, g, lhs, rhs), transposed(*this, r)), lhs, l);
}

Value GradientBuilder::matmulRhsGrad(Value g, Value lhs, Value rhs) {
  Value l = asMatrix(*this, lhs, 0), r = asMatrix(*this, rhs, 1);
  return backTo(*this, matmul(transposed(*this, l), gradAsMatrix(*this, g, lhs, rhs)), rhs, r);
}
