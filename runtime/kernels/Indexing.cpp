#include "runtime/kernels/Indexing.h"

namespace flodl::kernels {

void embeddingOut(at::Tensor &result, const at::Tensor &weight, const at::Tensor &indices) {
  at::Tensor rows = result.view({indices.numel(), weight.size(1)});
  at::index_select_out(rows, weight, 0, indices.reshape(-1));
}

void maskedFillOut(at::Tensor &result, const at::Tensor &input, const at::Tensor &mask, double value) {
  result.copy_(input);
  result.masked_fill_(mask, value);
}

}  // namespace flodl::kernels
