// Convolutions and batch normalisation of channels-last images on the GPU, against double precision on
// the CPU.
#include "runtime/kernels/ChannelsLast.h"
#include "test/cuda/Support.h"
#include <ATen/Context.h>

namespace flodl::test {
namespace {

struct Case {
  int64_t images, size, in, out, kernel, stride, padding, dilation, groups;
};
const Case cases[] = {{2, 9, 8, 16, 3, 1, 1, 1, 1}, {3, 8, 3, 5, 3, 2, 1, 1, 1}, {1, 11, 4, 4, 1, 1, 0, 1, 1},
                      {2, 12, 8, 8, 3, 1, 2, 2, 2}, {4, 7, 6, 6, 5, 1, 2, 1, 1}};

/// Both with the same sums of magnitudes: roundoff of TF32 when tensor cores multiply, else of float32.
void expectClose(const at::Tensor &got, const at::Tensor &exact, const at::Tensor &magnitude, double roundoff) {
  at::Tensor bound = magnitude * roundoff + 1e-30;
  at::Tensor worst = ((got.cpu().to(at::kDouble) - exact).abs() / bound).max();
  EXPECT_LE(worst.item().toDouble(), 1.0);
}

TEST(CudaChannelsLast, Convolutions) {
  NEEDS_GPU();
  for (bool tf32 : {true, false}) {
    at::globalContext().setAllowTF32CuDNN(tf32);
    // Both factors are rounded, and sums of up to 1000 products in float32 lose less than 2^-14 of them.
    const double roundoff = tf32 ? 0x1p-9 : 0x1p-14;
    for (const Case &c : cases) {
      int64_t s[] = {c.stride, c.stride}, p[] = {c.padding, c.padding}, d[] = {c.dilation, c.dilation};
      at::Tensor x = at::randn({c.images, c.size, c.size, c.in}), w = at::randn({c.out, c.kernel, c.kernel, c.in / c.groups});
      auto wide = [](const at::Tensor &t) { return t.to(at::kDouble); };
      auto run = [&](const at::Tensor &a, const at::Tensor &b) { return kernels::conv2dNhwc(a, b, s, p, d, c.groups); };
      at::Tensor exact = run(wide(x), wide(w)), g = at::randn(exact.sizes());
      at::Tensor y = at::full(exact.sizes(), NAN, gpu(x).options());
      kernels::conv2dNhwcOut(y, gpu(x), gpu(w), s, p, d, c.groups);
      expectClose(y, exact, run(wide(x).abs(), wide(w).abs()), roundoff);

      at::Tensor dx = at::full_like(gpu(x), NAN), dw = at::full_like(gpu(w), NAN);
      kernels::conv2dNhwcInputBackwardOut(dx, gpu(g), gpu(x), gpu(w), s, p, d, c.groups);
      expectClose(dx, kernels::conv2dNhwcInputBackward(wide(g), wide(x), wide(w), s, p, d, c.groups),
                  kernels::conv2dNhwcInputBackward(wide(g).abs(), wide(x), wide(w).abs(), s, p, d, c.groups), roundoff);
      kernels::conv2dNhwcWeightBackwardOut(dw, gpu(g), gpu(x), gpu(w), s, p, d, c.groups);
      expectClose(dw, kernels::conv2dNhwcWeightBackward(wide(g), wide(x), wide(w), s, p, d, c.groups),
                  kernels::conv2dNhwcWeightBackward(wide(g).abs(), wide(x).abs(), wide(w), s, p, d, c.groups), roundoff);

      at::Tensor again = at::empty_like(dw);
      kernels::conv2dNhwcWeightBackwardOut(again, gpu(g), gpu(x), gpu(w), s, p, d, c.groups);
      EXPECT_TRUE(bitwise(dw, again));
    }
  }
  at::globalContext().setAllowTF32CuDNN(true);
}

TEST(CudaChannelsLast, BatchNormalisation) {
  NEEDS_GPU();
  for (at::ScalarType type : {at::kFloat, at::kDouble, at::kBFloat16, at::kHalf})
    for (auto [channels, height, width] : std::vector<std::array<int64_t, 3>>{{8, 6, 6}, {64, 16, 16}, {5, 7, 9}, {132, 5, 4}})
      for (int64_t window : {1, 2, 3})
        for (int options = 0; options < 8; ++options) {
          bool training = options & 1, relu = options & 2, affine = options & 4;
          at::ScalarType stats = type == at::kDouble ? at::kDouble : at::kFloat;
          // Values of a window are equal or clearly different: rounding does not move the maximum.
          at::Tensor x = ((at::randn({4, height, width, channels}, stats) + 3) * 64).round().div(64).to(type);
          auto vector = [&] { return at::randn({channels}, stats); };
          std::optional<at::Tensor> shift, weight, bias;
          if (affine) {
            shift = vector();
            weight = vector();
            bias = vector();
          }
          at::Tensor mean = vector(), var = vector().abs() + 0.5;
          int64_t windows[] = {window, window};
          auto wide = [](const std::optional<at::Tensor> &t) {
            return t ? std::optional(t->to(at::kDouble)) : std::nullopt;
          };
          auto device = [](const std::optional<at::Tensor> &t) { return t ? std::optional(gpu(*t)) : std::nullopt; };
          auto exact = kernels::batchNormNhwc(*wide(x), wide(shift), wide(weight), wide(bias), *wide(mean), *wide(var), 0.3,
                                              1e-5, training, relu, windows);
          at::Tensor result = at::full(std::get<0>(exact).sizes(), NAN, gpu(x).options());
          at::Tensor saved[4];
          for (at::Tensor &t : saved)
            t = at::full({channels}, NAN, gpu(mean).options());
          kernels::batchNormNhwcOut(result, saved[0], saved[1], saved[2], saved[3], gpu(x), device(shift), device(weight),
                                    device(bias), gpu(mean), gpu(var), 0.3, 1e-5, training, relu, windows);
          // A few roundings of values below 16, and those of half precision in the result.
          double statsBound = stats == at::kDouble ? 1e-12 : 2e-5;
          double bound = type == at::kBFloat16 ? 0.1 : type == at::kHalf ? 0.02 : statsBound;
          EXPECT_TRUE(close(result.cpu().to(at::kDouble), std::get<0>(exact), bound));
          EXPECT_TRUE(close(saved[0].cpu().to(at::kDouble), std::get<1>(exact), statsBound));
          EXPECT_TRUE(close(saved[1].cpu().to(at::kDouble), std::get<2>(exact), statsBound));
          EXPECT_TRUE(close(saved[2].cpu().to(at::kDouble), std::get<3>(exact), statsBound));
          EXPECT_TRUE(close(saved[3].cpu().to(at::kDouble), std::get<4>(exact), statsBound * 4));

          // No gradient where rounding decides about ReLU's side.
          auto beforeRelu = kernels::batchNormNhwc(*wide(x), wide(shift), wide(weight), wide(bias), *wide(mean), *wide(var),
                                                   0.3, 1e-5, training, false, windows);
          at::Tensor clear = std::get<0>(beforeRelu).abs() > 1e-3;
          at::Tensor g = at::randn(result.sizes(), stats).mul(clear).to(type);
          auto grads = kernels::batchNormNhwcBackward(*wide(g), *wide(x), saved[0].cpu().to(at::kDouble),
                                                      saved[1].cpu().to(at::kDouble), wide(weight), wide(bias), training,
                                                      relu, windows);
          at::Tensor dx = at::full_like(gpu(x), NAN), parameters[3];
          for (at::Tensor &t : parameters)
            t = at::full({channels}, NAN, gpu(mean).options());
          kernels::batchNormNhwcBackwardOut(dx, parameters[0], parameters[1], parameters[2], gpu(g), gpu(x), saved[0],
                                            saved[1], device(weight), device(bias), training, relu, windows);
          double rows = static_cast<double>(g.numel() / channels);
          EXPECT_TRUE(close(parameters[0].cpu().to(at::kDouble), std::get<1>(grads), statsBound * rows));
          EXPECT_TRUE(close(parameters[1].cpu().to(at::kDouble), std::get<2>(grads), statsBound * rows));
          EXPECT_TRUE(close(parameters[2].cpu().to(at::kDouble), std::get<3>(grads), statsBound * rows));
          EXPECT_TRUE(close(dx.cpu().to(at::kDouble), std::get<0>(grads), bound * 4));
        }
}

}  // namespace
}  // namespace flodl::test
