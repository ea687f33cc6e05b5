// Convolutions of images with few channels as matrix products: the patches under the window become the
// rows of a matrix. cuDNN's kernels are made for many channels; these are bound by memory alone.
#pragma once
#include "runtime/cuda/PatchKernels.h"
#include "runtime/kernels/Device.h"
#include <ATen/ATen.h>

namespace flodl::rt::cuda {

/// A convolution's forward or weight gradient through these.
class PatchProduct {
 public:
  /// Nothing when the convolution is not of this kind.
  static std::optional<PatchProduct> of(kernels::Convolution what, const at::Tensor &input, const at::Tensor &weight,
                                        const at::Tensor &output, const kernels::ConvolutionWindow &window);
  size_t scratchBytes() const;
  void run(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &output, void *scratch,
           cudaStream_t stream) const;

 private:
  /// Parts of the sum over pixels that are products of their own; a rest is one more.
  int parts() const;
  kernels::Convolution what;
  PatchShape shape;
};

}  // namespace flodl::rt::cuda
