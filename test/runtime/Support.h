// Between the runtime's handles and libtorch in tests.
#pragma once
#include "flodl/detail/runtime.h"
#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace flodl::test {

inline detail::Handle handle(at::Tensor tensor) { return std::make_shared<at::Tensor>(std::move(tensor)); }
inline at::Tensor &tensor(const detail::Handle &handle) { return *static_cast<at::Tensor *>(handle.get()); }

inline at::Tensor randn(at::IntArrayRef sizes, bool requiresGrad = false) {
  return at::randn(sizes).set_requires_grad(requiresGrad);
}

/// Equal in every bit, NaN included.
inline ::testing::AssertionResult bitwise(const at::Tensor &a, const at::Tensor &b) {
  if (a.sizes() == b.sizes() && a.scalar_type() == b.scalar_type() && at::equal(a, b))
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "largest difference " << (a - b).abs().max().item().toDouble() << " between\n"
                                       << a << "\nand\n"
                                       << b;
}

/// Equal up to a relative and absolute bound.
inline ::testing::AssertionResult close(const at::Tensor &a, const at::Tensor &b, double bound) {
  if (a.sizes() == b.sizes() && at::allclose(a, b, bound, bound))
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "expected\n" << b << "\nbut got\n" << a;
}

/// The text of the flodl::Error that `body` throws; fails when it throws none.
template <class Body>
std::string errorOf(Body body) {
  try {
    body();
  } catch (const Error &error) {
    return error.text();
  }
  ADD_FAILURE() << "expected a flodl::Error";
  return "";
}

#define EXPECT_CONTAINS(text, part) EXPECT_NE(std::string(text).find(part), std::string::npos) << (text)

}  // namespace flodl::test
