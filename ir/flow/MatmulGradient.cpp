// Gradients of matrix products, in the form libtorch's derivative gives them: a matrix or vector that
// meets a batch is one product over all rows of the batch, everything else is a batched product
// summed back over broadcast dimensions.
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

static int64_t rank(Value value) { return llvm::cast<RankedTensorType>(value.getType()).getRank(); }

/// All leading dimensions as one.
static Value rows(GradientBuilder &b, Value value) {
  ::flodl::Shape shape = b.shape(value);
  ::flodl::Dim count = -1, columns = shape.back();
  // Nothing follows from the number of elements when there are none.
  if (columns.constant() == 0) {
    count = 1;
    for (const ::flodl::Dim &size : llvm::ArrayRef(shape).drop_back())
      count = count * size;
  }
  return b.reshape(value, ::flodl::Shape{count, columns});
}

/// Gradient of a vector that every row of `batch` was multiplied with.
static Value vectorGrad(GradientBuilder &b, Value g, Value batch) {
  return b.matmul(b.transpose(rows(b, batch), 0, 1), b.reshape(g, ::flodl::Shape{-1}));
}

/// The gradient as a product of all rows of a batch needs it.
static Value gradOfRows(GradientBuilder &b, Value g, Value lhs, Value rhs) {
  bool folded = std::max(rank(lhs), rank(rhs)) > 2 && std::min(rank(lhs), rank(rhs)) <= 2;
  return folded ? b.rowsOf(g) : g;
}

/// Whether `value` is a matrix seen by its columns. libtorch computes the gradient of such a matrix by its columns as well.
static bool isTransposed(Value value) {
  return rank(value) == 2 && value.getDefiningOp<TransposeOp>();
}

Value GradientBuilder::matmulLhsGrad(Value g, Value lhs, Value rhs) {
  if (isTransposed(lhs) && rank(rhs) == 2)
    return transposed(*this, matmul(rhs, transposed(*this, g)));
  g = gradOfRows(*this, g, lhs, rhs);
  if (rank(rhs) > 2 && rank(lhs) == 2)
    return linear_weight_grad(transposed(*this, g), transposed(*this, rhs));
  if (rank(rhs) > 2 && rank(lhs) == 1)
    return vectorGrad(*this, g, transposed(*this, rhs));
  Value l = asMatrix(*this, lhs, 0), r = asMatrix(*this, rhs, 1);
  return backTo(*this, matmul(gradAsMatrix(*this, g, lhs, rhs), transposed(*this, r)), lhs, l);
}

Value GradientBuilder::matmulRhsGrad(Value g, Value lhs, Value rhs) {
  if (isTransposed(rhs) && rank(lhs) == 2)
    return transposed(*this, matmul(transposed(*this, g), lhs));
  g = gradOfRows(*this, g, lhs, rhs);
  if (rank(lhs) > 2 && rank(rhs) == 2)
    return linear_weight_grad(lhs, g);
  if (rank(lhs) > 2 && rank(rhs) == 1)
    return vectorGrad(*this, g, lhs);
  Value l = asMatrix(*this, lhs, 0), r = asMatrix(*this, rhs, 1);
  return backTo(*this, matmul(transposed(*this, l), gradAsMatrix(*this, g, lhs, rhs)), rhs, r);
}
