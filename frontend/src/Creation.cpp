// Tensors from nothing: constants, random values, host data, and the binary operators.
#include "Recorder.h"
#include "TensorImpl.h"
#include "flodl/init.h"
#include <cmath>

namespace flodl {
namespace detail {

const OpInfo &requireOp(std::string_view name) {
  if (const OpInfo *info = findOp(name))
    return *info;
  throw Error(ErrorCode::Internal, "this build of floDl has no operation '" + std::string(name) + "'");
}

std::vector<AttrValue> creationAttrs(const OpInfo &info, const Shape &shape, double value, DType dtype, bool number) {
  std::vector<AttrValue> attrs(info.attrs.size());
  for (size_t i = 0; i < attrs.size(); ++i) {
    std::string_view name = info.attrs[i].name;
    if (name == "shape")
      attrs[i] = shape;
    else if (name == "value")
      attrs[i] = value;
    else if (name == "dtype")
      attrs[i] = dtype;
    else if (name == "number")
      attrs[i] = number;
  }
  return attrs;
}

static std::vector<int64_t> numbers(const Shape &shape, SourceLoc loc) {
  std::vector<int64_t> sizes;
  for (const Dim &dim : currentExecution() && !currentRecorder() ? currentExecution()->sized(shape, loc) : shape) {
    if (!dim.constant())
      throw Error(ErrorCode::UndecidedDim,
                  "a tensor of shape " + str(shape) + " is created outside a recording, where the size " + dim.str() +
                      " has no value",
                  loc);
    if (*dim.constant() < 0)
      throw Error(ErrorCode::InvalidArgument, "a tensor of shape " + str(shape) + " cannot be created", loc);
    sizes.push_back(*dim.constant());
  }
  return sizes;
}

/// A tensor initialised in place by the runtime: `fill`, `uniform`, `normal`.
static Tensor initialised(const Shape &shape, const TensorOptions &options, const char *kind, double a, double b,
                          SourceLoc loc) {
  std::vector<int64_t> sizes = numbers(shape, loc);
  return deferred({options.dtype, Shape(sizes.begin(), sizes.end())}, [=] {
    Handle handle = runtime().empty(options.dtype, sizes, options.device);
    runtime().fill(handle, kind, a, b);
    return handle;
  });
}

Tensor fromHost(const void *data, size_t count, DType dtype, const Shape &shape, Device device, SourceLoc loc) {
  std::vector<int64_t> sizes = numbers(shape, loc);
  int64_t elements = 1;
  for (int64_t size : sizes)
    elements *= size;
  if (elements != static_cast<int64_t>(count))
    throw Error(ErrorCode::ShapeMismatch, "from_vector: expects " + std::to_string(elements) + " values for shape " +
                                              str(shape) + ", but got " + std::to_string(count),
                loc);
  const char *bytes = static_cast<const char *>(data);
  std::vector<char> copy(bytes, capturing() ? bytes + count * itemSize(dtype) : bytes);
  return deferred({dtype, shape}, [=, copy = std::move(copy)] {
    return runtime().fromHost(copy.empty() ? data : copy.data(), dtype, sizes, device);
  });
}

/// A tensor that one operation makes of nothing but attributes: recorded, or run where `options` say (in a
/// running forward where the model is).
static Tensor made(OpCode code, const Shape &shape, const TensorOptions &options, const std::vector<AttrValue> &attrs,
                   SourceLoc loc) {
  if (currentRecorder())
    return apply(code, {}, attrs, loc)[0];
  Device device = currentExecution() ? currentExecution()->device() : options.device;
  std::vector<int64_t> sizes = numbers(shape, loc);
  return deferred({options.dtype, Shape(sizes.begin(), sizes.end())}, [=] {
    return runtime().to(materialize(*apply(code, {}, attrs, loc)[0].impl()), device, options.dtype);
  });
}

Tensor arangeReal(double start, double end, double step, TensorOptions options, SourceLoc loc) {
  double count = std::ceil((end - start) / step);
  if (step == 0 || !std::isfinite(count) || count < 0)
    throw Error(ErrorCode::InvalidArgument,
                "arange: expects a finite step from start towards end, but got " + std::to_string(step) + " from " +
                    std::to_string(start) + " to " + std::to_string(end),
                loc);
  Shape shape{static_cast<int64_t>(count)};
  return made(OpCode::arange, shape, options, {shape, start, step, options.dtype}, loc);
}

/// An operation that creates a tensor, recorded or run; in a running forward the result goes where
/// the model is.
static Tensor created(std::string_view name, const Shape &shape, double value, DType dtype, SourceLoc loc) {
  const OpInfo &info = requireOp(name);
  Tensor result = apply(info.code, {}, creationAttrs(info, shape, value, dtype), loc)[0];
  return currentRecorder() ? result : result.to(currentExecution()->device(), loc);
}

}  // namespace detail

using namespace detail;

Tensor full(const Shape &shape, double value, TensorOptions options, SourceLoc loc) {
  if (currentRecorder())
    return created("full", shape, value, options.dtype, loc);
  if (Execution *execution = currentExecution())
    options.device = execution->device();
  return initialised(shape, options, "fill", value, 0, loc);
}
Tensor empty(const Shape &shape, TensorOptions options, SourceLoc loc) {
  if (currentRecorder())
    return full(shape, 0, options, loc);
  Device device = currentExecution() ? currentExecution()->device() : options.device;
  std::vector<int64_t> sizes = numbers(shape, loc);
  return deferred({options.dtype, Shape(sizes.begin(), sizes.end())},
                  [=] { return runtime().empty(options.dtype, sizes, device); });
}
Tensor zeros(const Shape &shape, TensorOptions options, SourceLoc loc) { return full(shape, 0, options, loc); }
Tensor ones(const Shape &shape, TensorOptions options, SourceLoc loc) { return full(shape, 1, options, loc); }

// Inside a forward random numbers are those of the model's own streams, run or recorded.

Tensor randn(const Shape &shape, TensorOptions options, SourceLoc loc) {
  return currentExecution() ? created("randn", shape, 0, options.dtype, loc)
                            : initialised(shape, options, "normal", 0, 1, loc);
}
Tensor rand(const Shape &shape, TensorOptions options, SourceLoc loc) {
  return currentExecution() ? created("rand", shape, 0, options.dtype, loc)
                            : initialised(shape, options, "uniform", 0, 1, loc);
}

Tensor randint(int64_t low, int64_t high, const Shape &shape, TensorOptions options, SourceLoc loc) {
  if (low >= high || static_cast<uint64_t>(high) - static_cast<uint64_t>(low) > (uint64_t(1) << 32))
    throw Error(ErrorCode::InvalidArgument,
                "randint: expects low below high by at most 2^32, but got " + std::to_string(low) + " and " +
                    std::to_string(high),
                loc);
  if (currentExecution())
    return made(OpCode::randint, shape, options, {shape, options.dtype, low, high, {}, {}}, loc);
  return initialised(shape, options, "integers", static_cast<double>(low), static_cast<double>(high), loc);
}
Tensor randperm(const Dim &n, TensorOptions options, SourceLoc loc) {
  if (currentExecution())
    return made(OpCode::randperm, {n}, options, {Shape{n}, options.dtype, {}, {}}, loc);
  return initialised({n}, options, "permutation", 0, 0, loc);
}

Tensor arange(int64_t start, const Dim &end, TensorOptions options, SourceLoc loc) {
  return arange(start, end, int64_t(1), options, loc);
}
Tensor arange(int64_t start, const Dim &end, int64_t step, TensorOptions options, SourceLoc loc) {
  Dim distance = step < 0 ? Dim(start) - end : end - start;
  if (step == 0 || (distance.constant() && *distance.constant() < 0))
    throw Error(ErrorCode::InvalidArgument,
                "arange: expects a step from start towards end, but got " + std::to_string(step) + " from " +
                    std::to_string(start) + " to " + end.str(),
                loc);
  int64_t length = std::abs(step);
  Shape shape{length == 1 ? distance : (distance + (length - 1)) / length};
  return made(OpCode::arange, shape, options,
              {shape, static_cast<double>(start), static_cast<double>(step), options.dtype}, loc);
}
Tensor linspace(double start, double end, const Dim &steps, TensorOptions options, SourceLoc loc) {
  return made(OpCode::linspace, {steps}, options, {Shape{steps}, start, end, options.dtype}, loc);
}
Tensor eye(const Dim &n, const Dim &m, TensorOptions options, SourceLoc loc) {
  return made(OpCode::eye, {n, m}, options, {Shape{n, m}, options.dtype}, loc);
}

Tensor from_blob(std::span<const std::byte> bytes, const Shape &shape, TensorOptions options, SourceLoc loc) {
  int64_t count = 1;
  for (int64_t size : numbers(shape, loc))
    count *= size;
  if (size_t expected = static_cast<size_t>(count) * itemSize(options.dtype); bytes.size() != expected)
    throw Error(ErrorCode::ShapeMismatch,
                "from_blob: expects " + std::to_string(expected) + " bytes for " + str(TensorType{options.dtype, shape}) +
                    ", but got " + std::to_string(bytes.size()),
                loc);
  return fromHost(bytes.data(), static_cast<size_t>(count), options.dtype, shape, options.device, loc);
}

// Initialisers.

static void require(bool holds, const char *name, const std::string &text, SourceLoc loc) {
  if (!holds)
    throw Error(ErrorCode::InvalidArgument, std::string(name) + ": " + text, loc);
}

Tensor uniform(const Shape &shape, double low, double high, TensorOptions options, SourceLoc loc) {
  require(low <= high, "uniform",
          "expects low <= high, but got " + std::to_string(low) + " and " + std::to_string(high), loc);
  return initialised(shape, options, "uniform", low, high, loc);
}
Tensor normal(const Shape &shape, double mean, double std, TensorOptions options, SourceLoc loc) {
  require(std >= 0, "normal", "expects a standard deviation of 0 or more, but got " + std::to_string(std), loc);
  return initialised(shape, options, "normal", mean, std, loc);
}

static void requireFan(const char *name, double fan, SourceLoc loc) {
  require(fan > 0, name, "expects a fan above 0, but got " + std::to_string(fan), loc);
}

Tensor kaiming_uniform(const Shape &shape, int64_t fan_in, double a, TensorOptions options, SourceLoc loc) {
  requireFan("kaiming_uniform", fan_in, loc);
  double bound = std::sqrt(3.0) * std::sqrt(2.0 / (1 + a * a)) / std::sqrt(double(fan_in));
  return uniform(shape, -bound, bound, options, loc);
}
Tensor kaiming_normal(const Shape &shape, int64_t fan_in, double a, TensorOptions options, SourceLoc loc) {
  requireFan("kaiming_normal", fan_in, loc);
  return normal(shape, 0, std::sqrt(2.0 / (1 + a * a)) / std::sqrt(double(fan_in)), options, loc);
}
Tensor xavier_uniform(const Shape &shape, int64_t fan_in, int64_t fan_out, TensorOptions options, SourceLoc loc) {
  requireFan("xavier_uniform", std::min(fan_in, fan_out), loc);
  double bound = std::sqrt(6.0 / double(fan_in + fan_out));
  return uniform(shape, -bound, bound, options, loc);
}
Tensor xavier_normal(const Shape &shape, int64_t fan_in, int64_t fan_out, TensorOptions options, SourceLoc loc) {
  requireFan("xavier_normal", std::min(fan_in, fan_out), loc);
  return normal(shape, 0, std::sqrt(2.0 / double(fan_in + fan_out)), options, loc);
}
Tensor uniform_bias(int64_t fan_in, const Shape &shape, TensorOptions options, SourceLoc loc) {
  requireFan("uniform_bias", fan_in, loc);
  double bound = 1 / std::sqrt(double(fan_in));
  return uniform(shape, -bound, bound, options, loc);
}

// Operators.

static Tensor binary(std::string_view name, const Operand &lhs, const Operand &rhs) {
  return apply(requireOp(name).code, {lhs, rhs}, {}, lhs.isNumber ? rhs.loc : lhs.loc)[0];
}
Tensor operator+(const Operand &lhs, const Operand &rhs) { return binary("add", lhs, rhs); }
Tensor operator-(const Operand &lhs, const Operand &rhs) { return binary("sub", lhs, rhs); }
Tensor operator*(const Operand &lhs, const Operand &rhs) { return binary("mul", lhs, rhs); }
Tensor operator/(const Operand &lhs, const Operand &rhs) { return binary("div", lhs, rhs); }
Tensor operator%(const Operand &lhs, const Operand &rhs) { return binary("remainder", lhs, rhs); }
Tensor operator<(const Operand &lhs, const Operand &rhs) { return binary("lt", lhs, rhs); }
Tensor operator<=(const Operand &lhs, const Operand &rhs) { return binary("le", lhs, rhs); }
Tensor operator>(const Operand &lhs, const Operand &rhs) { return binary("gt", lhs, rhs); }
Tensor operator>=(const Operand &lhs, const Operand &rhs) { return binary("ge", lhs, rhs); }
Tensor operator==(const Operand &lhs, const Operand &rhs) { return binary("eq", lhs, rhs); }
Tensor operator!=(const Operand &lhs, const Operand &rhs) { return binary("ne", lhs, rhs); }
Tensor operator-(const TensorArg &x) { return apply(requireOp("neg").code, {Operand(x.tensor, x.loc)}, {}, x.loc)[0]; }

}  // namespace flodl
