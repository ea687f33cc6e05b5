// Samples of activations.
#include "test/nn/Sampler.h"

namespace nn_test {
namespace {

namespace nn = torch::nn;

/// An activation without options on a tensor of any shape, some of whose elements are large.
template <class M>
DrawSample plain(at::Tensor (*theirs)(const at::Tensor &)) {
  return [theirs](Sampler &d) { return Sample().of(M()).againstFunction(theirs).on(d.normal(d.sizes(0, 4)) * d.real("", 1, 8)); };
}

template <class M>
DrawSample alongDim(at::Tensor (*theirs)(const at::Tensor &, int64_t dim)) {
  return [theirs](Sampler &d) {
    std::vector<int64_t> sizes = d.sizes(1, 4);
    int64_t dim = d.integer("dim", -int64_t(sizes.size()), int64_t(sizes.size()) - 1);
    return Sample().of(M(dim)).againstFunction([=](const at::Tensor &x) { return theirs(x, dim); }).on(d.normal(sizes) * 3);
  };
}

template <class M>
Sample options(Sampler &d, M module, std::function<at::Tensor(const at::Tensor &)> theirs) {
  return Sample().of(std::move(module)).againstFunction(std::move(theirs)).on(d.normal(d.sizes(0, 4)) * 2);
}

/// libtorch's CUDA kernels of these compute with a sixth in single precision, or in double where the CPU's does not: the CPU
/// is the reference.
template <at::Tensor (*function)(const at::Tensor &)>
at::Tensor onCpu(const at::Tensor &x) {
  return function(x.cpu()).to(x.device());
}

const bool table[] = {
    sampled("Identity", plain<flodl::Identity>([](auto &x) { return x; })),
    sampled("ReLU", plain<flodl::ReLU>([](auto &x) { return at::relu(x); })),
    sampled("SiLU", plain<flodl::SiLU>([](auto &x) { return at::silu(x); })),
    sampled("Sigmoid", plain<flodl::Sigmoid>([](auto &x) { return at::sigmoid(x); })),
    sampled("Tanh", plain<flodl::Tanh>([](auto &x) { return at::tanh(x); })),
    sampled("SELU", plain<flodl::SELU>([](auto &x) { return at::selu(x); })),
    sampled("Mish", plain<flodl::Mish>([](auto &x) { return at::mish(x); })),
    sampled("Hardswish", plain<flodl::Hardswish>(onCpu<at::hardswish>)),
    sampled("Hardsigmoid", plain<flodl::Hardsigmoid>(onCpu<at::hardsigmoid>)),
    sampled("ReLU6", plain<flodl::ReLU6>([](auto &x) { return at::hardtanh(x, 0, 6); })),
    sampled("LogSigmoid", plain<flodl::LogSigmoid>([](auto &x) { return at::log_sigmoid(x); })),
    sampled("Softsign", plain<flodl::Softsign>([](auto &x) { return torch::nn::functional::softsign(x); })),
    sampled("Tanhshrink", plain<flodl::Tanhshrink>([](auto &x) { return torch::nn::functional::tanhshrink(x); })),
    sampled("Softmax", alongDim<flodl::Softmax>([](auto &x, int64_t dim) { return at::softmax(x, dim); })),
    sampled("LogSoftmax", alongDim<flodl::LogSoftmax>([](auto &x, int64_t dim) { return at::log_softmax(x, dim); })),
    sampled("GLU", [](Sampler &d) {
      std::vector<int64_t> sizes = d.sizes(1, 4);
      int64_t rank = int64_t(sizes.size()), dim = d.integer("dim", -rank, rank - 1);
      sizes[size_t(dim < 0 ? dim + rank : dim)] *= 2;
      return Sample().of(flodl::GLU(dim)).against(nn::GLU(nn::GLUOptions(dim))).on(d.normal(sizes) * 2);
    }),
    sampled("GELU", [](Sampler &d) {
      bool tanh = d.flag("tanh");
      return Sample().of(flodl::GELU(tanh ? flodl::GELU::Tanh : flodl::GELU::Exact))
          .against(nn::GELU(nn::GELUOptions().approximate(tanh ? "tanh" : "none"))).on(d.normal(d.sizes(0, 4)) * 2);
    }),
    sampled("LeakyReLU", [](Sampler &d) {
      double slope = d.real("negative_slope", -0.5, 1.5);
      return options(d, flodl::LeakyReLU(slope), [=](const at::Tensor &x) { return at::leaky_relu(x, slope); });
    }),
    sampled("ELU", [](Sampler &d) {
      double alpha = d.real("alpha", 0.1, 2);
      return options(d, flodl::ELU(alpha), [=](const at::Tensor &x) { return at::elu(x, alpha); });
    }),
    sampled("CELU", [](Sampler &d) {
      double alpha = d.real("alpha", 0.1, 2) * (d.flag("negative", 0.2) ? -1 : 1);
      return options(d, flodl::CELU(alpha), [=](const at::Tensor &x) { return at::celu(x, alpha); });
    }),
    sampled("Softplus", [](Sampler &d) {
      double beta = d.real("beta", 0.2, 4), threshold = d.real("threshold", 1, 25);
      return options(d, flodl::Softplus(beta, threshold), [=](const at::Tensor &x) { return at::softplus(x, beta, threshold); });
    }),
    sampled("Hardtanh", [](Sampler &d) {
      double low = d.real("min_val", -2, 0.5), high = low + d.real("width", 0.1, 2);
      return options(d, flodl::Hardtanh(low, high), [=](const at::Tensor &x) { return at::hardtanh(x, low, high); });
    }),
    sampled("Threshold", [](Sampler &d) {
      double threshold = d.real("threshold", -2, 2), value = d.real("value", -9, 9);
      return options(d, flodl::Threshold(threshold, value), [=](const at::Tensor &x) { return at::threshold(x, threshold, value); });
    }),
    sampled("PReLU", [](Sampler &d) {
      std::vector<int64_t> sizes = d.sizes(1, 4);
      int64_t slopes = sizes.size() > 1 && d.flag("for each channel") ? sizes[1] : 1;
      double init = d.real("init", -1, 1);
      return Sample().of(flodl::PReLU(slopes, init)).against(nn::PReLU(nn::PReLUOptions().num_parameters(slopes).init(init)))
          .on(d.normal(sizes));
    }),
};

}  // namespace
}  // namespace nn_test
