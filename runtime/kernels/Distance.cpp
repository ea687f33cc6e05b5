#include "runtime/kernels/Distance.h"

namespace flodl::kernels {

/// As large as `eps` at least; autograd does not see the limit.
static at::Tensor limited(const at::Tensor &norm, double eps) {
  at::Tensor copy = norm.clone();
  at::NoGradGuard noGrad;
  copy.clamp_min_(eps);
  return copy;
}

/// The same values; autograd adds up what its uses give before it goes on, as it does for one operation.
static at::Tensor oneUse(const at::Tensor &input) { return input.requires_grad() ? input.view_as(input) : input; }

std::tuple<at::Tensor, at::Tensor, at::Tensor> cosineSimilarity(const at::Tensor &x1, const at::Tensor &x2, double eps,
                                                                int64_t dim) {
  std::vector<at::Tensor> wide = at::broadcast_tensors({oneUse(x1), oneUse(x2)});
  at::Tensor norm1 = at::linalg_vector_norm(wide[0], 2, dim, /*keepdim=*/true);
  at::Tensor norm2 = at::linalg_vector_norm(wide[1], 2, dim, /*keepdim=*/true);
  at::Tensor product = (wide[0] / limited(norm1, eps)) * (wide[1] / limited(norm2, eps));
  return {product.sum(dim), norm1, norm2};
}

std::tuple<at::Tensor, at::Tensor> normalize(const at::Tensor &input, double eps, double p, int64_t dim) {
  at::Tensor x = oneUse(input), norm = at::norm(x, p, {dim}, /*keepdim=*/true);
  return {x / norm.clamp_min(eps).expand_as(x), norm};
}

}  // namespace flodl::kernels
