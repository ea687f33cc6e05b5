// The table through which the front end reaches the runtime. libflodl.so knows no libtorch; the
// runtime library implements this interface and registers itself when it is loaded.
#pragma once
#include "flodl/base/error.h"
#include "flodl/base/op.h"
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flodl {

enum class DeviceType : uint8_t { CPU, CUDA };
/// Where a tensor lives: `kCPU`, `Device(kCUDA, 1)`.
struct Device {
  DeviceType type = DeviceType::CPU;
  int index = 0;
  constexpr Device() = default;
  constexpr Device(DeviceType type, int index = 0) : type(type), index(index) {}
  bool isCuda() const { return type == DeviceType::CUDA; }
  friend bool operator==(const Device &, const Device &) = default;
};
inline constexpr DeviceType kCPU = DeviceType::CPU;
inline constexpr DeviceType kCUDA = DeviceType::CUDA;

namespace detail {

/// A reference-counted tensor of the runtime. The front end only holds and passes it.
using Handle = std::shared_ptr<void>;

/// Operand of an eager operation: a tensor, a number written in the source, or nothing.
struct EagerOperand {
  const Handle *tensor = nullptr;
  bool isNumber = false;
  double number = 0;      ///< also the value of hypers and (0 or 1) flags
  bool isInteger = false; ///< the number was written as an integer
};

/// Identity of random draws made inside a graph's forward (contracts §7). Operations of class Q
/// carry `path` and `draw` attributes; the key is hash(seed, instance, path, draw).
struct RandomState {
  uint64_t instance = 0;
  uint64_t forward = 0;
};

struct OptimizerGroup {
  std::vector<Handle> parameters{};
  double lr = 0, weightDecay = 0, momentum = 0, beta1 = 0.9, beta2 = 0.999, eps = 1e-8;
};
enum class OptimizerKind : uint8_t { SGD, Adam, AdamW };
class OptimizerImpl {
 public:
  virtual ~OptimizerImpl() = default;
  virtual void step() = 0;
  virtual void zeroGrad() = 0;
  virtual OptimizerGroup &group(size_t index) = 0;  ///< rates and hyper-parameters may be changed
  virtual size_t groups() const = 0;
};

enum class ClipKind : uint8_t { None, Norm, Value };

/// What a graph hands over to be bound to compiled code.
struct BindRequest {
  std::string name;       ///< as registered
  std::string signature;  ///< canonical text of this recording
  std::vector<Handle> parameters, buffers;
  std::vector<std::string> parameterNames;
  std::vector<double> hypers;
  uint64_t instance = 0;  ///< number in order of creation
};

/// Lazily read scalars of one training step.
class StepResultImpl {
 public:
  virtual ~StepResultImpl() = default;
  virtual double loss() = 0;      ///< waits for the device when needed
  virtual double gradNorm() = 0;
  virtual double term(size_t index) = 0;
};

/// Total and free memory of a device, in bytes.
struct DeviceMemory {
  uint64_t total = 0, free = 0;
};

/// Bytes behind living tensors and all that an allocator holds, now and at most since the last reset.
struct AllocatorStats {
  uint64_t active = 0, peakActive = 0, reserved = 0, peakReserved = 0;
};

/// Tensors on their way to a device, copied beside the training stream.
class Upload {
 public:
  virtual ~Upload() = default;
  /// The tensors on the device. Makes the calling thread's current stream wait for the copies and
  /// marks the tensors as used by it; called once.
  virtual std::vector<Handle> take() = 0;
};

/// A graph bound to compiled programs.
class Instance {
 public:
  virtual ~Instance() = default;
  /// Training mode of each mode flag, in recording order; taken by the next call.
  virtual void setFlags(std::span<const uint8_t> flags) = 0;
  virtual void setHypers(std::span<const double> hypers) = 0;
  /// The result. Joined to autograd when gradients are enabled and something requires them. Throws
  /// `Error` on sizes that do not fit.
  virtual Handle forward(std::span<const Handle> inputs) = 0;
  /// The i-th output of the last forward (0: the result, then tags) in a tensor of its own, joined to
  /// autograd as the result is; copied when it is asked for. Empty where a tag does not exist. Throws
  /// `Error` when there has been another call since.
  virtual Handle output(size_t index) = 0;
  /// Tells the instance its optimizer and clipping before the first `step`.
  virtual void setOptimizer(std::shared_ptr<OptimizerImpl> optimizer, ClipKind clip, double clipLimit) = 0;
  /// One training step on inputs, then targets.
  virtual std::shared_ptr<StepResultImpl> step(std::span<const Handle> inputs) = 0;
  virtual bool hasStep() const = 0;
  /// Number that the next forward or step will have; 0 for the first.
  virtual uint64_t forwardNumber() const = 0;
  /// For a graph that resumes, or that ran eagerly in between.
  virtual void setForwardNumber(uint64_t number) = 0;
};

class Runtime {
 public:
  virtual ~Runtime() = default;

  // Eager operations, through libtorch with its autograd.
  virtual void apply(OpCode op, std::span<const EagerOperand> operands, std::span<const AttrValue> attrs,
                     const RandomState &random, std::span<Handle> results) = 0;

  // Tensors.
  virtual Handle fromHost(const void *data, DType dtype, std::span<const int64_t> shape, Device device) = 0;
  virtual Handle empty(DType dtype, std::span<const int64_t> shape, Device device) = 0;
  /// Copies all elements, row by row, to `out`.
  virtual void toHost(const Handle &tensor, void *out) = 0;
  virtual Handle to(const Handle &tensor, Device device, DType dtype) = 0;
  /// A copy on `device` that the calling thread does not wait for.
  virtual Handle toAsync(const Handle &tensor, Device device) = 0;
  virtual TensorType type(const Handle &tensor) = 0;
  virtual Device device(const Handle &tensor) = 0;
  /// Copies values into the storage of `target`; shapes must be equal.
  virtual void copyInto(const Handle &target, const Handle &source) = 0;
  /// The same as an operation that autograd sees.
  virtual void assign(const Handle &target, const Handle &source) = 0;
  /// One element as a number; synchronises.
  virtual double item(const Handle &tensor) = 0;
  /// In-place initialisers without gradient tracking: `uniform` (a, b), `normal` (mean, std), `fill` (value, -),
  /// `integers` (from a to below b), `permutation` (-, -).
  virtual void fill(const Handle &tensor, std::string_view kind, double a, double b) = 0;
  virtual std::string text(const Handle &tensor) = 0;

  // Autograd.
  virtual bool requiresGrad(const Handle &tensor) = 0;
  virtual bool isLeaf(const Handle &tensor) = 0;
  virtual void setRequiresGrad(const Handle &tensor, bool on) = 0;
  virtual void backward(const Handle &tensor, const Handle *gradient, bool retainGraph) = 0;
  virtual Handle grad(const Handle &tensor) = 0;  ///< empty when undefined
  virtual void setGrad(const Handle &tensor, const Handle &gradient) = 0;
  virtual Handle detach(const Handle &tensor) = 0;
  virtual bool gradEnabled() = 0;
  virtual bool setGradEnabled(bool on) = 0;  ///< returns the former value

  // Around training.
  virtual void manualSeed(uint64_t seed) = 0;
  /// Whether float32 products on CUDA may use TF32.
  virtual void setTf32Products(bool on) = 0;
  virtual std::shared_ptr<OptimizerImpl> optimizer(OptimizerKind kind, std::vector<OptimizerGroup> groups) = 0;
  virtual double clipGradients(ClipKind kind, std::span<const Handle> parameters, double limit) = 0;
  virtual void setThreads(int count) = 0;
  virtual bool hasCuda() = 0;
  virtual int cudaDevices() = 0;
  virtual void synchronize(Device device) = 0;

  // Data loading; called from loader threads as well.
  /// First element of a contiguous CPU tensor; valid as long as the tensor.
  virtual void *data(const Handle &tensor) = 0;
  /// A new tensor whose row i is row `rows[first + i]` of `source`, for i < count. `rows` is a 1-d
  /// int64 tensor on the device of `source` with values in range.
  virtual Handle selectRows(const Handle &source, const Handle &rows, int64_t first, int64_t count) = 0;
  /// Starts copying CPU tensors to a device: pinned memory and a copy stream where the device has
  /// them, else the copy is complete on return. Throws `Error` (OutOfMemory) when they do not fit.
  virtual std::unique_ptr<Upload> upload(std::span<const Handle> tensors, Device device) = 0;
  /// Nothing when the device cannot tell.
  virtual std::optional<DeviceMemory> memory(Device device) = 0;
  /// Of a GPU's caching allocator.
  virtual AllocatorStats allocatorStats(Device device) = 0;
  virtual void resetPeaks(Device device) = 0;
  /// Gives cached, unused memory of the device back to the driver.
  virtual void releaseCache(Device device) = 0;

  /// Looks the recording up among the compiled models; null with the reason in `why` (names the
  /// first difference to the nearest compiled recording of the same name).
  virtual std::unique_ptr<Instance> bind(const BindRequest &request, std::string &why) = 0;
};

/// The runtime of this process. In a capture process the first use loads the runtime library.
Runtime &runtime();
/// Called by the runtime library when it is loaded.
void setRuntime(Runtime *runtime);

}  // namespace detail
}  // namespace flodl
