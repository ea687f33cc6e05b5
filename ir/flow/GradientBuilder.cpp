// Conveniences of the gradient builder; the methods per record are generated.
#include "ir/flow/GradientBuilder.h"
#include <cmath>

using namespace mlir;
using namespace mlir::flow;

Value GradientBuilder::sum_to(Value value, Value like) {
  ::flodl::TensorType from = plainType(value.getType()), to = plainType(like.getType());
  if (!sameType({to.dtype, from.shape}, to))
    value = sum_to(value, to.shape);
  return converted(value, like);
}

Value GradientBuilder::converted(Value value, Value like) {
  return dtype(value) == dtype(like) ? value : to_dtype(value, dtype(like));
}

Value GradientBuilder::logOf(Value value, Value like) {
  // A function of a written number alone would have the default type.
  if (auto number = value.getDefiningOp<FullOp>(); number && number.getNumber())
    return this->number(std::log(number.getValue().convertToDouble()), like);
  return log(converted(value, like));
}

Value GradientBuilder::number(double value, Value like) {
  ::flodl::TensorType type = plainType(like);
  bool fits = isFloating(type.dtype) || value == static_cast<int64_t>(value);
  // Two numbers would meet in the default type.
  return full({}, value, fits ? type.dtype : ::flodl::kFloat32, !type.number);
}

Value GradientBuilder::scaled(Value value, double factor) {
  return factor == 1 ? value : mul(value, number(factor, value));
}

Value GradientBuilder::expand(Value value, Value like) {
  ::flodl::TensorType from = plainType(value.getType()), to = plainType(like.getType());
  return from.shape.size() == to.shape.size() && sameType({to.dtype, from.shape}, to) ? value
                                                                                       : expand(value, to.shape);
}

Value GradientBuilder::as(Value gradient, Value like) {
  return !gradient || dtype(gradient) == dtype(like) ? gradient : to_dtype(gradient, dtype(like));
}

Value GradientBuilder::keepReduced(Value reduced, Value input, ArrayRef<int64_t> dims, bool keepdim) {
  if (keepdim)
    return reduced;
  ::flodl::Shape kept = shape(input);
  int64_t rank = kept.size();
  for (int64_t i = 0; i < rank; ++i)
    if (dims.empty() || llvm::is_contained(dims, i) || llvm::is_contained(dims, i - rank))
      kept[i] = 1;
  return reshape(reduced, kept);
}

Value GradientBuilder::expandReduced(Value reduced, Value input, ArrayRef<int64_t> dims, bool keepdim) {
  return expand(keepReduced(reduced, input, dims, keepdim), input);
}

Value GradientBuilder::dense(Value value) {
  auto op = value.getDefiningOp<TensorOpInterface>();
  return op && ::flodl::opInfo(op.opCode()).callClass == ::flodl::CallClass::View ? contiguous(value) : value;
}

SmallVector<int64_t> GradientBuilder::ofRows(int64_t rows, ArrayRef<int64_t> extents) {
  SmallVector<int64_t> list(extents);
  if (!list.empty())
    list.insert(list.begin(), rows);
  return list;
}

::flodl::Shape GradientBuilder::shapeOfRows(Value value) {
  ::flodl::Shape sizes = shape(value);
  sizes.insert(sizes.end() - 1, 1);
  return sizes;
}

SmallVector<int64_t> GradientBuilder::inversePermutation(ArrayRef<int64_t> dims) {
  int64_t rank = dims.size();
  SmallVector<int64_t> inverse(rank);
  for (int64_t i = 0; i < rank; ++i)
    inverse[dims[i] < 0 ? dims[i] + rank : dims[i]] = i;
  return inverse;
}

SmallVector<Value> GradientBuilder::splitLike(Value value, ValueRange parts, int64_t dim) {
  SmallVector<Value> pieces;
  ::flodl::Dim start = 0;
  for (Value part : parts) {
    ::flodl::Shape sizes = shape(part);
    ::flodl::Dim length = sizes[dim < 0 ? dim + int64_t(sizes.size()) : dim];
    pieces.push_back(narrow(value, dim, {start, length}));
    start = start + length;
  }
  return pieces;
}

SmallVector<Value> GradientBuilder::splitFlat(Value value, ValueRange parts) {
  SmallVector<Value> pieces;
  ::flodl::Dim start = 0;
  for (Value part : parts) {
    ::flodl::Dim length = ::flodl::numel(shape(part));
    pieces.push_back(reshape(narrow(value, 0, {start, length}), shape(part)));
    start = start + length;
  }
  return pieces;
}

Value GradientBuilder::rowsOf(Value gradient) { return shape(gradient).size() > 2 ? dense(gradient) : gradient; }

#include "ir/flow/GradientBuilder.cpp.inc"
