#include "runtime/cuda/Convolutions.h"
#include "flodl/base/error.h"
#include "runtime/cuda/CudnnGraph.h"
#include "runtime/cuda/Patches.h"
#include "runtime/cuda/Timing.h"
#include <ATen/Context.h>

namespace flodl::rt::cuda {

using kernels::Convolution;

/// Configurations of each heuristic, and runs of those that are not clearly slower than the best.
static constexpr int64_t maxCandidates = 32;
static constexpr int repetitions = 5;
static constexpr float clearlySlower = 1.5f;
/// More than this an algorithm may not ask for.
static constexpr size_t maxWorkspace = size_t(1) << 30;

/// Numbers of the tensors in a graph.
enum Id : int64_t { InputId = 1, WeightId, OutputId };

struct Convolutions::Plan {
  std::optional<Descriptor> execution;
  std::optional<PatchProduct> patches;  ///< instead of cuDNN's
  size_t workspace = 0;
  float ms = 0;  ///< of cuDNN's, when it was measured
};

Convolutions::Convolutions(at::Device device) : workspace(device) { FLODL_CUDNN_CHECK(cudnnCreate(&handle)); }
Convolutions::~Convolutions() { cudnnDestroy(handle); }

static std::optional<cudnnDataType_t> dataType(at::ScalarType type) {
  switch (type) {
  case at::kFloat: return CUDNN_DATA_FLOAT;
  case at::kHalf: return CUDNN_DATA_HALF;
  case at::kBFloat16: return CUDNN_DATA_BFLOAT16;
  default: return std::nullopt;
  }
}

/// The three tensors and the operation on them.
static Descriptor operationFor(const ConvolutionKey &key) {
  const cudnnDataType_t type = *dataType(key.type), computeType = CUDNN_DATA_FLOAT;
  Descriptor input = channelsLastTensor(InputId, type, key.input);
  Descriptor weight = channelsLastTensor(WeightId, type, key.weight);
  Descriptor output = channelsLastTensor(OutputId, type, key.output);
  Descriptor window(CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR);
  window.set(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, CUDNN_TYPE_INT64, int64_t(2));
  window.set(CUDNN_ATTR_CONVOLUTION_COMP_TYPE, CUDNN_TYPE_DATA_TYPE, computeType);
  window.set(CUDNN_ATTR_CONVOLUTION_CONV_MODE, CUDNN_TYPE_CONVOLUTION_MODE, CUDNN_CROSS_CORRELATION);
  window.set(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, key.padding);
  window.set(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, key.padding);
  window.set(CUDNN_ATTR_CONVOLUTION_DILATIONS, key.dilation);
  window.set(CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, key.stride);
  window.finalize();

  struct Names {
    cudnnBackendDescriptorType_t operation;
    cudnnBackendAttributeName_t input, weight, output, window, alpha, beta;
  };
  static constexpr Names names[] = {
      {CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR, CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X,
       CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W, CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y,
       CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC, CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA,
       CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA},
      {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR, CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX,
       CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W, CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY,
       CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC, CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA,
       CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA},
      {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_FILTER_DESCRIPTOR, CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_X,
       CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DW, CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DY,
       CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_CONV_DESC, CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_ALPHA,
       CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_BETA},
  };
  const Names &name = names[static_cast<size_t>(key.what)];
  Descriptor operation(name.operation);
  operation.set(name.input, input);
  operation.set(name.weight, weight);
  operation.set(name.output, output);
  operation.set(name.window, window);
  operation.set(name.alpha, CUDNN_TYPE_FLOAT, 1.0f);
  operation.set(name.beta, CUDNN_TYPE_FLOAT, 0.0f);
  operation.finalize();
  return operation;
}

static std::string describe(const ConvolutionKey &key) {
  static constexpr const char *whats[] = {"a convolution", "the input gradient of a convolution",
                                          "the weight gradient of a convolution"};
  return std::string(whats[static_cast<size_t>(key.what)]) + " of " + c10::str(at::IntArrayRef(key.input)) + " with " +
         c10::str(at::IntArrayRef(key.weight)) + " (" + c10::toString(key.type) + ")";
}

bool Convolutions::run(Convolution what, const at::Tensor &input, const at::Tensor &weight, const at::Tensor &output,
                       const kernels::ConvolutionWindow &window, cudaStream_t stream) {
  if (!dataType(input.scalar_type()))
    return false;
  const at::Tensor &result = what == Convolution::Forward ? output : what == Convolution::InputGradient ? input : weight;
  if (result.numel() == 0)
    return true;
  if (input.numel() == 0 || weight.numel() == 0 || output.numel() == 0)
    return false;
  Operands operands{input.data_ptr(), weight.data_ptr(), output.data_ptr()};
  for (void *pointer : {operands.input, operands.weight, operands.output})
    if (reinterpret_cast<uintptr_t>(pointer) % 16 != 0)
      return false;
  auto four = [](const at::Tensor &t) { return std::array{t.size(0), t.size(1), t.size(2), t.size(3)}; };
  auto two = [](at::IntArrayRef values) { return std::array{values[0], values[1]}; };
  ConvolutionKey key{what, input.scalar_type(), at::globalContext().allowTF32CuDNN(), four(input), four(weight), four(output),
                     two(window.stride), two(window.padding), two(window.dilation), window.groups};
  std::lock_guard lock(mutex);
  auto [found, added] = plans.try_emplace(key);
  if (added) {
    auto plan = std::make_unique<Plan>();
    choose(*plan, key, operands, stream);
    if (std::optional<PatchProduct> patches = PatchProduct::of(what, input, weight, output, window); patches && plan->ms > 0) {
      DeviceBuffer trial(patches->scratchBytes());
      float ms = measure(stream, 1, repetitions, [&] { patches->run(input, weight, output, trial.as<>(), stream); });
      if (ms < plan->ms) {
        plan->patches = patches;
        plan->workspace = patches->scratchBytes();
      }
    }
    found->second = std::move(plan);
  }
  const Plan &plan = *found->second;
  void *scratch = workspace.get(plan.workspace, stream);
  if (plan.patches)
    plan.patches->run(input, weight, output, scratch, stream);
  else
    execute(plan.execution->get(), operands, scratch, stream);
  return true;
}

void Convolutions::choose(Plan &plan, const ConvolutionKey &key, const Operands &operands, cudaStream_t stream) {
  Descriptor operation = operationFor(key);
  const bool measured = mayMeasure(stream);
  for (Descriptor &config : engineConfigs(handle, operation, maxCandidates)) {
    EngineNotes notes = notesOf(config);
    if (!notes.deterministic || (key.type == at::kFloat && !key.tf32 && notes.tensorCores))
      continue;
    Descriptor execution(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR);
    execution.set(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, CUDNN_TYPE_HANDLE, handle);
    execution.set(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, config);
    if (!execution.tryFinalize())
      continue;
    auto bytes = execution.values<int64_t>(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE, CUDNN_TYPE_INT64, 1);
    const size_t needed = bytes.empty() ? 0 : static_cast<size_t>(bytes[0]);
    if (needed > maxWorkspace)
      continue;
    float ms = 0;
    if (measured) {
      DeviceBuffer trial(std::max<size_t>(needed, 1));
      auto run = [&] { execute(execution.get(), operands, trial.as<>(), stream); };
      ms = measure(stream, 1, 1, run);
      if (!plan.execution || ms < clearlySlower * plan.ms)
        ms = measure(stream, 0, repetitions, run);
    }
    if (!plan.execution || ms < plan.ms) {
      plan.execution.emplace(std::move(execution));
      plan.workspace = needed;
      plan.ms = ms;
    }
    if (!measured)
      break;
  }
  if (!plan.execution)
    throw Error(ErrorCode::Runtime, "cuDNN has no deterministic algorithm for " + describe(key));
}

void Convolutions::execute(cudnnBackendDescriptor_t plan, const Operands &operands, void *scratch, cudaStream_t stream) {
  FLODL_CUDNN_CHECK(cudnnSetStream(handle, stream));
  const std::array<int64_t, 3> ids{InputId, WeightId, OutputId};
  void *pointers[] = {operands.input, operands.weight, operands.output};
  Descriptor variant(CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR);
  variant.set(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, ids);
  variant.set(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, CUDNN_TYPE_VOID_PTR, std::span<void *const>(pointers));
  variant.set(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, CUDNN_TYPE_VOID_PTR, scratch);
  variant.finalize();
  FLODL_CUDNN_CHECK(cudnnBackendExecute(handle, plan, variant.get()));
}

Convolutions &convolutions(at::Device device) {
  static std::mutex mutex;
  // Never destroyed: CUDA may be gone when the process ends.
  static auto &all = *new std::map<c10::DeviceIndex, std::unique_ptr<Convolutions>>;
  std::lock_guard lock(mutex);
  auto &found = all[device.index()];
  if (!found)
    found = std::make_unique<Convolutions>(device);
  return *found;
}

}  // namespace flodl::rt::cuda
