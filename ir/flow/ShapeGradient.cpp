// Gradients of operations that copy, pad and scatter.
#include "ir/flow/GradientBuilder.h"

using namespace mlir;
using namespace mlir::flow;

SmallVector<Value> GradientBuilder::unstack(Value value, ValueRange parts, int64_t dim) {
  SmallVector<Value> pieces;
  for (auto [i, part] : llvm::enumerate(parts)) {
    Value piece = select(value, dim, i);
    pieces.push_back(dtype(piece) == dtype(part) ? piece : to_dtype(piece, dtype(part)));
  }
  return pieces;
}

SmallVector<int64_t> GradientBuilder::negated(ArrayRef<int64_t> values) {
  SmallVector<int64_t> out;
  for (int64_t value : values)
    out.push_back(-value);
  return out;
}

/// Sums the added dimensions one after another, then the copies of all others at once, as libtorch's
/// repeat_backward does.
Value GradientBuilder::sumOfCopies(Value g, Value input, const ::flodl::Shape &counts) {
  ::flodl::Shape size = shape(input), split;
  if (llvm::any_of(counts, [](const ::flodl::Dim &n) { return n.same(0); }))
    return full(size, 0, dtype(g), false);
  size_t added = counts.size() - size.size();
  for (size_t i = 0; i < added; ++i)
    g = sum(g, {0}, false);
  SmallVector<int64_t> dims;
  for (size_t i = 0; i < size.size(); ++i) {
    if (const ::flodl::Dim &count = counts[added + i]; !count.same(1)) {
      dims.push_back(split.size());
      split.push_back(count);
    }
    split.push_back(size[i]);
  }
  return dims.empty() ? g : sum(reshape(g, split), dims, false);
}

Value GradientBuilder::padGradient(Value g, Value input, ArrayRef<int64_t> amounts, StringRef mode) {
  return mode == "constant" ? pad(g, negated(amounts), mode, 0) : pad_backward(g, shape(input), amounts, mode);
}

Value GradientBuilder::gatherLike(Value g, Value index, Value src, int64_t dim) {
  Value taken = gather(g, index, dim);
  ::flodl::Shape from = shape(index), to = shape(src);
  SmallVector<int64_t> amounts;
  bool larger = false;
  for (size_t i = to.size(); i-- > 0;) {
    amounts.append({0, (to[i] - from[i]).constant().value_or(0)});
    larger |= amounts.back() != 0;
  }
  return larger ? pad(taken, amounts, "constant", 0) : taken;
}

Value GradientBuilder::scatterToZeros(Value value, Value index, Value like, int64_t dim) {
  return scatter(full(shape(like), 0, dtype(value), false), index, value, dim);
}
