#include "runtime/kernels/Padding.h"

namespace flodl::kernels {

/// A padded dimension and what is added before and after it.
struct Edge {
  int64_t dim, before, after;
};

/// From the last dimension inwards, as `amounts` lists them.
static std::vector<Edge> edgesOf(int64_t rank, at::IntArrayRef amounts) {
  std::vector<Edge> edges;
  for (size_t i = 0; i + 1 < amounts.size(); i += 2)
    edges.push_back({rank - 1 - static_cast<int64_t>(i / 2), amounts[i], amounts[i + 1]});
  return edges;
}

at::Tensor pad(const at::Tensor &input, at::IntArrayRef amounts, std::string_view mode, double value) {
  return at::pad(input, amounts, mode, mode == "constant" ? std::optional(value) : std::nullopt);
}

static void constantPadOut(at::Tensor &result, const at::Tensor &input, at::IntArrayRef amounts, double value) {
  result.fill_(value);
  at::Tensor target = result, source = input;
  for (const Edge &edge : edgesOf(input.dim(), amounts)) {
    int64_t cut = std::max<int64_t>(-edge.before, 0), offset = std::max<int64_t>(edge.before, 0);
    int64_t count = source.size(edge.dim) - cut - std::max<int64_t>(-edge.after, 0);
    if (count <= 0)
      return;
    source = source.narrow(edge.dim, cut, count);
    target = target.narrow(edge.dim, offset, count);
  }
  target.copy_(source);
}

static void circularPadOut(at::Tensor &result, const at::Tensor &input, at::IntArrayRef amounts) {
  std::vector<Edge> edges = edgesOf(input.dim(), amounts);
  at::Tensor inside = result;
  for (const Edge &edge : edges)
    inside = inside.narrow(edge.dim, edge.before, input.size(edge.dim));
  inside.copy_(input);
  for (const Edge &edge : edges) {
    int64_t size = input.size(edge.dim);
    result.narrow(edge.dim, 0, edge.before).copy_(result.narrow(edge.dim, size, edge.before));
    result.narrow(edge.dim, edge.before + size, edge.after).copy_(result.narrow(edge.dim, edge.before, edge.after));
  }
}

void padOut(at::Tensor &result, const at::Tensor &input, at::IntArrayRef amounts, std::string_view mode, double value) {
  using Kernel = at::Tensor &(*)(at::Tensor &, const at::Tensor &, at::IntArrayRef);
  static constexpr Kernel reflect[] = {at::reflection_pad1d_out, at::reflection_pad2d_out, at::reflection_pad3d_out};
  static constexpr Kernel replicate[] = {at::replication_pad1d_out, at::replication_pad2d_out, at::replication_pad3d_out};
  if (mode == "constant")
    constantPadOut(result, input, amounts, value);
  else if (mode == "circular")
    circularPadOut(result, input, amounts);
  else
    (mode == "reflect" ? reflect : replicate)[amounts.size() / 2 - 1](result, input, amounts);
}

/// Adds what was copied from one end to the other there, in the reverse order of the copies.
static at::Tensor circularPadBackward(const at::Tensor &grad, at::IntArrayRef shape, const std::vector<Edge> &edges) {
  at::Tensor whole = grad.clone(at::MemoryFormat::Contiguous);
  auto bringBack = [&](const Edge &edge, int64_t from, int64_t to, int64_t count) {
    at::Tensor added = whole.narrow(edge.dim, from, count).clone();
    whole.narrow(edge.dim, from, count).zero_();
    whole.narrow(edge.dim, to, count).add_(added);
  };
  for (size_t i = edges.size(); i-- > 0;) {
    int64_t size = shape[static_cast<size_t>(edges[i].dim)];
    bringBack(edges[i], edges[i].before + size, edges[i].before, edges[i].after);
    bringBack(edges[i], 0, size, edges[i].before);
  }
  for (const Edge &edge : edges)
    whole = whole.narrow(edge.dim, edge.before, shape[static_cast<size_t>(edge.dim)]);
  return whole;
}

at::Tensor foldPadding(const at::Tensor &grad, at::IntArrayRef shape, at::IntArrayRef amounts, bool reflect) {
  std::vector<Edge> edges = edgesOf(grad.dim(), amounts);
  at::Tensor result = grad;
  for (size_t i = edges.size(); i-- > 0;) {
    const auto [dim, before, after] = edges[i];
    int64_t size = shape[static_cast<size_t>(dim)];
    at::Tensor inside = result.narrow(dim, before, size).clone();
    at::Tensor left = result.narrow(dim, 0, before), right = result.narrow(dim, before + size, after);
    if (reflect) {
      inside.narrow(dim, 1, before).add_(left.flip(dim));
      inside.narrow(dim, size - 1 - after, after).add_(right.flip(dim));
    } else {
      inside.narrow(dim, 0, 1).add_(left.sum(dim, /*keepdim=*/true));
      inside.narrow(dim, size - 1, 1).add_(right.sum(dim, /*keepdim=*/true));
    }
    result = inside;
  }
  return result;
}

at::Tensor padBackward(const at::Tensor &grad, at::IntArrayRef shape, at::IntArrayRef amounts, std::string_view mode) {
  using Kernel = at::Tensor (*)(const at::Tensor &, const at::Tensor &, at::IntArrayRef);
  static constexpr Kernel reflect[] = {at::reflection_pad1d_backward, at::reflection_pad2d_backward,
                                       at::reflection_pad3d_backward};
  static constexpr Kernel replicate[] = {at::replication_pad1d_backward, at::replication_pad2d_backward,
                                         at::replication_pad3d_backward};
  if (mode == "circular")
    return circularPadBackward(grad, shape, edgesOf(grad.dim(), amounts));
  if (!grad.is_cpu())  // libtorch's kernels there add atomically
    return foldPadding(grad, shape, amounts, mode == "reflect");
  // Only the sizes of the input are looked at.
  at::Tensor sized = at::empty(shape, grad.options());
  return (mode == "reflect" ? reflect : replicate)[amounts.size() / 2 - 1](grad, sized, amounts);
}

void repeatOut(at::Tensor &result, const at::Tensor &input, at::IntArrayRef counts) {
  if (result.numel() == 0)
    return;
  size_t added = counts.size() - static_cast<size_t>(input.dim());
  std::vector<int64_t> split(counts.begin(), counts.begin() + static_cast<ptrdiff_t>(added)), one(added, 1);
  for (size_t i = added; i < counts.size(); ++i) {
    int64_t size = input.size(static_cast<int64_t>(i - added));
    split.insert(split.end(), {counts[i], size});
    one.insert(one.end(), {1, size});
  }
  result.view(split).copy_(input.reshape(one).expand(split));
}

void diagonalBackwardOut(at::Tensor &result, const at::Tensor &grad, int64_t offset, int64_t dim1, int64_t dim2) {
  result.zero_();
  result.diagonal(offset, dim1, dim2).copy_(grad);
}

}  // namespace flodl::kernels
