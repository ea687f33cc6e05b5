#include "runtime/kernels/SumTo.h"

namespace flodl::kernels {

void sumToOut(at::Tensor &result, const at::Tensor &input) {
  int64_t leading = input.dim() - result.dim();
  c10::SmallVector<int64_t, 8> dims, kept(static_cast<size_t>(leading), 1);
  for (int64_t i = 0; i < leading; ++i)
    dims.push_back(i);
  for (int64_t i = 0; i < result.dim(); ++i) {
    kept.push_back(result.size(i));
    if (result.size(i) == 1 && input.size(leading + i) != 1)
      dims.push_back(leading + i);
  }
  if (dims.empty()) {
    result.copy_(input);
    return;
  }
  at::Tensor out = leading ? result.view(kept) : result;
  at::sum_out(out, input, dims, /*keepdim=*/true);
}

}  // namespace flodl::kernels
