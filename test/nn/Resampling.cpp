// References of test/e2e/Inputs/resampling.cpp.
#include "test/nn/Reference.h"
#include <cmath>

namespace nn_test {
namespace {

using namespace torch::nn;
namespace functional = torch::nn::functional;

/// One after the other, trained towards any values.
void regression(Net &n, std::initializer_list<NamedAnyModule> nodes) {
  n.chain(nodes);
  n.loss = mse();
  n.optimizer = sgd(0.1);
}
Conv2d pointwise(int64_t in, int64_t out) { return Conv2d(Conv2dOptions(in, out, 1)); }
template <class Mode>
Upsample upsample(std::vector<int64_t> size, Mode mode, bool align = false) {
  return Upsample(UpsampleOptions().size(std::move(size)).mode(mode).align_corners(align));
}
Upsample nearest(std::vector<int64_t> size) { return Upsample(UpsampleOptions().size(std::move(size))); }

/// `n` samples the hyperbolic tangent of its first input at its second.
template <class Mode, class Padding>
std::function<void(Net &)> sampling(Mode mode, Padding padding, bool align) {
  return [=](Net &n) {
    n.forward = [=](const std::vector<at::Tensor> &in) {
      return functional::grid_sample(torch::tanh(in[0]), in[1],
                                     functional::GridSampleFuncOptions().mode(mode).padding_mode(padding).align_corners(align));
    };
  };
}

/// x, blurred by sums over shifted images.
at::Tensor blurred(const at::Tensor &x, double sigma) {
  int64_t radius = static_cast<int64_t>(std::ceil(3 * sigma));
  at::Tensor result = x.detach();
  for (int64_t dim : {3, 2}) {
    at::Tensor padded = at::constant_pad_nd(result, dim == 3 ? std::vector<int64_t>{radius, radius} : std::vector<int64_t>{0, 0, radius, radius});
    at::Tensor sum = at::zeros_like(result);
    double total = 0;
    for (int64_t i = -radius; i <= radius; ++i) {
      double weight = std::exp(-0.5 * static_cast<double>(i * i) / (sigma * sigma));
      sum += weight * padded.narrow(dim, i + radius, result.size(dim));
      total += weight;
    }
    result = sum / total;
  }
  return result;
}

const bool models[] = {
    reference("pixel_shuffle", [](Net &n) { regression(n, {{"conv2d_1", pointwise(3, 8)}, {"shuffle", PixelShuffle(2)}}); }),
    reference("pixel_unshuffle", [](Net &n) { regression(n, {{"unshuffle", PixelUnshuffle(3)}, {"conv2d_2", pointwise(18, 3)}}); }),
    reference("pixels_of_any_size", [](Net &n) {
      n.chain({{"up", PixelShuffle(2)}, {"tanh_2", Tanh()}, {"down", PixelUnshuffle(2)}});
    }),
    reference("upsample_nearest", [](Net &n) { regression(n, {{"conv2d_1", pointwise(2, 2)}, {"up", nearest({7, 5})}}); }),
    reference("upsample_nearest_of_sequences", [](Net &n) {
      n.chain({{"up", Upsample(UpsampleOptions().scale_factor(std::vector<double>{3}))}, {"tanh_2", Tanh()}});
    }),
    reference("upsample_nearest_of_volumes", [](Net &n) { n.chain({{"up", nearest({4, 2, 5})}}); }),
    reference("upsample_linear", [](Net &n) {
      n.chain({{"up", upsample({9}, torch::kLinear)}, {"down", upsample({5}, torch::kLinear, true)}});
    }),
    reference("upsample_bilinear", [](Net &n) { regression(n, {{"conv2d_1", pointwise(2, 2)}, {"up", upsample({6, 5}, torch::kBilinear)}}); }),
    reference("upsample_bilinear_by_factor", [](Net &n) {
      n.chain({{"up", Upsample(UpsampleOptions().scale_factor(std::vector<double>{2, 2}).mode(torch::kBilinear).align_corners(true))},
               {"tanh_2", Tanh()}});
    }),
    reference("upsample_bicubic", [](Net &n) {
      n.chain({{"up", upsample({7, 6}, torch::kBicubic)}, {"again", upsample({3, 9}, torch::kBicubic, true)}});
    }),
    reference("upsample_trilinear", [](Net &n) {
      n.chain({{"up", upsample({4, 2, 5}, torch::kTrilinear)}, {"again", upsample({3, 3, 3}, torch::kTrilinear, true)}});
    }),
    reference("unfold", [](Net &n) { regression(n, {{"conv2d_1", pointwise(2, 2)}, {"unfold", Unfold(3)}}); }),
    reference("unfold_options", [](Net &n) {
      n.chain({{"unfold", Unfold(UnfoldOptions({2, 3}).dilation({2, 1}).padding({1, 2}).stride({1, 2}))}, {"tanh_2", Tanh()}});
    }),
    reference("fold", [](Net &n) { regression(n, {{"linear_1", Linear(12, 12)}, {"fold", Fold(FoldOptions({5, 6}, 3))}}); }),
    reference("fold_options", [](Net &n) {
      n.chain({{"tanh_1", Tanh()},
               {"fold", Fold(FoldOptions({5, 6}, {2, 3}).dilation({2, 1}).padding({1, 2}).stride({1, 1}))},
               {"conv2d_3", pointwise(2, 1)}});
    }),
    reference("zero_padding", [](Net &n) {
      regression(n, {{"pad", ZeroPad2d(ZeroPad2dOptions({1, 0, 2, 3}))}, {"conv2d_2", Conv2d(Conv2dOptions(2, 3, {3, 2}))}});
    }),
    reference("zero_padding_of_any_size", [](Net &n) { n.chain({{"tanh_1", Tanh()}, {"pad", ZeroPad2d(2)}}); }),
    reference("reflection_padding", [](Net &n) {
      regression(n, {{"conv2d_1", pointwise(2, 2)}, {"pad", ReflectionPad2d(ReflectionPad2dOptions({2, 1, 4, 0}))}});
    }),
    reference("replication_padding", [](Net &n) {
      n.chain({{"pad", ReplicationPad2d(ReplicationPad2dOptions({3, 0, 1, 2}))},
               {"conv2d_2", Conv2d(Conv2dOptions(2, 2, 3))},
               {"again", ReplicationPad2d(1)}});
    }),
    reference("gaussian_blur", [](Net &n) {
      Conv2d conv = n.add("conv2d_4", pointwise(2, 2));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable { return conv(in[0] + blurred(in[0], 0.7)); };
    }),
    reference("sample_bilinear", sampling(torch::kBilinear, torch::kZeros, false)),
    reference("sample_nearest_reflection", sampling(torch::kNearest, torch::kReflection, false)),
    reference("sample_volumes", sampling(torch::kBilinear, torch::kReflection, true)),
    reference("sample_bicubic_border", [](Net &n) {
      n.forward = [](const std::vector<at::Tensor> &in) {
        return at::grid_sampler(torch::tanh(in[0]), in[1], /*bicubic*/ 2, /*border*/ 1, /*align_corners=*/true);
      };
    }),

    reference("bilinear", [](Net &n) {
      Bilinear form = n.add("bilinear_3", Bilinear(4, 3, 5));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable { return torch::tanh(form(in[0], in[1])); };
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("bilinear_without_bias", [](Net &n) {
      Bilinear form = n.add("bilinear_3", Bilinear(BilinearOptions(4, 3, 5).bias(false)));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable { return form(torch::tanh(in[0]), in[1]); };
    }),
    reference("tied_weights", [](Net &n) {
      Embedding table = n.add("module_1/table", Embedding(5, 4));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        return torch::linear(torch::tanh(table(in[0])), table->weight);
      };
    }),
};

}  // namespace
}  // namespace nn_test
