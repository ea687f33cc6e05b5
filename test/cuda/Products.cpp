// Matrix products through cuBLASLt against products in double precision.
#include "flodl/rt/ops.h"
#include "runtime/kernels/Contraction.h"
#include "test/cuda/Support.h"

namespace flodl::test {
namespace {

/// A float32 sum of k products has a relative error below k * 2^-24 of the sum of magnitudes.
void expectProduct(const at::Tensor &out, const at::Tensor &lhs, const at::Tensor &rhs) {
  at::Tensor exact = at::matmul(lhs.to(at::kDouble), rhs.to(at::kDouble));
  at::Tensor bound = at::matmul(lhs.to(at::kDouble).abs(), rhs.to(at::kDouble).abs()) *
                     (static_cast<double>(lhs.size(-1) + 2) * 0x1p-24);
  EXPECT_TRUE(((out.to(at::kDouble) - exact).abs() <= bound).all().item().toBool());
}

TEST(CudaProducts, OrdersAndSizes) {
  NEEDS_GPU();
  for (auto [m, k, n] : std::vector<std::array<int64_t, 3>>{{1, 1, 1}, {3, 5, 7}, {64, 96, 32}, {256, 1024, 512}, {1, 64, 8}})
    for (bool left : {false, true})
      for (bool right : {false, true}) {
        at::Tensor a = gpu(left ? at::randn({k, m}).t() : at::randn({m, k}));
        at::Tensor b = gpu(right ? at::randn({n, k}).t() : at::randn({k, n}));
        at::Tensor out = at::full({m, n}, NAN, a.options());
        kernels::matmulOut(out, a, b, false);
        expectProduct(out, a, b);
        at::Tensor again = at::empty_like(out);
        kernels::matmulOut(again, a, b, false);
        EXPECT_TRUE(bitwise(out, again));
      }
}

TEST(CudaProducts, LinearWithBias) {
  NEEDS_GPU();
  at::Tensor x = gpu(at::randn({33, 48})), w = gpu(at::randn({20, 48})), b = gpu(at::randn({20}));
  at::Tensor out = at::empty({33, 20}, x.options());
  kernels::linearOut(out, x, w, b, false);
  EXPECT_TRUE(close(out, at::linear(x, w, b), 1e-4));
}

TEST(CudaProducts, Batches) {
  NEEDS_GPU();
  at::Tensor a = gpu(at::randn({4, 3, 16, 8})), b = gpu(at::randn({4, 3, 24, 8})).transpose(2, 3);
  at::Tensor out = at::empty({4, 3, 16, 24}, a.options());
  kernels::matmulOut(out, a, b, false);
  expectProduct(out, a, b);
}

TEST(CudaProducts, WeightGradient) {
  NEEDS_GPU();
  at::Tensor g = gpu(at::randn({33, 20})), x = gpu(at::randn({33, 48})), out = at::empty({20, 48}, g.options());
  kernels::linearWeightGradOut(out, g, x, false);
  expectProduct(out, g.t(), x);
}

}  // namespace
}  // namespace flodl::test
