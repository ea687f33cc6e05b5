#include "runtime/kernels/Bilinear.h"

namespace flodl::kernels {

at::Tensor bilinear(const at::Tensor &input1, const at::Tensor &input2, const at::Tensor &weight,
                    const std::optional<at::Tensor> &bias) {
  return at::bilinear(input1, input2, weight, bias);
}

static at::Tensor rows(const at::Tensor &tensor) { return tensor.reshape({-1, tensor.size(-1)}); }

std::tuple<at::Tensor, at::Tensor, at::Tensor> bilinearBackward(const at::Tensor &grad, const at::Tensor &input1,
                                                                const at::Tensor &input2, const at::Tensor &weight) {
  // at::bilinear is at::_trilinear(input1, weight, input2) over [rows, out, in1, in2], summed over the last two. So is
  // each gradient, with `grad` in the place of what it is towards.
  at::Tensor g = rows(grad), x = rows(input1), z = rows(input2);
  at::Tensor towardsX = at::_trilinear(g, weight, z, {2, 3}, {0}, {1, 2}, {1, 3});
  at::Tensor towardsWeight = at::_trilinear(x, g, z, {1, 3}, {2, 3}, {1, 2}, {0});
  at::Tensor towardsZ = at::_trilinear(x, weight, g, {1, 3}, {0}, {2, 3}, {1, 2});
  return {towardsX.view(input1.sizes()), towardsZ.view(input2.sizes()), towardsWeight};
}

}  // namespace flodl::kernels
