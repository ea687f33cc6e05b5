#include "runtime/kernels/Scatter.h"
#include "runtime/kernels/Device.h"
#include "runtime/kernels/Indexing.h"

namespace flodl::kernels {

/// Whether the device has sums of its own; those of integers are the same in every order.
static bool addsInOrder(const at::Tensor &tensor) {
  return deviceKernels(tensor.device().type()) && tensor.is_floating_point();
}

void scatterAddOut(at::Tensor &result, const at::Tensor &input, int64_t dim, const at::Tensor &index,
                   const at::Tensor &src) {
  if (!addsInOrder(result)) {
    at::scatter_add_out(result, input, dim, index, src);
    return;
  }
  at::Tensor added = src;
  for (int64_t i = 0; i < src.dim(); ++i)
    added = added.narrow(i, 0, index.size(i));
  gatherBackwardOut(result, added, index, dim);
  result.add_(input);
}

void indexAddOut(at::Tensor &result, const at::Tensor &input, int64_t dim, const at::Tensor &index,
                 const at::Tensor &source) {
  if (!addsInOrder(result)) {
    at::index_add_out(result, input, dim, index, source);
    return;
  }
  indexSelectBackwardOut(result, source, index, dim);
  result.add_(input);
}

void selectScatterOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &src, int64_t dim, int64_t index) {
  result.copy_(input);
  result.select(dim, index).copy_(src);
}

at::Tensor narrowScatter(const at::Tensor &input, const at::Tensor &src, int64_t dim, at::IntArrayRef range) {
  int64_t start = range[0] < 0 ? range[0] + input.size(dim) : range[0];
  return at::slice_scatter(input, src, dim, start, start + range[1]);
}
void narrowScatterOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &src, int64_t dim,
                      at::IntArrayRef range) {
  result.copy_(input);
  result.narrow(dim, range[0], range[1]).copy_(src);
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> unique(const at::Tensor &input, bool sorted) {
  auto [values, inverse, counts] = at::_unique2(input, /*sorted=*/true, /*return_inverse=*/true, /*return_counts=*/true);
  if (sorted)
    return {values, inverse, counts};
  at::Tensor positions = at::arange(input.numel(), inverse.options());
  at::Tensor first = at::full({values.numel()}, input.numel(), inverse.options())
                         .scatter_reduce(0, inverse.reshape(-1), positions, "amin");
  at::Tensor order = first.argsort(), rank = at::empty_like(order);
  rank.scatter_(0, order, at::arange(order.numel(), order.options()));
  return {values.index_select(0, order), rank.index_select(0, inverse.reshape(-1)).reshape(inverse.sizes()),
          counts.index_select(0, order)};
}

}  // namespace flodl::kernels
