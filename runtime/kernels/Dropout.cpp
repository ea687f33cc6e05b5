#include "runtime/kernels/Dropout.h"
#include "flodl/base/error.h"
#include "runtime/kernels/Device.h"
#include "runtime/kernels/Quads.h"
#include <ATen/Dispatch.h>

namespace flodl::kernels {

/// Calls `body(element, factor)` for every element in row-major order.
template <class Body>
static void forEachFactor(int64_t numel, double p, const rt::RandomKey &random, Body body) {
  float limit = static_cast<float>(p);
  double scale = p < 1 ? 1 / (1 - p) : 0;
  forEachQuad(numel, random, [&](int64_t element, const rt::PhiloxWords &words, int64_t count) {
    for (int64_t i = 0; i < count; ++i)
      body(element + i, rt::philoxUniform(words.word[i]) >= limit ? scale : 0.0);
  });
}

static void requireCpu(const at::Tensor &tensor) {
  if (!tensor.is_cpu())
    throw Error(ErrorCode::Runtime, "dropout expects a tensor on the CPU, but got one on " + tensor.device().str());
}

at::Tensor dropoutMask(const at::Tensor &input, double p, const rt::RandomKey &random) {
  at::Tensor mask = at::empty(input.sizes(), input.options());
  if (DeviceKernels *device = deviceKernels(input.device().type())) {
    device->dropoutMask(mask, p, random);
    return mask;
  }
  requireCpu(input);
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
  at::Tensor source = input.contiguous();
  if (DeviceKernels *device = deviceKernels(input.device().type())) {
    device->dropout(result, source, p, random);
    return;
  }
  requireCpu(input);
  AT_DISPATCH_FLOATING_TYPES_AND2(at::kHalf, at::kBFloat16, result.scalar_type(), "dropout", [&] {
    const scalar_t *in = static_cast<const scalar_t *>(source.const_data_ptr());
    scalar_t *out = result.data_ptr<scalar_t>();
    forEachFactor(result.numel(), p, random,
                  [&](int64_t i, double factor) { out[i] = in[i] * static_cast<scalar_t>(factor); });
  });
}

}  // namespace flodl::kernels
