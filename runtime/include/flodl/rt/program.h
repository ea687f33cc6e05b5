// What generated code includes: plain declarations of the runtime, no libtorch header.
//
// A compiled model is three programs (forward; forward and backward; the training step). Each has a
// `plan`, which declares its views for given sizes, and one or two bodies, which enqueue work on
// those views. A body contains no decision that depends on values on the device.
#pragma once
#include "flodl/base/dtype.h"
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#pragma GCC visibility push(default)
namespace flodl::rt {

/// Numbers that have no literal, in host and device code.
inline constexpr double inf = __builtin_huge_val(), nan = __builtin_nan("");

/// Division and remainder in expressions of sizes: rounded down, with the sign of the divisor.
constexpr int64_t floordiv(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }
constexpr int64_t mod(int64_t a, int64_t b) { return a - floordiv(a, b) * b; }

/// A tensor as generated code sees it. Strides count elements. Owned by the frame or the instance.
struct View {
  void *data = nullptr;
  const int64_t *sizes = nullptr;
  const int64_t *strides = nullptr;
  int32_t rank = 0;
  DType dtype = kFloat32;
  bool cuda = false;
  bool contiguous = true;
  /// Elements.
  int64_t numel = 0;
  /// The libtorch tensor over the same memory, made once when the view is bound.
  void *tensor = nullptr;

  template <class T>
  T *as() const { return static_cast<T *>(data); }
};

/// Declares the views of a program, for one assignment of sizes to the model's symbols. The
/// numbers of the views are the generated code's; `first` and `last` are the positions of the
/// first and last statement that touches a frame view.
class Plan {
 public:
  virtual ~Plan() = default;
  /// Size of the i-th symbol of the model; -1 when only targets, which this call has not, determine
  /// it (such a size may be read but not used).
  virtual int64_t dim(int symbol) const = 0;
  /// Throws when the sizes of the call do not meet a condition of the model: `shown` is the condition, `text` the user's
  /// words for it, `place` (`file:line`, or empty) where it was written.
  virtual void require(bool holds, const char *shown, const char *text, const char *place) = 0;
  /// The i-th input or (after the inputs) target of the call.
  virtual void input(int view, int index) = 0;
  virtual void parameter(int view, int index) = 0;
  virtual void buffer(int view, int index) = 0;
  /// Persistent gradient of the i-th parameter; contiguous.
  virtual void gradient(int view, int index) = 0;
  /// Gradient towards the i-th input, handed out after the call.
  virtual void inputGradient(int view, int index, DType dtype, std::initializer_list<int64_t> sizes) = 0;
  /// Gradient of the i-th output (0: the result, then tags), given to backward; zeros when undefined.
  virtual void outputGradient(int view, int index, DType dtype, std::initializer_list<int64_t> sizes) = 0;
  /// Memory in the frame, alive from statement `first` to statement `last`.
  virtual void frame(int view, DType dtype, std::initializer_list<int64_t> sizes, int first, int last) = 0;
  /// Another shape over the memory of `base`, which is declared before; `offset` in elements.
  virtual void alias(int view, int base, std::initializer_list<int64_t> sizes, std::initializer_list<int64_t> strides,
                     int64_t offset) = 0;
  /// Marks `view` as the i-th output (0: the result, then tags): copied out after the call.
  virtual void output(int view, int index) = 0;
};

/// Key and counter of one random operation (contracts: Philox4x32-10).
struct RandomKey {
  uint64_t key = 0;
  /// Forward number of the call; on CUDA read from `forwardOnDevice` instead.
  uint64_t forward = 0;
  const uint64_t *forwardOnDevice = nullptr;
};

/// One execution of a program. The runtime's own class derives from it.
class Call {
 public:
  const View &view(int i) const { return views_[i]; }
  /// Value of the i-th run-time flag (the training mode of a module).
  bool flag(int i) const { return flags_[i] != 0; }
  /// Value of the i-th hyper-parameter.
  double hyper(int i) const { return hypers_[i]; }
  /// Whether the i-th parameter needs a gradient in this call.
  bool wantsParameter(int i) const { return wants_[i] != 0; }
  /// Whether the i-th input needs a gradient in this call.
  bool wantsInput(int i) const { return wantsInputs_[i] != 0; }
  bool cuda() const { return stream_ != nullptr || cuda_; }
  /// The CUDA stream (cudaStream_t) that work is enqueued on.
  void *stream() const { return stream_; }
  /// Whether kernels may be chosen by measuring them; otherwise they are libtorch's defaults.
  bool tuned() const { return tuned_; }
  RandomKey random(const char *path, int64_t draw) const;

 protected:
  const View *views_ = nullptr;
  const uint8_t *flags_ = nullptr;
  const double *hypers_ = nullptr;
  const uint8_t *wants_ = nullptr;
  const uint8_t *wantsInputs_ = nullptr;
  void *stream_ = nullptr;
  bool cuda_ = false;
  bool tuned_ = false;
};

/// Runs `body(args, begin, end)` over disjoint ranges that cover [begin, end), each at least
/// `grain` long, on the threads libtorch uses. Returns when all are done.
void parallelFor(int64_t begin, int64_t end, int64_t grain, void (*body)(const void *args, int64_t begin, int64_t end),
                 const void *args);

/// While it lives, statements are enqueued on a second stream, behind everything that was enqueued
/// before; what follows does not wait for them until `joinSideWork`. On the CPU it does nothing.
class SideWork {
 public:
  explicit SideWork(Call &call);
  ~SideWork();
  SideWork(const SideWork &) = delete;
  SideWork &operator=(const SideWork &) = delete;

 private:
  Call &call;
};
void joinSideWork(Call &call);

/// Memory of this thread, of at least `bytes` and aligned for vectors, that stays valid until the
/// next call with this slot.
void *threadScratch(int slot, size_t bytes);

/// The last phase of a step: clip (when set) and optimizer over all parameters that have a
/// gradient, in place, then counters.
void clipGradients(Call &call);
void optimizerStep(Call &call);
/// Stores a 0-d loss, or one named term of it, for `StepResult` (asynchronously on CUDA).
void recordLoss(Call &call, const View &loss);
void recordTerm(Call &call, int index, const View &term);

/// `ignore` of a checked index that has no value to ignore.
inline constexpr int64_t nothingIgnored = INT64_MIN;

/// An error (IndexOutOfRange) when an element of `index` (int64, contiguous) is neither in [0, count)
/// nor `ignore`: thrown at once on the CPU; on CUDA later, see IndexFault in runtime/core/IndexCheck.h, and
/// nothing of the call is kept. `checked`, when given, becomes `index` with everything in range.
/// `operand` and `place` (`file:line`) are for the message.
void checkIndex(Call &call, const View &index, const View *checked, int64_t count, int64_t ignore, const char *operand,
                const char *place);

/// Copies new values into buffers: pairs of a value and its buffer. After all checks of the call;
/// on CUDA it does nothing when one of them failed.
void writeBuffers(Call &call, std::span<const View *const> valuesAndBuffers);

struct Program {
  void (*plan)(Plan &plan) = nullptr;
  void (*run)(Call &call) = nullptr;
  /// Second half of the training program; it shares plan and frame with `run`.
  void (*backward)(Call &call) = nullptr;
  int views = 0;
};

/// Shape and element type of an input: sizes as text (`"batch"`, `"784"`).
struct InputInfo {
  const char *name;
  DType dtype;
  std::span<const char *const> sizes;
};

/// Everything compiled for one recording of a model. `forward.run == nullptr` never happens;
/// `train` and `step` may be absent.
struct ModelCode {
  const char *name;       ///< as registered
  const char *signature;  ///< canonical text of the recording
  const char *compiler;   ///< version and options
  std::span<const InputInfo> inputs;   ///< then targets
  std::span<const char *const> symbols;
  std::span<const char *const> outputs;  ///< "" (the result), then tag names
  std::span<const char *const> terms;    ///< names of the loss terms
  Program forward, train, step;
  bool tuned = false;  ///< compiled at -O1 or above: see Call::tuned
};

/// Makes `code` known to the runtime; generated code holds one static object per model.
struct Registration {
  explicit Registration(const ModelCode &code);
};

}  // namespace flodl::rt
#pragma GCC visibility pop
