// Between the front end's plain types and libtorch's.
#pragma once
#include "flodl/base/dtype.h"
#include "flodl/base/error.h"
#include "flodl/detail/runtime.h"
#include <ATen/ATen.h>
#include <utility>

namespace flodl::rt {

/// A front-end handle points to an `at::Tensor`.
inline at::Tensor &tensorOf(const detail::Handle &handle) { return *static_cast<at::Tensor *>(handle.get()); }
/// An undefined tensor becomes an empty handle.
detail::Handle handleOf(at::Tensor tensor);

at::ScalarType scalarType(DType dtype);
/// Throws `Error` for an element type that floDl does not have.
DType dtypeOf(at::ScalarType type);
at::Device torchDevice(Device device);
Device deviceOf(const at::Tensor &tensor);
/// `float32[32, 784]`.
std::string describe(const at::Tensor &tensor);
/// `[32, 784]`.
std::string describe(at::IntArrayRef sizes);

/// The text of libtorch's error without its C++ backtrace.
std::string messageOf(const c10::Error &error);

/// Runs `body`; an error of libtorch is thrown on as `flodl::Error`.
template <class Body>
decltype(auto) guarded(Body &&body) {
  try {
    return std::forward<Body>(body)();
  } catch (const c10::OutOfMemoryError &error) {
    throw Error(ErrorCode::OutOfMemory, messageOf(error));
  } catch (const c10::Error &error) {
    throw Error(ErrorCode::Runtime, messageOf(error));
  }
}

}  // namespace flodl::rt
