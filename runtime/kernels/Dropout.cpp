#include "runtime/kernels/Dropout.h"
#include "flodl/base/error.h"
#include "flodl/rt/philox.h"
#include <ATen/Dispatch.h>

namespace flodl::kernels {

/// Elements a thread takes at least, a multiple of 4.
static constexpr int64_t grain = 1 << 14;

/// Calls `body(element, factor)` for every element in row-major order.
template <class Body>
static void forEachFactor(int64_t numel, double p, const rt::RandomKey &random, Body body) {
  float limit = static_cast<float>(p);
  double scale = p < 1 ? 1 / (1 - p) : 0;
  auto quads = [&](int64_t begin, int64_t end) {
    for (int64_t quad = begin; quad < end; ++quad) {
      rt::PhiloxWords words = rt::philoxQuad(random.key, random.forward, 0, static_cast<uint64_t>(quad));
      for (int64_t i = 0; i < 4 && quad * 4 + i < numel; ++i)
        body(quad * 4 + i, rt::philoxUniform(words.word[i]) >= limit ? scale : 0.0);
    }
  };
  using Quads = decltype(quads);
  rt::parallelFor(
      0, (numel + 3) / 4, grain / 4,
      [](const void *args, int64_t begin, int64_t end) { (*static_cast<const Quads *>(args))(begin, end); }, &quads);
}

static void requireCpu(const at::Tensor &tensor) {
  if (!tensor.is_cpu())
    throw Error(ErrorCode::Runtime, "dropout expects a tensor on the CPU, but got one on " + tensor.device().str());
}

at::Tensor dropoutMask(const at::Tensor &input, double p, const rt::RandomKey &random) {
  requireCpu(input);
  at::Tensor mask = at::empty(input.sizes(), input.options());
  AT_DISPATCH_FLOATING_TYPES_AND2(at::kHalf, at::kBFloat16, mask.scalar_type(), "dropout", [&] {
    scalar_t *out = mask.data_ptr<scalar_t>();
    forEachFactor(mask.numel(), p, random, [&](int64_t i, double factor) { out[i] = static_cast<scalar_t>(factor); });
  });
  return mask;
}

at::Tensor dropout(const at::Tensor &input, double p, bool training, const rt::RandomKey &random) {
  return training ? input * dropoutMask(input.detach(), p, random) : input;
}

void dropoutOut(at::Tensor &result, const at::Tensor &input, double p, bool training, const rt::RandomKey &random) {
  if (!training) {
    result.copy_(input);
    return;
  }
  requireCpu(input);
  at::Tensor source = input.contiguous();
  AT_DISPATCH_FLOATING_TYPES_AND2(at::kHalf, at::kBFloat16, result.scalar_type(), "dropout", [&] {
    const scalar_t *in = source.const_data_ptr<scalar_t>();
    scalar_t *out = result.data_ptr<scalar_t>();
    forEachFactor(result.numel(), p, random,
                  [&](int64_t i, double factor) { out[i] = in[i] * static_cast<scalar_t>(factor); });
  });
}

}  // namespace flodl::kernels
