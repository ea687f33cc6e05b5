// Element-wise operations whose libtorch functions take other operands than the records.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

/// The constants of the scaled exponential linear unit, as libtorch has them.
inline constexpr double seluAlpha = 1.6732632423543772848170429916717;
inline constexpr double seluScale = 1.0507009873554804934193349852946;

/// at::lerp of floating-point tensors, where numbers written in the source take the type of the tensors.
at::Tensor lerp(const at::Tensor &input, const at::Tensor &end, const at::Tensor &weight);
/// at::addcmul and at::addcdiv, where numbers written in the source become tensors of the type that they meet: two
/// numbers meet in float32, and so would their product in libtorch's gradient.
at::Tensor addcmul(const at::Tensor &input, const at::Tensor &tensor1, const at::Tensor &tensor2, double value);
at::Tensor addcdiv(const at::Tensor &input, const at::Tensor &tensor1, const at::Tensor &tensor2, double value);
/// at::_prelu_kernel where the result has the shape of `input`.
at::Tensor prelu(const at::Tensor &input, const at::Tensor &weight);
/// at::isclose after promotion.
at::Tensor isclose(const at::Tensor &lhs, const at::Tensor &rhs, double rtol, double atol, bool equalNan);

/// at::hardsigmoid and at::hardswish, in full precision on every device.
at::Tensor hardsigmoid(const at::Tensor &input);
void hardsigmoidOut(at::Tensor &result, const at::Tensor &input);
at::Tensor hardswish(const at::Tensor &input);
void hardswishOut(at::Tensor &result, const at::Tensor &input);

/// `lhs^rhs`. A written number as base is libtorch's scalar: as a tensor, its logarithm in the gradient would be
/// float32.
at::Tensor powTensor(const at::Tensor &lhs, const at::Tensor &rhs);

}  // namespace flodl::kernels
