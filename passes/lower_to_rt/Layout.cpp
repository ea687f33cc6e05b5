// Symbolic strides of view operations.
#include "passes/lower_to_rt/Layout.h"

using namespace mlir;

namespace flodl::lowering {

Layout Layout::contiguous(const Shape &sizes) {
  Layout layout{sizes, Shape(sizes.size(), Dim(1)), 0};
  for (size_t i = sizes.size(); i-- > 1;)
    layout.strides[i - 1] = layout.strides[i] * sizes[i];
  return layout;
}

bool Layout::isContiguous() const {
  Layout expected = contiguous(sizes);
  for (size_t i = 0; i < sizes.size(); ++i)
    if (!sizes[i].same(Dim(1)) && !strides[i].same(expected.strides[i]))
      return false;
  return offset.same(Dim(0));
}

bool Layout::isChannelsLast() const {
  if (sizes.size() != 4 || isContiguous())
    return false;
  Layout rows{{sizes[0], sizes[2], sizes[3], sizes[1]}, {strides[0], strides[2], strides[3], strides[1]}, 0};
  return rows.isContiguous();
}

static int64_t position(int64_t dim, size_t rank) { return dim < 0 ? dim + static_cast<int64_t>(rank) : dim; }

static Layout expanded(const Layout &from, const Shape &to) {
  Layout out{to, Shape(to.size(), Dim(0)), from.offset};
  size_t added = to.size() - from.sizes.size();
  for (size_t i = 0; i < from.sizes.size(); ++i)
    if (from.sizes[i].same(to[added + i]))
      out.strides[added + i] = from.strides[i];
  return out;
}

/// Dimensions of size 1 may be added and dropped under any strides.
static std::optional<Layout> reshaped(const Layout &from, const Shape &to) {
  if (from.isContiguous())
    return Layout::contiguous(to);
  Layout out{to, Shape(to.size(), Dim(1)), from.offset};
  size_t next = 0;
  for (size_t i = 0; i < to.size(); ++i) {
    if (to[i].same(Dim(1)))
      continue;
    while (next < from.sizes.size() && from.sizes[next].same(Dim(1)))
      ++next;
    if (next == from.sizes.size() || !from.sizes[next].same(to[i]))
      return std::nullopt;
    out.strides[i] = from.strides[next++];
  }
  return out;
}

std::optional<Layout> viewLayout(flow::TensorOpInterface op, const Layout &from) {
  StringRef name = opInfo(op.opCode()).name;
  Shape to = flow::shapeOf(cast<RankedTensorType>(op->getResult(0).getType()));
  auto attrs = op.attrValues();
  size_t rank = from.sizes.size();
  Layout out = from;
  if (name == "expand")
    return expanded(from, to);
  if (name == "transpose") {
    int64_t a = position(std::get<int64_t>(attrs[0]), rank), b = position(std::get<int64_t>(attrs[1]), rank);
    if (rank > 0) {
      std::swap(out.sizes[a], out.sizes[b]);
      std::swap(out.strides[a], out.strides[b]);
    }
    return out;
  }
  if (name == "permute") {
    const auto &dims = std::get<std::vector<int64_t>>(attrs[0]);
    for (size_t i = 0; i < dims.size(); ++i) {
      out.sizes[i] = from.sizes[position(dims[i], rank)];
      out.strides[i] = from.strides[position(dims[i], rank)];
    }
    return out;
  }
  if (name == "narrow") {
    int64_t dim = position(std::get<int64_t>(attrs[0]), rank);
    out.sizes = to;
    Dim start = std::get<Shape>(attrs[1])[0];
    if (start.constant().value_or(0) < 0)
      start = start + from.sizes[dim];
    out.offset = from.offset + from.strides[dim] * start;
    return out;
  }
  if (name == "select") {
    int64_t dim = position(std::get<int64_t>(attrs[0]), rank);
    Dim index = std::get<int64_t>(attrs[1]);
    if (*index.constant() < 0)
      index = index + from.sizes[dim];
    out.offset = from.offset + from.strides[dim] * index;
    out.sizes.erase(out.sizes.begin() + dim);
    out.strides.erase(out.strides.begin() + dim);
    return out;
  }
  if (name == "diagonal") {
    int64_t offset = std::get<int64_t>(attrs[0]);
    int64_t a = position(std::get<int64_t>(attrs[1]), rank), b = position(std::get<int64_t>(attrs[2]), rank);
    if (!to.back().same(Dim(0)))
      out.offset = from.offset + (offset < 0 ? from.strides[a] * -offset : from.strides[b] * offset);
    out.strides.push_back(from.strides[a] + from.strides[b]);
    out.strides.erase(out.strides.begin() + std::max(a, b));
    out.strides.erase(out.strides.begin() + std::min(a, b));
    out.sizes = to;
    return out;
  }
  // The result of a reshape lies row by row, also where it only adds a dimension of size 1: eager
  // execution, which knows no symbols, cannot tell that from a batch of one.
  if (name == "reshape" || name == "flatten")
    return from.isContiguous() ? std::optional(Layout::contiguous(to)) : std::nullopt;
  // squeeze and unsqueeze.
  return reshaped(from, to);
}

}  // namespace flodl::lowering
