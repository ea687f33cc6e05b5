#include "runtime/core/Tensors.h"

namespace flodl::rt {

detail::Handle handleOf(at::Tensor tensor) {
  if (!tensor.defined())
    return {};
  return std::make_shared<at::Tensor>(std::move(tensor));
}

at::ScalarType scalarType(DType dtype) {
  switch (dtype) {
  case DType::Bool: return at::kBool;
  case DType::Int32: return at::kInt;
  case DType::Int64: return at::kLong;
  case DType::Float16: return at::kHalf;
  case DType::BFloat16: return at::kBFloat16;
  case DType::Float32: return at::kFloat;
  case DType::Float64: return at::kDouble;
  }
  throw Error(ErrorCode::Internal, "unknown element type");
}

DType dtypeOf(at::ScalarType type) {
  switch (type) {
  case at::kBool: return kBool;
  case at::kInt: return kInt32;
  case at::kLong: return kInt64;
  case at::kHalf: return kFloat16;
  case at::kBFloat16: return kBFloat16;
  case at::kFloat: return kFloat32;
  case at::kDouble: return kFloat64;
  default:
    throw Error(ErrorCode::DTypeMismatch, std::string("tensors of element type ") + c10::toString(type) +
                                              " are not supported; convert to one of bool, int32, int64, float16, "
                                              "bfloat16, float32, float64");
  }
}

at::Device torchDevice(Device device) {
  return device.isCuda() ? at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(device.index)) : at::Device(at::kCPU);
}

Device deviceOf(const at::Tensor &tensor) {
  return tensor.is_cuda() ? Device(kCUDA, tensor.device().index()) : Device(kCPU);
}

std::string describe(at::IntArrayRef sizes) {
  std::string text = "[";
  for (size_t i = 0; i < sizes.size(); ++i)
    text += (i ? ", " : "") + std::to_string(sizes[i]);
  return text + "]";
}

std::string describe(const at::Tensor &tensor) {
  return std::string(dtypeName(dtypeOf(tensor.scalar_type()))) + describe(tensor.sizes());
}

std::string messageOf(const c10::Error &error) {
  std::string text = error.what_without_backtrace();
  // libtorch appends hints for its own developers on further lines of some messages.
  size_t end = text.find("\nException raised from");
  return end == std::string::npos ? text : text.substr(0, end);
}

}  // namespace flodl::rt
