// From an element type known at run time to the type of a kernel.
#pragma once
#include "flodl/base/error.h"
#include "flodl/rt/program.h"
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <string>

namespace flodl::rt::cuda {

/// Calls `body.template operator()<T>()` with the C++ type of a floating-point `dtype`; `what` names the
/// kernel in the error for other types.
template <class Body>
void withFloatType(DType dtype, const char *what, const Body &body) {
  switch (dtype) {
  case DType::Float32: return body.template operator()<float>();
  case DType::Float64: return body.template operator()<double>();
  case DType::Float16: return body.template operator()<__half>();
  case DType::BFloat16: return body.template operator()<__nv_bfloat16>();
  default:
    throw Error(ErrorCode::DTypeMismatch, std::string(what) + " expects a floating-point element type, but got " +
                                              std::string(dtypeName(dtype)));
  }
}

/// What a kernel computes in: double for double, float for the others.
template <class T>
struct ComputeType {
  using type = float;
};
template <>
struct ComputeType<double> {
  using type = double;
};
template <class T>
using Compute = typename ComputeType<T>::type;

}  // namespace flodl::rt::cuda
