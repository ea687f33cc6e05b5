// Matrix products through cuBLASLt. The algorithm of a product is chosen once, by measuring, and
// kept: a recorded run uses the same one as the direct run before it.
#pragma once
#include "runtime/cuda/Memory.h"
#include <ATen/ATen.h>
#include <cublasLt.h>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace flodl::rt::cuda {

/// What decides about an algorithm. Matrices are those of cuBLASLt, which stores columns: its
/// result is the transpose of ours, so `n` comes first and our right operand is its left one.
struct ProductKey {
  int64_t n, m, k, batch;
  int64_t ldLeft, ldRight, ldOut;
  int64_t strideLeft, strideRight, strideOut;  ///< between the matrices of a batch
  int64_t alignment;                           ///< of all operands, in bytes
  bool transposeLeft, transposeRight, bias, tf32;
  at::ScalarType type;
  friend auto operator<=>(const ProductKey &, const ProductKey &) = default;
};

/// The products of one device. Those of a stream share a workspace, so they run one after another;
/// side streams have another one than the rest.
class Products {
 public:
  explicit Products(at::Device device);
  Products(const Products &) = delete;
  Products &operator=(const Products &) = delete;
  ~Products();

  /// `out = lhs * rhs (+ bias)`; false when the operands' layout or type is none that it takes. `tf32`
  /// allows tensor cores for float32.
  bool run(const at::Tensor &out, const at::Tensor &lhs, const at::Tensor &rhs, const std::optional<at::Tensor> &bias,
           bool tf32, cudaStream_t stream);

 private:
  struct Plan;
  struct Operands {
    const void *left, *right, *bias;
    void *out;
  };
  Plan &planFor(const ProductKey &key, const Operands &operands, cudaStream_t stream);
  void choose(Plan &plan, const ProductKey &key, const Operands &operands, cudaStream_t stream);
  void enqueue(const Plan &plan, const cublasLtMatmulAlgo_t &algorithm, const Operands &operands, cudaStream_t stream);

  cublasLtHandle_t handle = nullptr;
  at::Device device;
  DeviceBuffer workspace, sideWorkspace;
  std::map<ProductKey, std::unique_ptr<Plan>> plans;
  std::mutex mutex;
};

/// Those of a device, made at first use.
Products &products(at::Device device);

}  // namespace flodl::rt::cuda
