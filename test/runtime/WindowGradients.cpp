// The arithmetic of the CUDA gradients of pooling, interpolation (runtime/kernels/Axes.h) and sampling, on the CPU, in
// double precision, against libtorch on random sizes and options.
#include "runtime/kernels/Device.h"
#include "runtime/kernels/Sampling.h"
#include "test/runtime/Support.h"
#include <random>

namespace flodl::test {
namespace {

using kernels::Axes;
using kernels::Axis;

constexpr int samples = 40;
/// Sums of fewer than 2^9 products of weights and values of a normal distribution, none of which is above 8: they are off
/// by less than (2^9)^2 * 8 roundings.
constexpr double bound = 0x1p21 * 0x1p-53;

class WindowGradients : public testing::Test {
 protected:
  std::mt19937_64 engine{std::random_device{}()};
  int64_t pick(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(engine); }
  bool flip() { return pick(0, 1) == 1; }
  std::vector<int64_t> picks(size_t count, int64_t low, int64_t high) {
    std::vector<int64_t> list(count);
    for (int64_t &value : list)
      value = pick(low, high);
    return list;
  }
};

/// The gradient towards a tensor of `sizes`, as the kernel computes it.
at::Tensor gather(const Axes &axes, const at::Tensor &grad, at::IntArrayRef sizes, const at::Tensor &indices = {}) {
  at::Tensor result = at::empty(sizes, grad.options()), dense = grad.contiguous(), chosen = indices.defined() ? indices.contiguous() : indices;
  int64_t inputs = axes[0].in * axes[1].in * axes[2].in, outputs = axes[0].out * axes[1].out * axes[2].out;
  for (int64_t at = 0; at < result.numel(); ++at) {
    int64_t k = at % axes[2].in, j = at / axes[2].in % axes[1].in, i = at / (axes[2].in * axes[1].in) % axes[0].in;
    const double *plane = static_cast<const double *>(dense.const_data_ptr()) + at / inputs * outputs;
    result.data_ptr<double>()[at] =
        chosen.defined() ? kernels::selectedSum<double>(axes, i, j, k, plane, static_cast<const int64_t *>(chosen.const_data_ptr()) + at / inputs * outputs)
                         : kernels::spreadSum<double>(axes, i, j, k, plane);
  }
  return result;
}

at::Tensor doubles(at::IntArrayRef sizes) { return at::randn(sizes, at::kDouble); }

TEST_F(WindowGradients, AveragePooling) {
  for (int sample = 0; sample < samples; ++sample) {
    std::vector<int64_t> kernel = picks(3, 1, 4), stride = picks(3, 1, 3), padding, sizes = {2, 2}, none = {1, 1, 1};
    for (int64_t size : kernel) {
      padding.push_back(pick(0, size / 2));
      sizes.push_back(pick(4, 7));
    }
    bool ceil = flip(), count = flip();
    at::Tensor input = doubles(sizes), output = at::avg_pool3d(input, kernel, stride, padding, ceil, count), grad = at::randn_like(output);
    at::Tensor expected = at::avg_pool3d_backward(grad, input, kernel, stride, padding, ceil, count, std::nullopt);
    at::Tensor got = gather(kernels::windowAxes(input, grad, kernel, stride, padding, none, count), grad, sizes);
    EXPECT_TRUE(at::allclose(got, expected, 0, bound)) << input.sizes() << kernel << stride << padding << ceil << count;
  }
}

TEST_F(WindowGradients, MaximumPooling) {
  for (int sample = 0; sample < samples; ++sample) {
    std::vector<int64_t> kernel = picks(3, 1, 3), stride = picks(3, 1, 3), dilation = picks(3, 1, 2), padding, sizes = {2, 2};
    for (int64_t size : kernel) {
      padding.push_back(pick(0, size / 2));
      sizes.push_back(pick(5, 8));
    }
    bool ceil = flip();
    at::Tensor input = doubles(sizes);
    auto [output, indices] = at::max_pool3d_with_indices(input, kernel, stride, padding, dilation, ceil);
    at::Tensor grad = at::randn_like(output);
    at::Tensor expected = at::max_pool3d_with_indices_backward(grad, input, kernel, stride, padding, dilation, ceil, indices);
    at::Tensor got = gather(kernels::windowAxes(input, grad, kernel, stride, padding, dilation, true), grad, sizes, indices);
    EXPECT_TRUE(at::allclose(got, expected, 0, bound)) << input.sizes() << kernel << stride << padding << dilation << ceil;
  }
}

TEST_F(WindowGradients, AdaptiveMaximumPooling) {
  for (int sample = 0; sample < samples; ++sample) {
    std::vector<int64_t> sizes = {2, 3, pick(1, 9), pick(1, 9)}, to = picks(2, 1, 9);
    at::Tensor input = doubles(sizes);
    auto [output, indices] = at::adaptive_max_pool2d(input, to);
    at::Tensor grad = at::randn_like(output), expected = at::adaptive_max_pool2d_backward(grad, input, indices);
    at::Tensor got = gather(kernels::adaptiveAxes(input, grad, 2), grad, sizes, indices);
    EXPECT_TRUE(at::allclose(got, expected, 0, bound)) << input.sizes() << to;
  }
}

TEST_F(WindowGradients, Interpolation) {
  for (int sample = 0; sample < 4 * samples; ++sample) {
    size_t rank = static_cast<size_t>(sample) % 4 == 3 ? 2 : static_cast<size_t>(sample) % 4 + 1;
    bool cubic = sample % 4 == 3, align = flip();
    std::vector<int64_t> sizes = picks(rank, 1, 8), to = picks(rank, 1, 11);
    sizes.insert(sizes.begin(), {2, 2});
    at::Tensor input = doubles(sizes);
    auto run = [&](const at::Tensor &x) {
      return cubic       ? at::upsample_bicubic2d(x, to, align)
             : rank == 1 ? at::upsample_linear1d(x, to, align)
             : rank == 2 ? at::upsample_bilinear2d(x, to, align)
                         : at::upsample_trilinear3d(x, to, align);
    };
    input.set_requires_grad(true);
    at::Tensor output = run(input), grad = at::randn_like(output.detach());
    (output * grad).sum().backward();
    Axes axes = kernels::interpolationAxes(input, grad, cubic ? Axis::Cubic : Axis::Linear, align);
    EXPECT_TRUE(at::allclose(gather(axes, grad, sizes), input.grad(), 0, bound)) << input.sizes() << to << cubic << align;
  }
}

TEST_F(WindowGradients, Sampling) {
  for (int sample = 0; sample < 4 * samples; ++sample) {
    bool volumes = sample % 4 == 3, align = flip();
    size_t rank = volumes ? 3 : 2;
    const char *modes[] = {"bilinear", "nearest", "bicubic"}, *paddings[] = {"zeros", "border", "reflection"};
    const char *mode = modes[pick(0, volumes ? 1 : 2)], *padding = paddings[pick(0, 2)];
    std::vector<int64_t> sizes = picks(rank, 1, 7), places = picks(rank, 1, 6);
    sizes.insert(sizes.begin(), {2, 3});
    places.insert(places.begin(), 2);
    places.push_back(static_cast<int64_t>(rank));
    at::Tensor input = doubles(sizes), grid = doubles(places), output = kernels::gridSample(input, grid, mode, padding, align);
    at::Tensor grad = at::randn_like(output);
    at::Tensor expected = std::get<0>(kernels::gridSampleBackward(grad, input, grid, mode, padding, align));
    auto [rows, indices] = kernels::sampledRows(grad, sizes, grid, {mode, padding, align});
    at::Tensor sums = at::zeros({2 * c10::multiply_integers(at::IntArrayRef(sizes).slice(2)), 3}, grad.options());
    sums.index_add_(0, indices, rows);
    at::Tensor got = sums.view({2, -1, 3}).transpose(1, 2).reshape(sizes);
    // Places are rounded in another order: 8 roundings of numbers below 64, times slopes of at most 2.
    EXPECT_TRUE(at::allclose(got, expected, 0, bound + 0x1p10 * 0x1p-53)) << input.sizes() << grid.sizes() << mode << padding << align;
  }
}

/// What lies outside of the range of an element has no part of it.
TEST_F(WindowGradients, RangesHoldEveryReader) {
  for (Axis::Kind kind : {Axis::Linear, Axis::Cubic})
    for (bool align : {false, true})
      for (int64_t in = 1; in < 14; ++in)
        for (int64_t out = 1; out < 20; ++out) {
          Axis axis{kind, in, out};
          axis.alignCorners = align;
          for (int64_t i = 0; i < in; ++i)
            for (int64_t o = 0; o < out; ++o) {
              kernels::OutputRange range = kernels::outputsOf(axis, i);
              bool reads = kernels::weightOf<float>(axis, o, i) != 0 || kernels::weightOf<double>(axis, o, i) != 0;
              EXPECT_TRUE(!reads || (range.first <= o && o < range.last)) << kind << align << " " << in << " " << out << " " << i << " " << o;
            }
        }
}

}  // namespace
}  // namespace flodl::test
