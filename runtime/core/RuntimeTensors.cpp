// TorchRuntime: tensors and eager operations.
#include "runtime/core/Backend.h"
#include "runtime/core/Runtime.h"
#include "runtime/core/Tensors.h"
#include "runtime/ops/CheckedOperands.h"
#include "runtime/ops/EagerCall.h"
#include <ATen/core/Formatting.h>
#include <sstream>

namespace flodl::rt {

static at::IntArrayRef sizesOf(std::span<const int64_t> shape) { return {shape.data(), shape.size()}; }

void TorchRuntime::apply(OpCode op, std::span<const detail::EagerOperand> operands, std::span<const AttrValue> attrs,
                         const detail::RandomState &random, std::span<Handle> results) {
  try {
    const CheckedOperands checked(opInfo(op), operands, attrs);
    EagerCall call(opInfo(op), checked.operands(), attrs, random, results);
    applyEager(op, call);
  } catch (const c10::Error &error) {
    throw Error(ErrorCode::Runtime, std::string(opInfo(op).name) + ": " + messageOf(error));
  }
}

detail::Handle TorchRuntime::fromHost(const void *data, DType dtype, std::span<const int64_t> shape, Device device) {
  return guarded([&] {
    at::Tensor tensor = at::empty(sizesOf(shape), scalarType(dtype));
    if (tensor.numel())
      std::memcpy(tensor.data_ptr(), data, tensor.nbytes());
    return handleOf(device.isCuda() ? tensor.to(torchDevice(device)) : tensor);
  });
}

detail::Handle TorchRuntime::empty(DType dtype, std::span<const int64_t> shape, Device device) {
  return guarded([&] {
    return handleOf(at::empty(sizesOf(shape), at::TensorOptions(scalarType(dtype)).device(torchDevice(device))));
  });
}

void TorchRuntime::toHost(const Handle &tensor, void *out) {
  guarded([&] {
    at::Tensor host = tensorOf(tensor).detach().to(at::kCPU).contiguous();
    if (host.numel())
      std::memcpy(out, host.const_data_ptr(), host.nbytes());
  });
  throwPending(tensorOf(tensor).device());
}

detail::Handle TorchRuntime::to(const Handle &tensor, Device device, DType dtype) {
  const at::Tensor &source = tensorOf(tensor);
  Handle moved = guarded([&] { return handleOf(source.to(torchDevice(device), scalarType(dtype))); });
  if (!device.isCuda())
    throwPending(source.device());
  return moved;
}

detail::Handle TorchRuntime::toAsync(const Handle &tensor, Device device) {
  return guarded([&] { return handleOf(tensorOf(tensor).to(torchDevice(device), /*non_blocking=*/true)); });
}

TensorType TorchRuntime::type(const Handle &tensor) {
  const at::Tensor &value = tensorOf(tensor);
  return {dtypeOf(value.scalar_type()), Shape(value.sizes().begin(), value.sizes().end())};
}

Device TorchRuntime::device(const Handle &tensor) { return deviceOf(tensorOf(tensor)); }

void TorchRuntime::assign(const Handle &target, const Handle &source) {
  guarded([&] { tensorOf(target).copy_(tensorOf(source)); });
}

void TorchRuntime::copyInto(const Handle &target, const Handle &source) {
  at::Tensor &to = tensorOf(target), &from = tensorOf(source);
  if (to.sizes() != from.sizes())
    throw Error(ErrorCode::ShapeMismatch,
                "expects a source of shape " + describe(to.sizes()) + ", but got " + describe(from.sizes()));
  guarded([&] {
    c10::NoGradGuard noGrad;
    to.copy_(from);
  });
}

double TorchRuntime::item(const Handle &tensor) {
  const at::Tensor &value = tensorOf(tensor);
  if (value.numel() != 1)
    throw Error(ErrorCode::InvalidArgument, "item() expects a tensor with one element, but got " + describe(value));
  double number = guarded([&] { return value.item().toDouble(); });
  throwPending(value.device());
  return number;
}

void TorchRuntime::fill(const Handle &tensor, std::string_view kind, double a, double b) {
  guarded([&] {
    c10::NoGradGuard noGrad;
    at::Tensor &value = tensorOf(tensor);
    if (kind == "uniform")
      value.uniform_(a, b);
    else if (kind == "normal")
      value.normal_(a, b);
    else if (kind == "fill")
      value.fill_(a);
    else if (kind == "integers")
      value.random_(static_cast<int64_t>(a), static_cast<int64_t>(b));
    else if (kind == "permutation")
      value.copy_(at::randperm(value.numel()));
    else
      throw Error(ErrorCode::InvalidArgument, "unknown initialiser '" + std::string(kind) +
                                                  "'; expects uniform, normal, fill, integers or permutation");
  });
}

std::string TorchRuntime::text(const Handle &tensor) {
  return guarded([&] {
    std::ostringstream os;
    os << tensorOf(tensor);
    return os.str();
  });
}

}  // namespace flodl::rt
