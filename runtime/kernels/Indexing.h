// Reading at positions that a tensor holds, into memory of ours.
#pragma once
#include <ATen/ATen.h>
#include <string_view>

namespace flodl::kernels {

/// Row `indices[i]` of `weight` for every `i`; bitwise equal to at::embedding.
void embeddingOut(at::Tensor &result, const at::Tensor &weight, const at::Tensor &indices);

/// `value` where `mask` holds, `input` elsewhere.
void maskedFillOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &mask, double value);

// The gradients of reading at positions. Sums have an order of their own on every device: equal calls give equal bits.

/// Zeros of `shape` with row `i` of `grad` added to row `indices[i]`, but for the row `paddingIdx` (-1: none).
at::Tensor embeddingBackward(const at::Tensor &grad, const at::Tensor &indices, at::IntArrayRef shape, int64_t paddingIdx);
void embeddingBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &indices, int64_t paddingIdx);

/// Zeros of `shape` with slice `i` of `grad` added to slice `index[i]` of `dim`.
at::Tensor indexSelectBackward(const at::Tensor &grad, const at::Tensor &index, at::IntArrayRef shape, int64_t dim);
void indexSelectBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &index, int64_t dim);

/// Zeros of `shape` with every element of `grad` added at its position along `dim`, which `index` holds.
at::Tensor gatherBackward(const at::Tensor &grad, const at::Tensor &index, at::IntArrayRef shape, int64_t dim);
void gatherBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &index, int64_t dim);

/// Rows reduced over the bags that start at `offsets`; `mode` is "sum", "mean" or "max".
at::Tensor embeddingBag(const at::Tensor &weight, const at::Tensor &indices, const at::Tensor &offsets,
                        std::string_view mode);
at::Tensor embeddingBagBackward(const at::Tensor &grad, const at::Tensor &weight, const at::Tensor &indices,
                                const at::Tensor &offsets, std::string_view mode);

}  // namespace flodl::kernels
