#include "runtime/kernels/Sampling.h"
#include "runtime/kernels/Device.h"

namespace flodl::kernels {

/// libtorch's numbers of the modes.
static int64_t samplingMode(std::string_view mode) { return mode == "bilinear" ? 0 : mode == "nearest" ? 1 : 2; }
static int64_t paddingNumber(std::string_view mode) { return mode == "zeros" ? 0 : mode == "border" ? 1 : 2; }

at::Tensor gridSample(const at::Tensor &input, const at::Tensor &grid, std::string_view mode, std::string_view paddingMode,
                      bool alignCorners) {
  int64_t how = samplingMode(mode), outside = paddingNumber(paddingMode);
  return input.dim() == 5 ? at::grid_sampler_3d(input, grid, how, outside, alignCorners)
                          : at::grid_sampler_2d(input, grid, how, outside, alignCorners);
}

// ---- the gradient as rows

namespace {
/// What places read along one dimension: elements, with a weight that is 0 outside of the image.
struct Tap {
  at::Tensor index, weight;
};
}  // namespace

/// Mirrored at `low` / 2 and `high` / 2 until it lies between them.
static at::Tensor reflected(const at::Tensor &place, int64_t low, int64_t high) {
  if (low == high)
    return at::zeros_like(place);
  double first = static_cast<double>(low) / 2, span = static_cast<double>(high - low) / 2;
  at::Tensor distance = (place - first).abs(), extra = at::fmod(distance, span);
  at::Tensor there = at::remainder(at::floor(distance / span), 2) == 0;
  return at::where(there, extra + first, (span + first) - extra);
}

/// What stands for places outside of the image.
static at::Tensor padded(const at::Tensor &place, int64_t size, const SamplingOptions &options) {
  if (options.paddingMode == "zeros")
    return place;
  if (options.paddingMode == "border")
    return at::clamp(place, 0, size - 1);
  at::Tensor mirrored = options.alignCorners ? reflected(place, 0, 2 * (size - 1)) : reflected(place, -1, 2 * size - 1);
  return at::clamp(mirrored, 0, size - 1);
}

static Tap tapAt(const at::Tensor &element, const at::Tensor &weight, int64_t size) {
  at::Tensor inside = (element >= 0).logical_and(element <= size - 1);
  return {at::where(inside, element, at::zeros({}, element.options())).to(at::kLong), weight * inside};
}

/// The taps of `places`, from -1 to 1, along a dimension of `size` elements.
static std::vector<Tap> tapsOf(const at::Tensor &places, int64_t size, const SamplingOptions &options) {
  double extent = static_cast<double>(size);
  at::Tensor x = options.alignCorners ? (places + 1) / 2 * (extent - 1) : ((places + 1) * extent - 1) / 2;
  std::vector<Tap> taps;
  if (options.mode == "bicubic") {
    at::Tensor base = at::floor(x), t = x - base;
    for (int tap = 0; tap < 4; ++tap) {
      constexpr double a = -0.75;
      at::Tensor d = tap == 0 ? t + 1 : tap == 1 ? t : tap == 2 ? 1 - t : 2 - t;
      bool near = tap == 1 || tap == 2;
      at::Tensor weight = near ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
      taps.push_back(tapAt(padded(base + (tap - 1), size, options), weight, size));
    }
    return taps;
  }
  x = padded(x, size, options);
  if (options.mode == "nearest")
    return {tapAt(at::round(x), at::ones_like(x), size)};
  at::Tensor low = at::floor(x), part = x - low;
  return {tapAt(low, 1 - part, size), tapAt(low + 1, part, size)};
}

std::pair<at::Tensor, at::Tensor> sampledRows(const at::Tensor &grad, at::IntArrayRef sizes, const at::Tensor &grid,
                                              const SamplingOptions &options) {
  int64_t images = sizes[0], channels = sizes[1], rank = static_cast<int64_t>(sizes.size()) - 2;
  at::IntArrayRef plane = sizes.slice(2);
  at::Tensor places = grid.reshape({images, -1, rank});
  // All combinations of the taps along each dimension; the last coordinate is that of the first dimension.
  std::vector<Tap> combined = {{at::zeros({images, places.size(1)}, grid.options().dtype(at::kLong)),
                                at::ones({images, places.size(1)}, grid.options())}};
  for (int64_t dim = 0; dim < rank; ++dim) {
    int64_t size = plane[static_cast<size_t>(dim)];
    std::vector<Tap> longer;
    for (const Tap &before : combined)
      for (const Tap &tap : tapsOf(places.select(-1, rank - 1 - dim), size, options))
        longer.push_back({before.index * size + tap.index, before.weight * tap.weight});
    combined = std::move(longer);
  }
  at::Tensor first = at::arange(images, grid.options().dtype(at::kLong)).unsqueeze(1) * c10::multiply_integers(plane);
  at::Tensor pixels = grad.reshape({images, channels, -1}).transpose(1, 2);
  std::vector<at::Tensor> rows, indices;
  for (const Tap &tap : combined) {
    rows.push_back((pixels * tap.weight.unsqueeze(-1)).reshape({-1, channels}));
    indices.push_back((tap.index + first).flatten());
  }
  return {at::cat(rows), at::cat(indices)};
}

static at::Tensor inputGradient(DeviceKernels &device, const at::Tensor &grad, at::IntArrayRef sizes, const at::Tensor &grid,
                                const SamplingOptions &options) {
  auto [rows, indices] = sampledRows(grad, sizes, grid, options);
  int64_t images = sizes[0], channels = sizes[1];
  at::Tensor sums = at::zeros({images * c10::multiply_integers(sizes.slice(2)), channels}, grad.options());
  device.sumRows(sums, indices, rows);
  return sums.view({images, -1, channels}).transpose(1, 2).reshape(sizes);
}

std::tuple<at::Tensor, at::Tensor> gridSampleBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &grid,
                                                      std::string_view mode, std::string_view paddingMode, bool alignCorners) {
  int64_t how = samplingMode(mode), outside = paddingNumber(paddingMode);
  DeviceKernels *device = deviceKernels(input.device().type());
  bool ownSums = device && input.numel() && grid.numel();
  auto [towardsInput, towardsGrid] =
      input.dim() == 5 ? at::grid_sampler_3d_backward(grad, input, grid, how, outside, alignCorners, {!ownSums, true})
                       : at::grid_sampler_2d_backward(grad, input, grid, how, outside, alignCorners, {!ownSums, true});
  if (ownSums)
    towardsInput = inputGradient(*device, grad, input.sizes(), grid, {mode, paddingMode, alignCorners});
  return {towardsInput, towardsGrid};
}

}  // namespace flodl::kernels
