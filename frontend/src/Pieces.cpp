// Operations that give several pieces of a tensor, or are a few others under one name.
#include "TensorImpl.h"
#include "flodl/ops.h"
#include <algorithm>
#include <limits>

namespace flodl {

[[noreturn]] static void fail(const char *name, const std::string &text, SourceLoc loc) {
  throw Error(ErrorCode::ShapeMismatch, "[" + std::string(name) + "] " + text, loc);
}

/// `dim` counted from the start.
static int64_t position(const char *name, int64_t dim, int64_t rank, SourceLoc loc) {
  if (dim < -rank || dim >= rank)
    fail(name, "expects a dimension in [" + std::to_string(-rank) + ", " + std::to_string(rank - 1) + "], but got " +
                   std::to_string(dim),
         loc);
  return dim < 0 ? dim + rank : dim;
}

/// How many pieces of `piece` a dimension has; the last one may be smaller.
static int64_t pieceCount(const char *name, const TensorArg &input, const Dim &size, const Dim &piece) {
  if (piece.constant().value_or(1) <= 0)
    fail(name, "expects pieces of a size above 0, but got " + piece.str(), input.loc);
  Dim whole = size / piece;
  if (whole.constant() && (whole * piece).same(size))
    return *whole.constant();
  if (!size.constant() || !piece.constant())
    fail(name, "expects a dimension whose size is a known multiple of the pieces', but got " + size.str() + " and " +
                   piece.str() + "; give the dimension a number in the model's inputs",
         input.loc);
  return *((size + piece - 1) / piece).constant();
}

static std::vector<Tensor> pieces(const char *name, const TensorArg &input, const Dim &piece, int64_t attr) {
  int64_t dim = position(name, attr, input.tensor.ndim(), input.loc);
  Dim size = input.tensor.size(dim, input.loc);
  int64_t count = pieceCount(name, input, size, piece);
  std::vector<Tensor> list;
  for (int64_t i = 0; i < count; ++i) {
    Dim start = i * piece, rest = size - start;
    list.push_back(narrow(input, dim, {start, i + 1 < count ? piece : rest}));
  }
  // An empty dimension is one empty piece.
  return list.empty() ? std::vector{input.tensor} : list;
}

std::vector<Tensor> split(const TensorArg &input, const Dim &size, int64_t dim) {
  return pieces("split", input, size, dim);
}

std::vector<Tensor> split(const TensorArg &input, const Shape &sizes, int64_t attr) {
  int64_t dim = position("split", attr, input.tensor.ndim(), input.loc);
  Dim start = 0, size = input.tensor.size(dim, input.loc);
  std::vector<Tensor> list;
  for (const Dim &length : sizes) {
    list.push_back(narrow(input, dim, {start, length}));
    start = start + length;
  }
  if (!start.same(size))
    fail("split", "expects sizes that add up to " + size.str() + ", but got " + str(sizes), input.loc);
  return list;
}

std::vector<Tensor> chunk(const TensorArg &input, int64_t chunks, int64_t attr) {
  int64_t dim = position("chunk", attr, input.tensor.ndim(), input.loc);
  if (chunks <= 0)
    fail("chunk", "expects a number of pieces above 0, but got " + std::to_string(chunks), input.loc);
  Dim size = input.tensor.size(dim, input.loc), even = size / chunks;
  if ((even * chunks).same(size) && even.constant().value_or(1) > 0)
    return pieces("chunk", input, even, dim);
  if (!size.constant())
    fail("chunk", "expects a dimension whose size is a number or a multiple of " + std::to_string(chunks) + ", but got " +
                      size.str() + " in " + str(input.tensor.shape(input.loc)),
         input.loc);
  return pieces("chunk", input, std::max<int64_t>(*((size + chunks - 1) / chunks).constant(), 1), dim);
}

std::vector<Tensor> batches(const TensorArg &input, const Dim &size) { return pieces("batches", input, size, 0); }

std::vector<Tensor> unbind(const TensorArg &input, int64_t attr) {
  int64_t dim = position("unbind", attr, input.tensor.ndim(), input.loc);
  Dim size = input.tensor.size(dim, input.loc);
  if (!size.constant())
    fail("unbind", "expects a dimension whose size is a number, but got " + size.str() + " in " +
                       str(input.tensor.shape(input.loc)),
         input.loc);
  std::vector<Tensor> list;
  for (int64_t i = 0; i < *size.constant(); ++i)
    list.push_back(select(input, dim, i));
  return list;
}

std::vector<Tensor> meshgrid(const TensorList &inputs) {
  Shape shape;
  for (const Tensor &input : inputs.tensors) {
    if (input.ndim() > 1)
      fail("meshgrid", "expects inputs of rank 1, but got one of shape " + str(input.shape(inputs.loc)), inputs.loc);
    shape.push_back(input.numel(inputs.loc));
  }
  std::vector<Tensor> list;
  for (size_t i = 0; i < inputs.tensors.size(); ++i) {
    Shape along(shape.size(), 1);
    along[i] = shape[i];
    list.push_back(expand({reshape({inputs.tensors[i], inputs.loc}, along), inputs.loc}, shape));
  }
  return list;
}

Tensor movedim(const TensorArg &input, const std::vector<int64_t> &source, const std::vector<int64_t> &destination) {
  int64_t rank = input.tensor.ndim();
  if (source.size() != destination.size())
    fail("movedim", "expects as many destinations as sources, but got " + std::to_string(destination.size()) + " and " +
                        std::to_string(source.size()),
         input.loc);
  std::vector<int64_t> order(static_cast<size_t>(rank), -1);
  std::vector<bool> moved(order.size());
  for (size_t i = 0; i < source.size(); ++i) {
    size_t from = static_cast<size_t>(position("movedim", source[i], rank, input.loc));
    int64_t &to = order[static_cast<size_t>(position("movedim", destination[i], rank, input.loc))];
    if (moved[from] || to >= 0)
      fail("movedim", "expects each dimension once, but got " + std::to_string(moved[from] ? source[i] : destination[i]) +
                          " again",
           input.loc);
    moved[from] = true;
    to = static_cast<int64_t>(from);
  }
  size_t next = 0;
  for (int64_t &from : order) {
    if (from >= 0)
      continue;
    while (moved[next])
      ++next;
    from = static_cast<int64_t>(next++);
  }
  return permute(input, order);
}

/// Non-negative positions, ascending, each once.
static std::vector<int64_t> positions(const char *name, const std::vector<int64_t> &dims, int64_t rank, SourceLoc loc) {
  std::vector<int64_t> list;
  for (int64_t dim : dims)
    list.push_back(position(name, dim, rank, loc));
  std::sort(list.begin(), list.end());
  if (auto twice = std::adjacent_find(list.begin(), list.end()); twice != list.end())
    fail(name, "expects each dimension once, but got " + std::to_string(*twice) + " again", loc);
  return list;
}

Tensor squeeze(const TensorArg &input, const std::vector<int64_t> &dims) {
  std::vector<int64_t> list = positions("squeeze", dims, input.tensor.ndim(), input.loc);
  Tensor result = input.tensor;
  for (size_t i = list.size(); i-- > 0;)
    result = squeeze({result, input.loc}, list[i]);
  return result;
}

Tensor squeeze(const TensorArg &input) {
  Shape shape = input.tensor.shape(input.loc);
  std::vector<int64_t> ones;
  for (size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == 1)  // an error at the user's line when a symbol leaves that open
      ones.push_back(static_cast<int64_t>(i));
  return squeeze(input, ones);
}

Tensor unsqueeze(const TensorArg &input, const std::vector<int64_t> &dims) {
  int64_t rank = input.tensor.ndim() + static_cast<int64_t>(dims.size());
  Tensor result = input.tensor;
  for (int64_t dim : positions("unsqueeze", dims, rank, input.loc))
    result = unsqueeze({result, input.loc}, dim);
  return result;
}

Tensor tile(const TensorArg &input, const Shape &counts) {
  Shape all = counts;
  if (size_t rank = static_cast<size_t>(input.tensor.ndim()); all.size() < rank)
    all.insert(all.begin(), rank - all.size(), 1);
  return repeat(input, all);
}

Tensor narrow(const TensorArg &input, int64_t dim, const Dim &start, const Dim &length) {
  return narrow(input, dim, {start, length});
}

Tensor slice_scatter(const TensorArg &input, const Tensor &src, int64_t dim, const Dim &start) {
  return narrow_scatter(input, src, dim, {start, src.size(dim, input.loc)});
}

Tensor argmax(const TensorArg &input) { return argmax({flatten(input), input.loc}, 0); }
Tensor argmin(const TensorArg &input) { return argmin({flatten(input), input.loc}, 0); }

Tensor argsort(const TensorArg &input, int64_t dim, bool descending) { return sort(input, dim, descending)[1]; }

bool all_finite(const TensorArg &input) {
  detail::valueOf(input.tensor, "all_finite()", input.loc);
  if (!isFloating(input.tensor.dtype()))
    return true;
  // NaN is not below anything.
  Tensor finite = Operand(abs(input), input.loc) < std::numeric_limits<double>::infinity();
  return all({finite, input.loc}).item<bool>(input.loc);
}

// The same as methods.

std::vector<Tensor> Tensor::split(const Dim &size, int64_t dim, SourceLoc loc) const {
  return flodl::split({*this, loc}, size, dim);
}
std::vector<Tensor> Tensor::split(const Shape &sizes, int64_t dim, SourceLoc loc) const {
  return flodl::split({*this, loc}, sizes, dim);
}
std::vector<Tensor> Tensor::chunk(int64_t chunks, int64_t dim, SourceLoc loc) const {
  return flodl::chunk({*this, loc}, chunks, dim);
}
std::vector<Tensor> Tensor::batches(const Dim &size, SourceLoc loc) const { return flodl::batches({*this, loc}, size); }
std::vector<Tensor> Tensor::unbind(int64_t dim, SourceLoc loc) const { return flodl::unbind({*this, loc}, dim); }
Tensor Tensor::movedim(const std::vector<int64_t> &source, const std::vector<int64_t> &destination, SourceLoc loc) const {
  return flodl::movedim({*this, loc}, source, destination);
}
Tensor Tensor::movedim(int64_t source, int64_t destination, SourceLoc loc) const {
  return flodl::movedim({*this, loc}, source, destination);
}
Tensor Tensor::squeeze(const std::vector<int64_t> &dims, SourceLoc loc) const { return flodl::squeeze({*this, loc}, dims); }
Tensor Tensor::squeeze(SourceLoc loc) const { return flodl::squeeze({*this, loc}); }
Tensor Tensor::unsqueeze(const std::vector<int64_t> &dims, SourceLoc loc) const {
  return flodl::unsqueeze({*this, loc}, dims);
}
Tensor Tensor::tile(const Shape &counts, SourceLoc loc) const { return flodl::tile({*this, loc}, counts); }
Tensor Tensor::narrow(int64_t dim, const Dim &start, const Dim &length, SourceLoc loc) const {
  return flodl::narrow({*this, loc}, dim, start, length);
}
Tensor Tensor::slice_scatter(const Tensor &src, int64_t dim, const Dim &start, SourceLoc loc) const {
  return flodl::slice_scatter({*this, loc}, src, dim, start);
}
Tensor Tensor::argmax(SourceLoc loc) const { return flodl::argmax({*this, loc}); }
Tensor Tensor::argmin(SourceLoc loc) const { return flodl::argmin({*this, loc}); }
Tensor Tensor::argsort(int64_t dim, bool descending, SourceLoc loc) const {
  return flodl::argsort({*this, loc}, dim, descending);
}
bool Tensor::all_finite(SourceLoc loc) const { return flodl::all_finite({*this, loc}); }


// Maxima with their positions.

static std::array<Tensor, 2> maxPool(OpCode op, const TensorArg &input, const std::vector<int64_t> &kernel,
                                     const std::vector<int64_t> &stride, const std::vector<int64_t> &padding,
                                     const std::vector<int64_t> &dilation, bool ceil_mode) {
  std::vector<Tensor> results =
      detail::apply(op, {Operand(input.tensor, input.loc)}, {kernel, stride.empty() ? kernel : stride, padding, dilation, ceil_mode}, input.loc);
  return {results[0], results[1]};
}
std::array<Tensor, 2> max_pool1d_with_indices(const TensorArg &input, const std::vector<int64_t> &kernel_size,
                                              const std::vector<int64_t> &stride, const std::vector<int64_t> &padding,
                                              const std::vector<int64_t> &dilation, bool ceil_mode) {
  return maxPool(OpCode::max_pool1d, input, kernel_size, stride, padding, dilation, ceil_mode);
}
std::array<Tensor, 2> max_pool2d_with_indices(const TensorArg &input, const std::vector<int64_t> &kernel_size,
                                              const std::vector<int64_t> &stride, const std::vector<int64_t> &padding,
                                              const std::vector<int64_t> &dilation, bool ceil_mode) {
  return maxPool(OpCode::max_pool2d, input, kernel_size, stride, padding, dilation, ceil_mode);
}
std::array<Tensor, 2> max_pool3d_with_indices(const TensorArg &input, const std::vector<int64_t> &kernel_size,
                                              const std::vector<int64_t> &stride, const std::vector<int64_t> &padding,
                                              const std::vector<int64_t> &dilation, bool ceil_mode) {
  return maxPool(OpCode::max_pool3d, input, kernel_size, stride, padding, dilation, ceil_mode);
}

}  // namespace flodl
