// Gradients of pooling, interpolation and sampling on a GPU: against the CPU, in double precision, and equal to the bit from run
// to run.
#include "runtime/kernels/Pooling.h"
#include "runtime/kernels/Resampling.h"
#include "runtime/kernels/Sampling.h"
#include "test/cuda/Support.h"

namespace flodl::test {
namespace {

/// The same call on both devices; sums of fewer than 2^9 values of which none is above 8.
template <class Function>
void expectOrdered(const Function &function, const std::vector<at::Tensor> &operands) {
  std::vector<at::Tensor> there;
  for (const at::Tensor &operand : operands)
    there.push_back(gpu(operand));
  at::Tensor expected = function(operands), got = function(there);
  EXPECT_TRUE(close(got.cpu(), expected, 0x1p21 * 0x1p-53));
  for (int i = 0; i < 5; ++i)
    EXPECT_TRUE(bitwise(got, function(there)));
  for (at::ScalarType type : {at::kFloat, at::kHalf, at::kBFloat16}) {
    there[0] = gpu(operands[0].to(type));
    EXPECT_TRUE(bitwise(function(there), function(there)));
    EXPECT_EQ(function(there).scalar_type(), type);
  }
}

at::Tensor doubles(at::IntArrayRef sizes) { return at::randn(sizes, at::kDouble); }

TEST(CudaWindowGradients, AveragePoolingOfVolumes) {
  NEEDS_GPU();
  for (bool count : {false, true})
    expectOrdered([&](auto &t) { return kernels::avgPoolBackward(t[0], {2, 3, 7, 6, 8}, {3, 2, 4}, {2, 1, 2}, {1, 1, 0}, false, count); },
                  {doubles({2, 3, 4, 7, 3})});
}

TEST(CudaWindowGradients, MaximumPooling) {
  NEEDS_GPU();
  at::Tensor volumes = doubles({2, 3, 6, 7, 5}), images = doubles({2, 3, 9, 7});
  auto [pooled, positions] = at::max_pool3d_with_indices(volumes, {3, 3, 2}, {2, 1, 1}, {1, 1, 1}, {1, 2, 1}, true);
  at::Tensor grad = at::randn_like(pooled);
  // The values of the volumes are not read.
  auto volume = [&](auto &t) {
    return kernels::maxPool3dBackward(t[0], t[2].to(t[0].scalar_type()), t[1], {3, 3, 2}, {2, 1, 1}, {1, 1, 1}, {1, 2, 1}, true);
  };
  expectOrdered(volume, {grad, positions, volumes});
  auto [adaptive, places] = at::adaptive_max_pool2d(images, {4, 5});
  expectOrdered([&](auto &t) { return kernels::adaptiveMaxPoolBackward(t[0], t[1], {2, 3, 9, 7}, 2); },
                {at::randn_like(adaptive), places});
}

TEST(CudaWindowGradients, Interpolation) {
  NEEDS_GPU();
  for (bool align : {false, true}) {
    expectOrdered([&](auto &t) { return kernels::interpolateBackward(t[0], {2, 3, 6}, "linear", align); }, {doubles({2, 3, 9})});
    for (const char *mode : {"bilinear", "bicubic"})
      expectOrdered([&](auto &t) { return kernels::interpolateBackward(t[0], {2, 3, 6, 9}, mode, align); }, {doubles({2, 3, 11, 5})});
    expectOrdered([&](auto &t) { return kernels::interpolateBackward(t[0], {2, 3, 4, 6, 5}, "trilinear", align); },
                  {doubles({2, 3, 7, 3, 9})});
  }
}

TEST(CudaWindowGradients, Sampling) {
  NEEDS_GPU();
  for (const char *mode : {"bilinear", "nearest", "bicubic"})
    for (const char *padding : {"zeros", "border", "reflection"})
      for (bool align : {false, true}) {
        auto gradient = [&](auto &t) {
          at::ScalarType type = t[0].scalar_type();
          return std::get<0>(kernels::gridSampleBackward(t[0], t[1].to(type), t[2].to(type), mode, padding, align));
        };
        expectOrdered(gradient, {doubles({2, 3, 4, 5}), doubles({2, 3, 7, 6}), doubles({2, 4, 5, 2})});
      }
}

}  // namespace
}  // namespace flodl::test
