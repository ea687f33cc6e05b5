// Owners of memory that CUDA's own calls hand out; none of them is used in a steady step.
#pragma once
#include "flodl/rt/kernel_cuda.h"
#include <utility>

namespace flodl::rt::cuda {

/// Memory of the current device.
class DeviceBuffer {
 public:
  DeviceBuffer() = default;
  explicit DeviceBuffer(size_t bytes);
  DeviceBuffer(DeviceBuffer &&other) noexcept : data_(std::exchange(other.data_, nullptr)) {}
  DeviceBuffer &operator=(DeviceBuffer &&other) noexcept {
    std::swap(data_, other.data_);
    return *this;
  }
  ~DeviceBuffer();

  template <class T = void>
  T *as(size_t offset = 0) const {
    return reinterpret_cast<T *>(static_cast<char *>(data_) + offset);
  }
  explicit operator bool() const { return data_ != nullptr; }

 private:
  void *data_ = nullptr;
};

/// Memory of the host that the device writes to; zero at first.
class PinnedBuffer {
 public:
  explicit PinnedBuffer(size_t bytes);
  PinnedBuffer(const PinnedBuffer &) = delete;
  PinnedBuffer &operator=(const PinnedBuffer &) = delete;
  ~PinnedBuffer();

  template <class T>
  T *host() const {
    return static_cast<T *>(host_);
  }
  /// The address that kernels use.
  void *device() const { return device_; }

 private:
  void *host_ = nullptr, *device_ = nullptr;
};

/// Copies a few words to the device, in the order of `stream`; `from` may change afterwards.
void upload(void *to, const void *from, size_t bytes, cudaStream_t stream);

}  // namespace flodl::rt::cuda
