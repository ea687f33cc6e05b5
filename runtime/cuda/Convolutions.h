// Convolutions of channels-last images through cuDNN's graph interface. The algorithm of each is chosen
// once, by measuring, among the deterministic ones, and kept.
#pragma once
#include "runtime/cuda/Workspace.h"
#include "runtime/kernels/Device.h"
#include <ATen/ATen.h>
#include <array>
#include <cudnn.h>
#include <map>
#include <memory>
#include <mutex>

namespace flodl::rt::cuda {

/// What decides about an algorithm.
struct ConvolutionKey {
  kernels::Convolution what;
  at::ScalarType type;
  bool tf32;
  std::array<int64_t, 4> input, weight, output;  ///< logical sizes, [N, C, H, W]
  std::array<int64_t, 2> stride, padding, dilation;
  int64_t groups;
  friend auto operator<=>(const ConvolutionKey &, const ConvolutionKey &) = default;
};

/// The convolutions of one device.
class Convolutions {
 public:
  explicit Convolutions(at::Device device);
  Convolutions(const Convolutions &) = delete;
  Convolutions &operator=(const Convolutions &) = delete;
  ~Convolutions();

  /// Computes one of the three tensors from the others, see DeviceKernels::convolve.
  bool run(kernels::Convolution what, const at::Tensor &input, const at::Tensor &weight, const at::Tensor &output,
           const kernels::ConvolutionWindow &window, cudaStream_t stream);

 private:
  struct Plan;
  struct Operands {
    void *input, *weight, *output;
  };
  void choose(Plan &plan, const ConvolutionKey &key, const Operands &operands, cudaStream_t stream);
  void execute(cudnnBackendDescriptor_t plan, const Operands &operands, void *workspace, cudaStream_t stream);

  cudnnHandle_t handle = nullptr;
  Workspace workspace;
  std::map<ConvolutionKey, std::unique_ptr<Plan>> plans;
  std::mutex mutex;
};

/// Those of a device, made at first use.
Convolutions &convolutions(at::Device device);

}  // namespace flodl::rt::cuda
