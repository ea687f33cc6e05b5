// Scratch memory of library calls and kernels: one block for a call's stream, one for work beside it.
#pragma once
#include "runtime/cuda/Memory.h"
#include <ATen/core/Tensor.h>
#include <vector>

namespace flodl::rt::cuda {

/// Work on one stream runs in order, so it shares one block. Both blocks grow together, in the direct
/// run that comes before a recording: inside of one nothing can be allocated.
class Workspace {
 public:
  explicit Workspace(at::Device device) : device(device) {}
  /// At least `bytes`, until the next call on this stream.
  void *get(size_t bytes, cudaStream_t stream);

 private:
  at::Device device;
  DeviceBuffer main, side;
  size_t bytes = 0;
  std::vector<DeviceBuffer> outgrown;  ///< recordings still use them
};

}  // namespace flodl::rt::cuda
