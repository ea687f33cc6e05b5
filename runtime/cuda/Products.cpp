#include "runtime/cuda/Products.h"
#include "flodl/base/error.h"
#include "runtime/core/Tensors.h"
#include "runtime/cuda/Graphs.h"
#include "runtime/cuda/Timing.h"
#include <array>
#include <cstdlib>

namespace flodl::rt::cuda {

/// NVIDIA's advice for Hopper.
static constexpr size_t workspaceBytes = 32u << 20;
/// Algorithms that are measured, and runs of each.
static constexpr int maxCandidates = 16, warmUps = 2, repetitions = 10;

static void check(cublasStatus_t status, const char *call) {
  if (status != CUBLAS_STATUS_SUCCESS)
    throw Error(ErrorCode::Runtime, std::string("cuBLASLt: ") + cublasLtGetStatusString(status) + " (" + call + ")");
}
#define FLODL_CUBLAS_CHECK(call) check((call), #call)

template <class Handle, auto destroy>
struct Destroyer {
  void operator()(Handle handle) const { destroy(handle); }
};
template <class Handle, auto destroy>
using Owner = std::unique_ptr<std::remove_pointer_t<Handle>, Destroyer<Handle, destroy>>;

struct Products::Plan {
  Owner<cublasLtMatmulDesc_t, cublasLtMatmulDescDestroy> description;
  Owner<cublasLtMatrixLayout_t, cublasLtMatrixLayoutDestroy> left, right, out;
  cublasLtMatmulAlgo_t algorithm{};
  bool wide = false;  ///< computed in double precision
};

Products::Products(at::Device device) : device(device), workspace(workspaceBytes), sideWorkspace(workspaceBytes) {
  FLODL_CUBLAS_CHECK(cublasLtCreate(&handle));
}
Products::~Products() { cublasLtDestroy(handle); }

namespace {

/// How a matrix lies in memory for cuBLASLt.
struct Placement {
  bool rowMajor;
  int64_t ld;
};

/// Of the last two dimensions; nothing when neither has stride 1.
std::optional<Placement> placementOf(const at::Tensor &matrix) {
  int64_t rows = matrix.size(-2), cols = matrix.size(-1), rowStride = matrix.stride(-2), colStride = matrix.stride(-1);
  if ((colStride == 1 || cols == 1) && (rows == 1 || rowStride >= cols))
    return Placement{true, std::max(rows == 1 ? cols : rowStride, std::max<int64_t>(cols, 1))};
  if ((rowStride == 1 || rows == 1) && (cols == 1 || colStride >= rows))
    return Placement{false, std::max(cols == 1 ? rows : colStride, std::max<int64_t>(rows, 1))};
  return std::nullopt;
}

cudaDataType_t dataType(at::ScalarType type) {
  switch (type) {
  case at::kDouble: return CUDA_R_64F;
  case at::kHalf: return CUDA_R_16F;
  case at::kBFloat16: return CUDA_R_16BF;
  default: return CUDA_R_32F;
  }
}

cublasComputeType_t computeType(const ProductKey &key) {
  if (key.type == at::kDouble)
    return CUBLAS_COMPUTE_64F;
  return key.tf32 ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F;
}

/// The largest power of two, up to 256, that divides every address.
int64_t alignmentOf(std::initializer_list<const void *> pointers) {
  uintptr_t bits = 256;
  for (const void *pointer : pointers)
    bits |= reinterpret_cast<uintptr_t>(pointer);
  return static_cast<int64_t>(bits & -bits);
}

cublasLtMatrixLayout_t layoutOf(cudaDataType_t type, int64_t rows, int64_t cols, int64_t ld, int64_t batch, int64_t stride) {
  cublasLtMatrixLayout_t layout;
  FLODL_CUBLAS_CHECK(cublasLtMatrixLayoutCreate(&layout, type, static_cast<uint64_t>(rows), static_cast<uint64_t>(cols), ld));
  auto count = static_cast<int32_t>(batch);
  FLODL_CUBLAS_CHECK(cublasLtMatrixLayoutSetAttribute(layout, CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, &count, sizeof count));
  FLODL_CUBLAS_CHECK(
      cublasLtMatrixLayoutSetAttribute(layout, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, &stride, sizeof stride));
  return layout;
}

}  // namespace

bool Products::run(const at::Tensor &out, const at::Tensor &lhs, const at::Tensor &rhs,
                   const std::optional<at::Tensor> &bias, bool tf32, cudaStream_t stream) {
  at::ScalarType type = out.scalar_type();
  bool floats = type == at::kFloat || type == at::kDouble || type == at::kHalf || type == at::kBFloat16;
  int64_t rank = out.dim();
  if (!floats || lhs.scalar_type() != type || rhs.scalar_type() != type || (rank != 2 && rank != 3) ||
      lhs.dim() != rank || rhs.dim() != rank || (bias && (rank != 2 || bias->scalar_type() != type || !bias->is_contiguous())))
    return false;
  if (out.numel() == 0)
    return true;
  if (lhs.size(-1) == 0)
    return false;
  auto outPlace = placementOf(out), left = placementOf(rhs), right = placementOf(lhs);
  bool broadcast = rank == 3 && (lhs.size(0) != out.size(0) || rhs.size(0) != out.size(0));
  if (!outPlace || !outPlace->rowMajor || !left || !right || broadcast)
    return false;

  Operands operands{rhs.const_data_ptr(), lhs.const_data_ptr(), bias ? bias->const_data_ptr() : nullptr, out.data_ptr()};
  auto stride = [&](const at::Tensor &tensor) { return rank == 3 ? tensor.stride(0) : 0; };
  ProductKey key{out.size(-1), out.size(-2), lhs.size(-1), rank == 3 ? out.size(0) : 1, left->ld, right->ld, outPlace->ld,
                 stride(rhs), stride(lhs), stride(out),
                 alignmentOf({operands.left, operands.right, operands.out, operands.bias}),
                 !left->rowMajor, !right->rowMajor, bias.has_value(),
                 type == at::kFloat && tf32, type};
  std::lock_guard lock(mutex);
  Plan &plan = planFor(key, operands, stream);
  enqueue(plan, plan.algorithm, operands, stream);
  return true;
}

Products::Plan &Products::planFor(const ProductKey &key, const Operands &operands, cudaStream_t stream) {
  auto found = plans.find(key);
  if (found != plans.end())
    return *found->second;
  auto plan = std::make_unique<Plan>();
  cudaDataType_t type = dataType(key.type);
  plan->wide = key.type == at::kDouble;
  cublasLtMatmulDesc_t description;
  FLODL_CUBLAS_CHECK(cublasLtMatmulDescCreate(&description, computeType(key), plan->wide ? CUDA_R_64F : CUDA_R_32F));
  plan->description.reset(description);
  auto set = [&](cublasLtMatmulDescAttributes_t attribute, auto value) {
    FLODL_CUBLAS_CHECK(cublasLtMatmulDescSetAttribute(description, attribute, &value, sizeof value));
  };
  set(CUBLASLT_MATMUL_DESC_TRANSA, key.transposeLeft ? CUBLAS_OP_T : CUBLAS_OP_N);
  set(CUBLASLT_MATMUL_DESC_TRANSB, key.transposeRight ? CUBLAS_OP_T : CUBLAS_OP_N);
  if (key.bias) {
    set(CUBLASLT_MATMUL_DESC_EPILOGUE, CUBLASLT_EPILOGUE_BIAS);
    set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, operands.bias);
  }
  auto layout = [&](bool transposed, int64_t rows, int64_t cols, int64_t ld, int64_t stride) {
    return layoutOf(type, transposed ? cols : rows, transposed ? rows : cols, ld, key.batch, stride);
  };
  plan->left.reset(layout(key.transposeLeft, key.n, key.k, key.ldLeft, key.strideLeft));
  plan->right.reset(layout(key.transposeRight, key.k, key.m, key.ldRight, key.strideRight));
  plan->out.reset(layout(false, key.n, key.m, key.ldOut, key.strideOut));
  choose(*plan, key, operands, stream);
  return *plans.emplace(key, std::move(plan)).first->second;
}

void Products::choose(Plan &plan, const ProductKey &key, const Operands &operands, cudaStream_t stream) {
  cublasLtMatmulPreference_t raw;
  FLODL_CUBLAS_CHECK(cublasLtMatmulPreferenceCreate(&raw));
  Owner<cublasLtMatmulPreference_t, cublasLtMatmulPreferenceDestroy> preference(raw);
  auto set = [&](cublasLtMatmulPreferenceAttributes_t attribute, auto value) {
    FLODL_CUBLAS_CHECK(cublasLtMatmulPreferenceSetAttribute(raw, attribute, &value, sizeof value));
  };
  set(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, workspaceBytes);
  // Partial sums are added in a fixed order when they lie in the workspace.
  set(CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK,
      static_cast<uint32_t>(CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE | CUBLASLT_REDUCTION_SCHEME_OUTPUT_TYPE));
  for (auto attribute : {CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES,
                         CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES})
    set(attribute, static_cast<uint32_t>(key.alignment));

  std::array<cublasLtMatmulHeuristicResult_t, maxCandidates> results{};
  int count = 0;
  cublasStatus_t status =
      cublasLtMatmulAlgoGetHeuristic(handle, plan.description.get(), plan.left.get(), plan.right.get(), plan.out.get(),
                                     plan.out.get(), raw, maxCandidates, results.data(), &count);
  if (status != CUBLAS_STATUS_SUCCESS || count == 0)
    throw Error(ErrorCode::Runtime, "cuBLASLt has no algorithm for a product of " + std::to_string(key.m) + "x" +
                                        std::to_string(key.k) + " and " + std::to_string(key.k) + "x" +
                                        std::to_string(key.n) + " (" + cublasLtGetStatusString(status) + ")");
  plan.algorithm = results[0].algo;
  if (count == 1 || !mayMeasure(stream))
    return;
  float best = 0;
  for (int i = 0; i < count; ++i) {
    if (results[i].state != CUBLAS_STATUS_SUCCESS)
      continue;
    float ms = measure(stream, warmUps, repetitions, [&] { enqueue(plan, results[i].algo, operands, stream); });
    if (best == 0 || ms < best) {
      best = ms;
      plan.algorithm = results[i].algo;
    }
  }
}

void Products::enqueue(const Plan &plan, const cublasLtMatmulAlgo_t &algorithm, const Operands &operands,
                       cudaStream_t stream) {
  const float one = 1, zero = 0;
  const double wideOne = 1, wideZero = 0;
  if (operands.bias)
    FLODL_CUBLAS_CHECK(cublasLtMatmulDescSetAttribute(plan.description.get(), CUBLASLT_MATMUL_DESC_BIAS_POINTER,
                                                      &operands.bias, sizeof operands.bias));
  const void *alpha = plan.wide ? static_cast<const void *>(&wideOne) : &one;
  const DeviceBuffer &space = isSideStream(stream, device) ? sideWorkspace : workspace;
  const void *beta = plan.wide ? static_cast<const void *>(&wideZero) : &zero;
  FLODL_CUBLAS_CHECK(cublasLtMatmul(handle, plan.description.get(), alpha, operands.left, plan.left.get(), operands.right,
                                    plan.right.get(), beta, operands.out, plan.out.get(), operands.out, plan.out.get(),
                                    &algorithm, space.as<>(), workspaceBytes, stream));
}

Products &products(at::Device device) {
  static std::mutex mutex;
  // Never destroyed: CUDA may be gone when the process ends.
  static auto &all = *new std::map<c10::DeviceIndex, std::unique_ptr<Products>>;
  std::lock_guard lock(mutex);
  auto &found = all[device.index()];
  if (!found)
    found = std::make_unique<Products>(device);
  return *found;
}

}  // namespace flodl::rt::cuda
