// Reading at positions that a tensor holds, into memory of ours.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

/// Row `indices[i]` of `weight` for every `i`; bitwise equal to at::embedding.
void embeddingOut(at::Tensor &result, const at::Tensor &weight, const at::Tensor &indices);

/// `value` where `mask` holds, `input` elsewhere.
void maskedFillOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &mask, double value);

}  // namespace flodl::kernels
