// Makes the CUDA half known to the runtime when this library is loaded.
#include "runtime/core/Tensors.h"
#include "runtime/cuda/CudaBackend.h"
#include "runtime/cuda/Products.h"
#include "runtime/cuda/RandomKernels.h"
#include "runtime/kernels/Device.h"
#include <c10/cuda/CUDAGuard.h>

namespace flodl::rt::cuda {

namespace {

class CudaKernels final : public kernels::DeviceKernels {
 public:
  bool product(const at::Tensor &out, const at::Tensor &lhs, const at::Tensor &rhs,
               const std::optional<at::Tensor> &bias) override {
    c10::cuda::CUDAGuard guard(out.device());
    return products(out.device()).run(out, lhs, rhs, bias, stream());
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

 private:
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
