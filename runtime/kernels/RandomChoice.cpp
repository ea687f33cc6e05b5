#include "runtime/kernels/RandomChoice.h"
#include "flodl/base/error.h"
#include "runtime/kernels/Random.h"

namespace flodl::kernels {

static at::Tensor uniform(at::IntArrayRef shape, at::Device device, const rt::RandomKey &random) {
  at::Tensor result = at::empty(shape, at::TensorOptions(at::kFloat).device(device));
  randOut(result, random);
  return result;
}

/// On the CPU, where looking at values costs no wait: an error unless all of `holds` is true.
static void require(const at::Tensor &holds, const char *what) {
  if (holds.is_cpu() && !holds.all().item<bool>())
    throw Error(ErrorCode::InvalidArgument, what);
}

void randpermOut(at::Tensor &result, const rt::RandomKey &random) {
  int64_t count = result.numel();
  at::Tensor words = at::empty({count, 2}, result.options().dtype(at::kLong));
  randintOut(words, 0, int64_t(1) << 31, random);
  at::Tensor keys = words.select(1, 0) * (int64_t(1) << 31) + words.select(1, 1);
  result.copy_(at::argsort(keys, /*stable=*/true));
}

at::Tensor randperm(int64_t count, at::ScalarType dtype, const rt::RandomKey &random) {
  at::Tensor result = at::empty({count}, dtype);
  randpermOut(result, random);
  return result;
}

at::Tensor bernoulli(const at::Tensor &input, const rt::RandomKey &random) {
  if (!at::isFloatingType(input.scalar_type()))
    throw Error(ErrorCode::DTypeMismatch, "bernoulli: expects floating-point probabilities, but got others");
  at::Tensor probability = input.detach();
  require(at::logical_and(probability >= 0, probability <= 1), "bernoulli: expects probabilities in [0, 1], but got others");
  at::Tensor ones = at::lt(uniform(input.sizes(), input.device(), random), probability).to(input.scalar_type());
  // The gradient is 0, not absent, as in libtorch.
  return input.requires_grad() ? at::where(at::ones({}, probability.options().dtype(at::kBool)), ones, input) : ones;
}

at::Tensor multinomial(const at::Tensor &input, int64_t samples, bool replacement, const rt::RandomKey &random) {
  if (input.dim() < 1 || input.dim() > 2 || samples < 1 || (!replacement && samples > input.size(-1)))
    throw Error(ErrorCode::InvalidArgument, "multinomial: the sizes do not fit");  // explained by the rule
  at::Tensor weights = input.detach().to(at::kDouble);
  require(at::logical_and(weights >= 0, at::isfinite(weights)),
          "multinomial: expects weights that are finite and not negative, but got others");
  require(at::sum(weights, -1) > 0, "multinomial: expects a weight above 0 in every row, but got a row without");
  if (replacement) {
    at::Tensor sums = at::cumsum(weights, -1);
    std::vector<int64_t> shape = input.sizes().vec();
    shape.back() = samples;
    at::Tensor at = uniform(shape, input.device(), random).to(at::kDouble) * sums.narrow(-1, input.size(-1) - 1, 1);
    return at::searchsorted(sums, at, /*out_int32=*/false, /*right=*/true);
  }
  require((weights > 0).sum(-1) >= samples,
          "multinomial: expects as many weights above 0 as samples without replacement, but got fewer");
  // The largest weights over exponentially distributed numbers; uniform ones are moved off 0.
  at::Tensor exponential = -at::log(uniform(input.sizes(), input.device(), random).to(at::kDouble) + 0x1p-25);
  return std::get<1>(at::topk(weights / exponential, samples, -1));
}

}  // namespace flodl::kernels
