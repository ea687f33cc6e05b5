#include "runtime/kernels/Elementwise.h"
#include "flodl/base/error.h"
#include <ATen/ExpandUtils.h>

namespace flodl::kernels {

static bool isNumber(const at::Tensor &tensor) { return tensor.unsafeGetTensorImpl()->is_wrapped_number(); }

/// A number as a tensor without dimensions, which takes part in promotion as such.
static at::Tensor tensorOfNumber(const at::Tensor &number, at::ScalarType type, at::Device device = at::kCPU) {
  return at::scalar_tensor(number.item(), at::TensorOptions(type).device(device));
}

at::Tensor lerp(const at::Tensor &input, const at::Tensor &end, const at::Tensor &weight) {
  at::ScalarType type = (!isNumber(input) ? input : !isNumber(end) ? end : weight).scalar_type();
  if (!at::isFloatingType(type))
    throw Error(ErrorCode::DTypeMismatch, "lerp: expects floating-point tensors, but got others");
  auto typed = [&](const at::Tensor &operand) { return isNumber(operand) ? tensorOfNumber(operand, type) : operand; };
  return at::lerp(typed(input), typed(end), typed(weight));
}

/// `operand`, or a tensor of the type in which it meets `others` when it is a number.
static at::Tensor withoutNumber(const at::Tensor &operand, std::initializer_list<at::Tensor> others) {
  if (!isNumber(operand))
    return operand;
  at::Tensor met;
  for (const at::Tensor &other : others)
    if (!isNumber(other))
      met = at::empty({1}, other.options().dtype(met.defined() ? at::result_type(met, other) : other.scalar_type()));
  return met.defined() ? tensorOfNumber(operand, at::result_type(met, operand), met.device()) : operand;
}

at::Tensor addcmul(const at::Tensor &input, const at::Tensor &tensor1, const at::Tensor &tensor2, double value) {
  return at::addcmul(withoutNumber(input, {tensor1, tensor2}), withoutNumber(tensor1, {input, tensor2}),
                     withoutNumber(tensor2, {input, tensor1}), value);
}

at::Tensor addcdiv(const at::Tensor &input, const at::Tensor &tensor1, const at::Tensor &tensor2, double value) {
  return at::addcdiv(withoutNumber(input, {tensor1, tensor2}), withoutNumber(tensor1, {input, tensor2}),
                     withoutNumber(tensor2, {input, tensor1}), value);
}

at::Tensor prelu(const at::Tensor &input, const at::Tensor &weight) {
  if (at::infer_size(input.sizes(), weight.sizes()) != input.sizes())
    throw Error(ErrorCode::ShapeMismatch, "prelu: expects weights that broadcast to the input, but got others");
  return at::_prelu_kernel(input, weight);
}

at::Tensor isclose(const at::Tensor &lhs, const at::Tensor &rhs, double rtol, double atol, bool equalNan) {
  at::ScalarType type = at::result_type(lhs, rhs);
  return at::isclose(lhs.to(type), rhs.to(type), rtol, atol, equalNan);
}

/// libtorch's CUDA kernel multiplies by a float32 sixth, whatever the type.
static bool isInexact(const at::Tensor &input) { return !input.is_cpu() && input.scalar_type() == at::kDouble; }

at::Tensor hardswish(const at::Tensor &input) {
  return isInexact(input) ? input * at::clamp(input + 3, 0, 6) / 6 : at::hardswish(input);
}
void hardswishOut(at::Tensor &result, const at::Tensor &input) {
  if (isInexact(input))
    result.copy_(kernels::hardswish(input));
  else
    at::hardswish_out(result, input);
}

at::Tensor hardsigmoid(const at::Tensor &input) {
  at::Tensor result = at::hardsigmoid(input);
  // The value in full precision, the gradient as everywhere.
  return isInexact(input) ? result + (at::clamp(input.detach() + 3, 0, 6) / 6 - result.detach()) : result;
}
void hardsigmoidOut(at::Tensor &result, const at::Tensor &input) {
  if (isInexact(input))
    result.copy_(kernels::hardsigmoid(input));
  else
    at::hardsigmoid_out(result, input);
}

at::Tensor powTensor(const at::Tensor &lhs, const at::Tensor &rhs) {
  return isNumber(lhs) ? at::pow(lhs.item(), rhs) : at::pow(lhs, rhs);
}

}  // namespace flodl::kernels
