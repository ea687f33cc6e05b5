// Similarity and normalisation of vectors, with the norms that their gradients need.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

/// at::cosine_similarity, and both norms along `dim`, kept with size 1.
std::tuple<at::Tensor, at::Tensor, at::Tensor> cosineSimilarity(const at::Tensor &x1, const at::Tensor &x2, double eps,
                                                                int64_t dim);
/// `input / max(norm, eps)`, and the norm along `dim`, kept with size 1.
std::tuple<at::Tensor, at::Tensor> normalize(const at::Tensor &input, double eps, double p, int64_t dim);

}  // namespace flodl::kernels
