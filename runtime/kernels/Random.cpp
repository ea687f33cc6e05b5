#include "runtime/kernels/Random.h"
#include "flodl/base/error.h"
#include "runtime/kernels/Device.h"
#include "runtime/kernels/Quads.h"
#include <ATen/Dispatch.h>
#include <cmath>
#include <numbers>

namespace flodl::kernels {

/// Fills `result` with `values(words)[i]` for each element.
template <class Values>
static void fillQuads(at::Tensor &result, const rt::RandomKey &random, const Values &values) {
  if (!result.is_cpu())
    throw Error(ErrorCode::Runtime, "random tensors are expected on the CPU, but got one on " + result.device().str());
  AT_DISPATCH_ALL_TYPES_AND3(at::kBool, at::kHalf, at::kBFloat16, result.scalar_type(), "random", [&] {
    scalar_t *out = result.data_ptr<scalar_t>();
    forEachQuad(result.numel(), random, [&](int64_t element, const rt::PhiloxWords &words, int64_t count) {
      auto quad = values(words);
      for (int64_t i = 0; i < count; ++i)
        out[element + i] = static_cast<scalar_t>(quad[i]);
    });
  });
}

void randOut(at::Tensor &result, const rt::RandomKey &random) {
  if (DeviceKernels *device = deviceKernels(result.device().type()))
    return device->uniform(result, random);
  fillQuads(result, random, [](const rt::PhiloxWords &words) {
    std::array<float, 4> uniform;
    for (int i = 0; i < 4; ++i)
      uniform[i] = rt::philoxUniform(words.word[i]);
    return uniform;
  });
}

void randnOut(at::Tensor &result, const rt::RandomKey &random) {
  if (DeviceKernels *device = deviceKernels(result.device().type()))
    return device->normal(result, random);
  fillQuads(result, random, [](const rt::PhiloxWords &words) {
    std::array<double, 4> normal;
    for (int i = 0; i < 4; i += 2) {
      // 1 - u lies in (0, 1], where the logarithm is finite.
      double radius = std::sqrt(-2 * std::log(1 - static_cast<double>(rt::philoxUniform(words.word[i]))));
      double angle = 2 * std::numbers::pi * static_cast<double>(rt::philoxUniform(words.word[i + 1]));
      normal[i] = radius * std::cos(angle);
      normal[i + 1] = radius * std::sin(angle);
    }
    return normal;
  });
}

void randintOut(at::Tensor &result, int64_t low, int64_t high, const rt::RandomKey &random) {
  uint64_t range = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
  if (DeviceKernels *device = deviceKernels(result.device().type()))
    return device->integers(result, low, range, random);
  fillQuads(result, random, [=](const rt::PhiloxWords &words) {
    std::array<int64_t, 4> values;
    for (int i = 0; i < 4; ++i)
      values[i] = rt::philoxInteger(words.word[i], low, range);
    return values;
  });
}

at::Tensor rand(at::IntArrayRef shape, at::ScalarType dtype, const rt::RandomKey &random) {
  at::Tensor result = at::empty(shape, dtype);
  randOut(result, random);
  return result;
}

at::Tensor randn(at::IntArrayRef shape, at::ScalarType dtype, const rt::RandomKey &random) {
  at::Tensor result = at::empty(shape, dtype);
  randnOut(result, random);
  return result;
}

at::Tensor randint(at::IntArrayRef shape, at::ScalarType dtype, int64_t low, int64_t high, const rt::RandomKey &random) {
  at::Tensor result = at::empty(shape, dtype);
  randintOut(result, low, high, random);
  return result;
}

}  // namespace flodl::kernels
