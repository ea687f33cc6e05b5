// Makes the CUDA half known to the runtime when this library is loaded.
#include "runtime/core/Tensors.h"
#include "runtime/cuda/ChannelNorm.h"
#include "runtime/cuda/Convolutions.h"
#include "runtime/cuda/CudaBackend.h"
#include "runtime/cuda/OrderedSums.h"
#include "runtime/cuda/Products.h"
#include "runtime/cuda/RandomKernels.h"
#include "runtime/cuda/WindowGradients.h"
#include "runtime/kernels/Device.h"
#include <ATen/Context.h>
#include <c10/cuda/CUDAGuard.h>

namespace flodl::rt::cuda {

namespace {

class CudaKernels final : public kernels::DeviceKernels {
 public:
  bool product(const at::Tensor &out, const at::Tensor &lhs, const at::Tensor &rhs,
               const std::optional<at::Tensor> &bias) override {
    c10::cuda::CUDAGuard guard(out.device());
    return products(out.device()).run(out, lhs, rhs, bias, at::globalContext().allowTF32CuBLAS(), stream());
  }
  bool convolve(kernels::Convolution what, const at::Tensor &input, const at::Tensor &weight, const at::Tensor &output,
                const kernels::ConvolutionWindow &window) override {
    c10::cuda::CUDAGuard guard(input.device());
    return convolutions(input.device()).run(what, input, weight, output, window, stream());
  }
  bool channelNorm(const kernels::ChannelNorm &norm, const std::optional<at::Tensor> &shift, const at::Tensor &runningMean,
                   const at::Tensor &runningVar, double momentum, double eps, const at::Tensor &result,
                   const at::Tensor &newMean, const at::Tensor &newVar) override {
    auto args = argumentsOf(norm, {shift ? &*shift : nullptr, &runningMean, &runningVar, &result, &newMean, &newVar});
    if (!args)
      return false;
    c10::cuda::CUDAGuard guard(norm.input.device());
    cuda::channelNorm(*args,
                      {shift ? shift->const_data_ptr() : nullptr, runningMean.const_data_ptr(), runningVar.const_data_ptr(),
                       newMean.data_ptr(), newVar.data_ptr(), momentum, eps},
                      result.data_ptr(), scratch(norm.input.device(), channelNormScratch(*args)), stream());
    return true;
  }
  bool channelNormBackward(const kernels::ChannelNorm &norm, const at::Tensor &grad, const at::Tensor &inputGrad,
                           const at::Tensor &weightGrad, const at::Tensor &biasGrad, const at::Tensor &shiftGrad) override {
    auto args = argumentsOf(norm, {&grad, &inputGrad, &weightGrad, &biasGrad, &shiftGrad});
    if (!args)
      return false;
    c10::cuda::CUDAGuard guard(norm.input.device());
    cuda::channelNormBackward(*args, grad.const_data_ptr(), inputGrad.data_ptr(), weightGrad.data_ptr(), biasGrad.data_ptr(),
                              shiftGrad.data_ptr(), scratch(norm.input.device(), channelNormScratch(*args)), stream());
    return true;
  }
  void adaptiveAvgPoolBackward(const at::Tensor &out, const at::Tensor &grad, int64_t rank) override {
    c10::cuda::CUDAGuard guard(out.device());
    AdaptiveWindows windows[3];
    int64_t planes = out.numel();
    for (int64_t i = 1; i <= rank; ++i) {
      windows[3 - i] = {out.size(-i), grad.size(-i)};
      planes /= std::max<int64_t>(out.size(-i), 1);
    }
    at::Tensor dense = grad.contiguous();
    cuda::adaptiveAvgPoolBackward(out.data_ptr(), dense.const_data_ptr(), dtypeOf(out.scalar_type()), planes, windows,
                                  stream());
  }
  void scatterAdd(const at::Tensor &out, const at::Tensor &index, const at::Tensor &source, int64_t dim) override {
    c10::cuda::CUDAGuard guard(out.device());
    at::Tensor positions = index.contiguous(), values = source.contiguous();
    auto product = [](at::IntArrayRef sizes) { return c10::multiply_integers(sizes); };
    const ScatterShape shape{product(out.sizes().slice(0, dim)), out.size(dim), product(out.sizes().slice(dim + 1)),
                             index.size(dim)};
    cuda::scatterAdd(out.data_ptr(), static_cast<const int64_t *>(positions.const_data_ptr()), values.const_data_ptr(),
                     dtypeOf(out.scalar_type()), shape, stream());
  }
  void sumRows(const at::Tensor &out, const at::Tensor &index, const at::Tensor &rows) override {
    c10::cuda::CUDAGuard guard(out.device());
    auto [sorted, order] = at::sort(index, /*stable=*/true, /*dim=*/0, /*descending=*/false);
    at::Tensor dense = rows.contiguous();
    const RowSums sums{static_cast<const int64_t *>(sorted.const_data_ptr()), static_cast<const int64_t *>(order.const_data_ptr()),
                       index.numel(), out.size(1)};
    const DType dtype = dtypeOf(out.scalar_type());
    at::Tensor partials = at::empty({static_cast<int64_t>(sums.partialBytes(dtype))}, out.options().dtype(at::kByte));
    cuda::sumRows(out.data_ptr(), dense.const_data_ptr(), dtype, sums, partials.data_ptr(), stream());
  }
  bool spreadGradient(const at::Tensor &result, const at::Tensor &grad, const kernels::Axes &axes) override {
    if (!result.is_contiguous())
      return false;
    c10::cuda::CUDAGuard guard(result.device());
    at::Tensor dense = grad.contiguous();
    cuda::spreadGradient(result.data_ptr(), dense.const_data_ptr(), dtypeOf(result.scalar_type()), planesOf(result, axes), axes,
                         stream());
    return true;
  }
  bool selectedGradient(const at::Tensor &result, const at::Tensor &grad, const at::Tensor &indices,
                        const kernels::Axes &axes) override {
    if (!result.is_contiguous())
      return false;
    c10::cuda::CUDAGuard guard(result.device());
    at::Tensor dense = grad.contiguous(), positions = indices.contiguous();
    cuda::selectedGradient(result.data_ptr(), dense.const_data_ptr(), static_cast<const int64_t *>(positions.const_data_ptr()),
                           dtypeOf(result.scalar_type()), planesOf(result, axes), axes, stream());
    return true;
  }
  void dropout(const at::Tensor &out, const at::Tensor &input, double p, const RandomKey &random) override {
    c10::cuda::CUDAGuard guard(out.device());
    cuda::dropout(out.data_ptr(), input.const_data_ptr(), dtypeOf(out.scalar_type()), out.numel(), p, random, stream());
  }
  void dropoutMask(const at::Tensor &out, double p, const RandomKey &random) override {
    make(Distribution::Mask, out, p, random);
  }
  void uniform(const at::Tensor &out, const RandomKey &random) override { make(Distribution::Uniform, out, 0, random); }
  void normal(const at::Tensor &out, const RandomKey &random) override { make(Distribution::Normal, out, 0, random); }
  void integers(const at::Tensor &out, int64_t low, uint64_t range, const RandomKey &random) override {
    c10::cuda::CUDAGuard guard(out.device());
    fillIntegers(out.data_ptr(), dtypeOf(out.scalar_type()), out.numel(), low, range, random, stream());
  }

 private:
  /// Nothing when a tensor is strided, empty or of a type that the kernels do not take.
  static std::optional<ChannelNormArgs> argumentsOf(const kernels::ChannelNorm &norm,
                                                    std::initializer_list<const at::Tensor *> others) {
    const at::Tensor *weight = norm.weight ? &*norm.weight : nullptr, *bias = norm.bias ? &*norm.bias : nullptr;
    const at::Tensor &input = norm.input;
    for (const at::Tensor *tensor : others)
      if (tensor && !tensor->is_contiguous())
        return std::nullopt;
    DType dtype = dtypeOf(input.scalar_type());
    DType parameters = weight ? dtypeOf(weight->scalar_type()) : dtype == kFloat64 ? kFloat64 : kFloat32;
    bool sameType = !bias || dtypeOf(bias->scalar_type()) == parameters;
    if (!input.is_contiguous() || input.numel() == 0 || input.numel() / input.size(0) > INT32_MAX || !sameType ||
        !hasChannelNorm(dtype, parameters))
      return std::nullopt;
    return ChannelNormArgs{input.const_data_ptr(), weight ? weight->const_data_ptr() : nullptr,
                           bias ? bias->const_data_ptr() : nullptr, norm.saveMean.data_ptr(), norm.saveInvstd.data_ptr(),
                           dtype, parameters, input.size(0), input.size(1), input.size(2), input.size(3),
                           norm.windowHeight, norm.windowWidth, norm.training, norm.relu};
  }

  static int64_t planesOf(const at::Tensor &result, const kernels::Axes &axes) {
    return result.numel() / std::max<int64_t>(axes[0].in * axes[1].in * axes[2].in, 1);
  }

  void *scratch(at::Device device, size_t bytes) {
    std::lock_guard lock(mutex);
    return workspaces.try_emplace(device.index(), device).first->second.get(bytes, stream());
  }
  std::mutex mutex;
  std::map<c10::DeviceIndex, Workspace> workspaces;

  static cudaStream_t stream() { return c10::cuda::getCurrentCUDAStream().stream(); }
  static void make(Distribution distribution, const at::Tensor &out, double p, const RandomKey &random) {
    c10::cuda::CUDAGuard guard(out.device());
    fill(distribution, out.data_ptr(), dtypeOf(out.scalar_type()), out.numel(), p, random, stream());
  }
};

struct Registrar {
  Registrar() {
    // Never destroyed: models may outlive this library's static objects.
    registerBackend(at::kCUDA, new CudaBackend);
    kernels::registerKernels(at::kCUDA, new CudaKernels);
  }
} const registrar;

}  // namespace

}  // namespace flodl::rt::cuda
