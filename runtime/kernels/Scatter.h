// Copies of a tensor with some elements replaced or added to, and the values of a tensor.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

/// at::scatter_add and at::index_add. Sums have an order of their own on every device.
void scatterAddOut(at::Tensor &result, const at::Tensor &input, int64_t dim, const at::Tensor &index,
                   const at::Tensor &src);
void indexAddOut(at::Tensor &result, const at::Tensor &input, int64_t dim, const at::Tensor &index,
                 const at::Tensor &source);

void selectScatterOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &src, int64_t dim, int64_t index);
/// `input` with `src` in `range`, `[start, length]`.
at::Tensor narrowScatter(const at::Tensor &input, const at::Tensor &src, int64_t dim, at::IntArrayRef range);
void narrowScatterOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &src, int64_t dim,
                      at::IntArrayRef range);

/// (values, inverse): every value once, ascending or in order of first appearance.
std::tuple<at::Tensor, at::Tensor, at::Tensor> unique(const at::Tensor &input, bool sorted);

}  // namespace flodl::kernels
