// Owners of cuDNN's graph descriptors.
#pragma once
#include <cudnn.h>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace flodl::rt::cuda {

/// Throws `Error` with cuDNN's text unless the call succeeded.
void checkCudnn(cudnnStatus_t status, const char *call);
#define FLODL_CUDNN_CHECK(call) ::flodl::rt::cuda::checkCudnn((call), #call)

/// One descriptor of cuDNN's graph interface.
class Descriptor {
 public:
  explicit Descriptor(cudnnBackendDescriptorType_t type) {
    FLODL_CUDNN_CHECK(cudnnBackendCreateDescriptor(type, &descriptor));
  }
  Descriptor(Descriptor &&other) noexcept : descriptor(std::exchange(other.descriptor, nullptr)) {}
  Descriptor &operator=(Descriptor &&other) noexcept {
    std::swap(descriptor, other.descriptor);
    return *this;
  }
  ~Descriptor() {
    if (descriptor)
      cudnnBackendDestroyDescriptor(descriptor);
  }
  cudnnBackendDescriptor_t get() const { return descriptor; }

  template <class T>
  void set(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type, std::span<const T> values) {
    FLODL_CUDNN_CHECK(cudnnBackendSetAttribute(descriptor, name, type, static_cast<int64_t>(values.size()), values.data()));
  }
  template <class T>
  void set(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type, const T &value) {
    set(name, type, std::span<const T>(&value, 1));
  }
  void set(cudnnBackendAttributeName_t name, std::span<const int64_t> values) { set(name, CUDNN_TYPE_INT64, values); }
  void set(cudnnBackendAttributeName_t name, const Descriptor &value) {
    set(name, CUDNN_TYPE_BACKEND_DESCRIPTOR, value.descriptor);
  }
  void finalize() { FLODL_CUDNN_CHECK(cudnnBackendFinalize(descriptor)); }
  /// False when this cuDNN has nothing for what the descriptor says.
  bool tryFinalize() { return cudnnBackendFinalize(descriptor) == CUDNN_STATUS_SUCCESS; }

  /// Up to `most` values.
  template <class T>
  std::vector<T> values(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type, int64_t most) const {
    std::vector<T> result(static_cast<size_t>(most));
    int64_t count = 0;
    FLODL_CUDNN_CHECK(cudnnBackendGetAttribute(descriptor, name, type, most, &count, result.data()));
    result.resize(static_cast<size_t>(std::min(count, most)));
    return result;
  }
  /// Up to `most` descriptors of `kind`.
  std::vector<Descriptor> descriptors(cudnnBackendAttributeName_t name, cudnnBackendDescriptorType_t kind, int64_t most) const;

 private:
  cudnnBackendDescriptor_t descriptor = nullptr;
};

/// A tensor with the sizes [N, C, H, W] that lies channels-last in memory.
Descriptor channelsLastTensor(int64_t id, cudnnDataType_t type, std::span<const int64_t> sizes);

/// Configurations of engines for a graph of one operation, best guess first.
std::vector<Descriptor> engineConfigs(cudnnHandle_t handle, const Descriptor &operation, int64_t most);
/// Whether an engine gives the same bits every time, and whether it multiplies in tensor cores.
struct EngineNotes {
  bool deterministic, tensorCores;
};
EngineNotes notesOf(const Descriptor &config);

}  // namespace flodl::rt::cuda
