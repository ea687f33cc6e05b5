#include "runtime/kernels/Indexing.h"
#include "runtime/kernels/Device.h"
#include <c10/core/WrapDimMinimal.h>

namespace flodl::kernels {

void embeddingOut(at::Tensor &result, const at::Tensor &weight, const at::Tensor &indices) {
  at::Tensor rows = result.view({indices.numel(), weight.size(1)});
  at::index_select_out(rows, weight, 0, indices.reshape(-1));
}

void maskedFillOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &mask, double value) {
  result.copy_(input);
  result.masked_fill_(mask, value);
}

/// The device's kernels where libtorch adds with atomic operations, so that sums depend on the order of the threads.
static DeviceKernels *orderedSums(const at::Tensor &tensor) { return deviceKernels(tensor.device().type()); }

/// `sums[index[i]] += rows[i]` from zeros, in the order of the rows.
static at::Tensor sumsOfRows(DeviceKernels &device, const at::Tensor &rows, const at::Tensor &index, int64_t count) {
  at::Tensor sums = at::zeros({count, rows.size(1)}, rows.options());
  device.sumRows(sums, index, rows);
  return sums;
}

void embeddingBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &indices, int64_t paddingIdx) {
  DeviceKernels *device = orderedSums(result);
  if (!device || !result.is_contiguous()) {
    result.copy_(at::embedding_dense_backward(grad, indices, result.size(0), paddingIdx, /*scale_grad_by_freq=*/false));
    return;
  }
  result.zero_();
  device->sumRows(result, indices.reshape(-1), grad.reshape({indices.numel(), result.size(1)}));
  if (paddingIdx >= 0)
    result.select(0, paddingIdx).zero_();
}

at::Tensor embeddingBackward(const at::Tensor &grad, const at::Tensor &indices, at::IntArrayRef shape,
                             int64_t paddingIdx) {
  at::Tensor result = at::empty(shape, grad.options());
  embeddingBackwardOut(result, grad, indices, paddingIdx);
  return result;
}

void indexSelectBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &index, int64_t dim) {
  dim = c10::maybe_wrap_dim(dim, result.dim());
  DeviceKernels *device = orderedSums(result);
  if (!device || result.dim() == 0 || result.numel() == 0 || index.numel() == 0) {
    result.zero_().index_add_(dim, index, grad);
    return;
  }
  at::Tensor rows = grad.movedim(dim, 0).reshape({index.numel(), -1}), to = result.movedim(dim, 0);
  to.copy_(sumsOfRows(*device, rows, index, to.size(0)).view(to.sizes()));
}

at::Tensor indexSelectBackward(const at::Tensor &grad, const at::Tensor &index, at::IntArrayRef shape, int64_t dim) {
  at::Tensor result = at::empty(shape, grad.options());
  indexSelectBackwardOut(result, grad, index, dim);
  return result;
}

/// Longer lines are sorted instead of added one by one.
static constexpr int64_t maxLine = 64;

/// Onto zeros, whose sizes are those of `index` but for `dim`.
static void addAtPositions(DeviceKernels &device, const at::Tensor &result, const at::Tensor &index,
                           const at::Tensor &source, int64_t dim) {
  if (index.size(dim) <= maxLine || result.numel() == 0) {
    device.scatterAdd(result, index, source, dim);
    return;
  }
  // Every element is a row of its own, at its position in memory.
  at::Tensor lines = at::arange(result.numel(), index.options()).view(result.sizes()).narrow(dim, 0, 1);
  at::Tensor positions = index * result.stride(dim) + lines;
  device.sumRows(result.view({-1, 1}), positions.reshape(-1), source.reshape({-1, 1}));
}

void gatherBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &index, int64_t dim) {
  dim = c10::maybe_wrap_dim(dim, result.dim());
  result.zero_();
  DeviceKernels *device = orderedSums(result);
  if (!device || result.dim() == 0) {
    result.scatter_add_(dim, index, grad);
    return;
  }
  // `index` may be smaller than what it reads from.
  std::vector<int64_t> sizes = index.sizes().vec();
  sizes[static_cast<size_t>(dim)] = result.size(dim);
  if (result.is_contiguous() && result.sizes() == at::IntArrayRef(sizes)) {
    addAtPositions(*device, result, index, grad, dim);
    return;
  }
  at::Tensor part = at::zeros(sizes, result.options()), to = result;
  addAtPositions(*device, part, index, grad, dim);
  for (int64_t i = 0; i < result.dim(); ++i)
    to = to.narrow(i, 0, part.size(i));
  to.copy_(part);
}

at::Tensor gatherBackward(const at::Tensor &grad, const at::Tensor &index, at::IntArrayRef shape, int64_t dim) {
  at::Tensor result = at::empty(shape, grad.options());
  gatherBackwardOut(result, grad, index, dim);
  return result;
}

}  // namespace flodl::kernels
