#include "runtime/cuda/Patches.h"
#include "runtime/cuda/Products.h"
#include <ATen/Context.h>

namespace flodl::rt::cuda {

using kernels::Convolution;

/// A sum over pixels is cut into at most this many, none shorter than `minRows`.
static constexpr int64_t maxParts = 256, minRows = 512;

std::optional<PatchProduct> PatchProduct::of(Convolution what, const at::Tensor &input, const at::Tensor &weight,
                                             const at::Tensor &output, const kernels::ConvolutionWindow &window) {
  if (what == Convolution::InputGradient || input.scalar_type() != at::kFloat || window.groups != 1)
    return std::nullopt;
  for (int64_t size : {input.numel(), output.numel() / std::max<int64_t>(output.size(1), 1)})
    if (size > INT32_MAX)
      return std::nullopt;
  auto size = [](const at::Tensor &tensor, int dim) { return static_cast<int>(tensor.size(dim)); };
  PatchProduct product;
  product.what = what;
  PatchShape &s = product.shape;
  s = {size(input, 0), size(input, 2), size(input, 3), size(input, 1), size(output, 2), size(output, 3), size(weight, 0),
       size(weight, 2), size(weight, 3), {}, {}, {}};
  for (size_t i = 0; i < 2; ++i) {
    s.stride[i] = static_cast<int>(window.stride[i]);
    s.padding[i] = static_cast<int>(window.padding[i]);
    s.dilation[i] = static_cast<int>(window.dilation[i]);
  }
  return s.taps() <= maxPatchTaps ? std::optional(product) : std::nullopt;
}

int PatchProduct::parts() const {
  return static_cast<int>(std::clamp<int64_t>(shape.pixels() / minRows, 1, maxParts));
}

size_t PatchProduct::scratchBytes() const {
  const int64_t copies = what == Convolution::Forward ? 1 : parts() + 1;
  return static_cast<size_t>((shape.pixels() + copies * shape.filters) * shape.paddedTaps()) * sizeof(float);
}

void PatchProduct::run(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &output, void *scratch,
                       cudaStream_t stream) const {
  const int64_t pixels = shape.pixels(), width = shape.paddedTaps(), filters = shape.filters;
  auto *matrix = static_cast<float *>(scratch), *rest = matrix + pixels * width;
  auto tensor = [&](float *data, at::IntArrayRef sizes) { return at::from_blob(data, sizes, input.options()); };
  Products &product = products(input.device());
  const bool tf32 = at::globalContext().allowTF32CuDNN();  // it is a convolution
  gatherPatches(shape, static_cast<const float *>(input.const_data_ptr()), matrix, stream);
  at::Tensor out = tensor(output.data_ptr<float>(), {pixels, filters});
  if (what == Convolution::Forward) {
    padRows(shape, static_cast<const float *>(weight.const_data_ptr()), rest, stream);
    product.run(out, tensor(matrix, {pixels, width}), tensor(rest, {filters, width}).t(), std::nullopt, tf32, stream);
    return;
  }
  const int64_t count = parts(), rows = pixels / count, left = pixels - count * rows;
  auto part = [&](int64_t first, int64_t number, int64_t length) {
    at::Tensor grads = out.narrow(0, first, number * length).view({number, length, filters});
    product.run(tensor(rest + first / rows * filters * width, {number, filters, width}), grads.transpose(1, 2),
                tensor(matrix + first * width, {number, length, width}), std::nullopt, tf32, stream);
  };
  part(0, count, rows);
  if (left > 0)
    part(count * rows, 1, left);
  foldParts(shape, rest, static_cast<int>(count + (left > 0)), weight.data_ptr<float>(), stream);
}

}  // namespace flodl::rt::cuda
