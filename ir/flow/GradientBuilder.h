// Builds tensor operations by name, inferring their result types: `b.matmul(g, weight)`. Derivatives
// in the records are written with it, and passes use it too.
#pragma once
#include "ir/flow/Flow.h"
#include "ir/flow/Types.h"

namespace mlir::flow {

class GradientBuilder {
 public:
  GradientBuilder(OpBuilder &builder, Location loc) : builder(builder), loc(loc) {}

  // One method per record: operands, then attributes.
#include "ir/flow/GradientBuilder.h.inc"

  /// Sums `value` back to the shape of `like`, in the element type of `like`; the same value when the types are equal.
  Value sum_to(Value value, Value like);
  /// Broadcasts `value` to the shape of `like`.
  Value expand(Value value, Value like);
  /// A gradient in the element type of `like`, the operand it belongs to: operands of other types were promoted.
  Value as(Value gradient, Value like);
  /// Shape and element type of a value.
  ::flodl::Shape shape(Value value) { return plainType(value.getType()).shape; }
  ::flodl::DType dtype(Value value) { return plainType(value.getType()).dtype; }
  /// `value` in the element type of `like`.
  Value converted(Value value, Value like);
  /// Logarithm of `value`, a tensor or a written number, in the element type of `like`.
  Value logOf(Value value, Value like);
  /// What a number is that meets `like`: of its element type, or of float32 when that holds integers and the number is none.
  Value number(double value, Value like);
  /// `value * factor`; the value itself when the factor is 1.
  Value scaled(Value value, double factor);
  /// A reduction's result (or its gradient) with the reduced dimensions of `input` kept as size 1.
  Value keepReduced(Value reduced, Value input, ArrayRef<int64_t> dims, bool keepdim);
  /// `keepReduced`, broadcast to the shape of `input`.
  Value expandReduced(Value reduced, Value input, ArrayRef<int64_t> dims, bool keepdim);
  /// For operations on sequences that libtorch runs over planes of one row: the entry for the rows, then `extents` (an
  /// empty list stays empty), and the shape of `value` with a dimension of 1 before the last.
  static SmallVector<int64_t> ofRows(int64_t rows, ArrayRef<int64_t> extents);
  ::flodl::Shape shapeOfRows(Value value);
  /// Height and width of images.
  static ::flodl::Shape lastTwo(const ::flodl::Shape &shape) { return {shape.end() - 2, shape.end()}; }
  /// The gradient of one element of `input`, `result`, in equal parts to the elements that are equal to it.
  Value shareEqually(Value g, Value input, Value result);
  /// The same of one element for each slice over `dims`.
  Value shareEquallyOver(Value g, Value input, Value result, ArrayRef<int64_t> dims, bool keepdim);
  /// Gradient of the `p`-norm `norm` of `input` over `dims`.
  Value normGradient(Value g, Value input, Value norm, double p, ArrayRef<int64_t> dims, bool keepdim);
  /// Gradients of distances and similarities; `norm` is of vectors along `dim`, kept with size 1.
  Value pairwiseDistanceGradient(Value g, Value x1, Value x2, Value eps, Value result, double p, bool keepdim);
  Value cosineGradient(Value g, Value x1, Value x2, Value norm1, Value norm2, Value eps, int64_t dim);
  Value normalizeGradient(Value g, Value input, Value norm, Value eps, double p, int64_t dim);
  static SmallVector<int64_t> inversePermutation(ArrayRef<int64_t> dims);
  /// `value` with its elements row by row in memory: a copy when it is a view of something else.
  Value dense(Value value);
  /// Pieces of `value` along `dim` with the sizes of `parts`: the gradient of `flow.cat`.
  SmallVector<Value> splitLike(Value value, ValueRange parts, int64_t dim);
  /// Pieces of `value` along `dim`, which is dropped, in the element types of `parts`: the gradient of `flow.stack`.
  SmallVector<Value> unstack(Value value, ValueRange parts, int64_t dim);
  static SmallVector<int64_t> negated(ArrayRef<int64_t> values);
  /// Gradient of `flow.repeat`.
  Value sumOfCopies(Value g, Value input, const ::flodl::Shape &counts);
  /// Gradient of `flow.pad`.
  Value padGradient(Value g, Value input, ArrayRef<int64_t> amounts, StringRef mode);
  /// Gradient of the operand `src` of a scatter at `index`, which may be larger than that.
  Value gatherLike(Value g, Value index, Value src, int64_t dim);
  /// `value` at `index` along `dim` of zeros shaped like `like`.
  Value scatterToZeros(Value value, Value index, Value like, int64_t dim);
  /// Pieces of `value`, which has one dimension, with the shapes of `parts`.
  SmallVector<Value> splitFlat(Value value, ValueRange parts);
  /// A gradient of rows, row by row in memory: libtorch makes one matrix of all rows of a batch, which
  /// copies those that lie otherwise. The value itself when it is a matrix, or not a view.
  Value rowsOf(Value gradient);
  /// Gradients of a matrix product, for every rank and broadcast of its operands.
  Value matmulLhsGrad(Value g, Value lhs, Value rhs);
  Value matmulRhsGrad(Value g, Value lhs, Value rhs);

  OpBuilder &builder;
  Location loc;
};

}  // namespace mlir::flow
