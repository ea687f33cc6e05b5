// Tensors: values on a device, or symbols while a model is recorded.
#pragma once
#include "flodl/base/dim.h"
#include "flodl/base/dtype.h"
#include "flodl/base/error.h"
#include "flodl/detail/runtime.h"
#include <array>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace flodl {

class Tensor;
struct Operand;
struct Number;

namespace detail {
struct TensorImpl;

/// Element type of a C++ type.
template <class T>
constexpr DType dtypeOf() {
  if constexpr (std::is_same_v<T, bool>)
    return kBool;
  else if constexpr (std::is_same_v<T, float>)
    return kFloat32;
  else if constexpr (std::is_same_v<T, double>)
    return kFloat64;
  else if constexpr (std::is_integral_v<T> && sizeof(T) == 4)
    return kInt32;
  else {
    static_assert(std::is_integral_v<T> && sizeof(T) == 8,
                  "elements are bool, float, double, or integers of 4 or 8 bytes");
    return kInt64;
  }
}

/// A tensor of the front end over a tensor of the runtime; undefined when `handle` is empty.
Tensor wrap(Handle handle);
/// The runtime's tensor behind `tensor`. Throws `Error` (Capture) when it is symbolic: `what` says
/// what needs its values (`item()`).
const Handle &valueOf(const Tensor &tensor, const char *what, SourceLoc loc);
/// Copies all elements, converted to `dtype`, to `out`.
void readElements(const Tensor &tensor, const char *what, DType dtype, void *out, SourceLoc loc);
}  // namespace detail

/// An n-dimensional array with automatic differentiation. Copies share the value. Outside a
/// recording operations run at once through libtorch; inside one a tensor is a symbol whose sizes
/// are known and whose elements are not.
class Tensor {
 public:
  Tensor() = default;
  explicit Tensor(std::shared_ptr<detail::TensorImpl> impl) : impl_(std::move(impl)) {}

  /// False for a default-constructed tensor, which stands for "absent".
  bool defined() const { return impl_ != nullptr; }
  /// In `if (x.mean() > 0)` it would ask whether the comparison exists. Compilers show this line.
  explicit operator bool() const = delete;  // a tensor is not true or false: use where(condition, a, b), or defined()

  /// Size of each dimension; numbers, or expressions over the model's symbols during recording.
  Shape shape(SourceLoc loc = SourceLoc::current()) const;
  /// Size of dimension `dim`, counted from the end when negative.
  Dim size(int64_t dim, SourceLoc loc = SourceLoc::current()) const;
  int64_t ndim() const;
  /// Number of elements.
  Dim numel(SourceLoc loc = SourceLoc::current()) const;
  /// Number of bytes that the elements take, in a row.
  Dim nbytes(SourceLoc loc = SourceLoc::current()) const;
  DType dtype() const;
  Device device() const;
  /// True while the tensor has no elements because a model is being recorded.
  bool is_symbolic() const;

  /// The value of a tensor with one element. Waits for the device.
  /// Errors: more than one element; called on a symbolic tensor during recording.
  template <class T = double>
  T item(SourceLoc loc = SourceLoc::current()) const {
    requireOneElement(loc);
    T value{};
    detail::readElements(*this, "item()", detail::dtypeOf<T>(), &value, loc);
    return value;
  }
  /// All elements, row by row. Waits for the device.
  template <class T = float>
  std::vector<T> to_vector(SourceLoc loc = SourceLoc::current()) const {
    size_t count = elementCount("to_vector()", loc);
    if constexpr (std::is_same_v<T, bool>) {
      std::unique_ptr<bool[]> bytes(new bool[count]);
      detail::readElements(*this, "to_vector()", kBool, bytes.get(), loc);
      return {bytes.get(), bytes.get() + count};
    } else {
      std::vector<T> values(count);
      detail::readElements(*this, "to_vector()", detail::dtypeOf<T>(), values.data(), loc);
      return values;
    }
  }
  /// The bytes of all elements, row by row, in the machine's order; the counterpart of `from_blob`. Waits for the device.
  std::vector<std::byte> to_blob(SourceLoc loc = SourceLoc::current()) const;
  /// The elements as text, or the type of a symbolic tensor.
  std::string str() const;

  /// A copy on `device`; the same tensor when it is there already.
  Tensor to(Device device, SourceLoc loc = SourceLoc::current()) const;
  Tensor to(DeviceType device, SourceLoc loc = SourceLoc::current()) const { return to(Device(device), loc); }
  /// A copy where `other` is.
  Tensor to_device_of(const Tensor &other, SourceLoc loc = SourceLoc::current()) const {
    return to(other.device(), loc);
  }
  /// `to(device)` without waiting for the copy, as PyTorch's `non_blocking`: between pinned memory and a GPU it overlaps with
  /// what follows, and a result on the CPU may be read after `synchronize`.
  Tensor to_device_async(Device device, SourceLoc loc = SourceLoc::current()) const;
  /// The elements converted to `dtype`; the same tensor when they are of that type.
  Tensor to(DType dtype, SourceLoc loc = SourceLoc::current()) const;

  bool requires_grad() const;
  /// True for what no recorded operation made: what was created, and all that needs no gradient.
  bool is_leaf() const;
  /// Asks for a gradient (a leaf), or stops asking. Returns the tensor itself.
  Tensor &set_requires_grad(bool on = true, SourceLoc loc = SourceLoc::current());
  /// The gradient accumulated by `backward`; undefined when there is none.
  Tensor grad() const;
  /// Replaces the gradient; an undefined tensor removes it.
  void set_grad(const Tensor &gradient, SourceLoc loc = SourceLoc::current());
  /// Removes the gradient.
  void zero_grad() { set_grad(Tensor()); }
  /// Adds the derivatives of this scalar to the gradients of the leaves it was computed from.
  void backward(SourceLoc loc = SourceLoc::current()) const;
  /// The same for a tensor of any shape, given the gradient towards it.
  void backward(const Tensor &gradient, bool retain_graph = false, SourceLoc loc = SourceLoc::current()) const;
  /// The same value without gradient history.
  Tensor detach(SourceLoc loc = SourceLoc::current()) const;
  /// Overwrites the elements in place, keeping identity, element type and gradient flag.
  /// Errors: another shape.
  void set_data(const Tensor &source, SourceLoc loc = SourceLoc::current());

  const std::shared_ptr<detail::TensorImpl> &impl() const { return impl_; }

#include "flodl/tensor_methods.inc"
  /// See the functions of these names.
  Tensor pow(const Operand &exponent, SourceLoc loc = SourceLoc::current()) const;
  Tensor clamp(Number min, Number max, SourceLoc loc = SourceLoc::current()) const;

  // The functions of these names in flodl/ops.h.
  std::vector<Tensor> split(const Dim &size, int64_t dim = 0, SourceLoc loc = SourceLoc::current()) const;
  std::vector<Tensor> split(const Shape &sizes, int64_t dim = 0, SourceLoc loc = SourceLoc::current()) const;
  std::vector<Tensor> chunk(int64_t chunks, int64_t dim = 0, SourceLoc loc = SourceLoc::current()) const;
  std::vector<Tensor> batches(const Dim &size, SourceLoc loc = SourceLoc::current()) const;
  std::vector<Tensor> unbind(int64_t dim = 0, SourceLoc loc = SourceLoc::current()) const;
  Tensor movedim(const std::vector<int64_t> &source, const std::vector<int64_t> &destination,
                 SourceLoc loc = SourceLoc::current()) const;
  Tensor movedim(int64_t source, int64_t destination, SourceLoc loc = SourceLoc::current()) const;
  Tensor squeeze(const std::vector<int64_t> &dims, SourceLoc loc = SourceLoc::current()) const;
  Tensor squeeze(SourceLoc loc = SourceLoc::current()) const;
  Tensor unsqueeze(const std::vector<int64_t> &dims, SourceLoc loc = SourceLoc::current()) const;
  Tensor tile(const Shape &counts, SourceLoc loc = SourceLoc::current()) const;
  Tensor narrow(int64_t dim, const Dim &start, const Dim &length, SourceLoc loc = SourceLoc::current()) const;
  Tensor slice_scatter(const Tensor &src, int64_t dim = 0, const Dim &start = 0,
                       SourceLoc loc = SourceLoc::current()) const;
  Tensor argmax(SourceLoc loc = SourceLoc::current()) const;
  Tensor argmin(SourceLoc loc = SourceLoc::current()) const;
  Tensor argsort(int64_t dim = -1, bool descending = false, SourceLoc loc = SourceLoc::current()) const;
  bool all_finite(SourceLoc loc = SourceLoc::current()) const;

  // In place: the tensor and its copies get another value, of the same shape and element type.
  // Errors: a leaf that requires a gradient, while gradients are recorded; a result of another shape, or of a type
  // that the tensor cannot hold; inside a recording also a tensor that a living view shares memory with, and a
  // parameter.
  Tensor &add_(const Operand &other, SourceLoc loc = SourceLoc::current());
  Tensor &sub_(const Operand &other, SourceLoc loc = SourceLoc::current());
  Tensor &mul_(const Operand &other, SourceLoc loc = SourceLoc::current());
  Tensor &div_(const Operand &other, SourceLoc loc = SourceLoc::current());
  Tensor &zero_(SourceLoc loc = SourceLoc::current());
  Tensor &fill_(double value, SourceLoc loc = SourceLoc::current());
  /// The elements of `source`, broadcast and converted.
  Tensor &copy_(const Tensor &source, SourceLoc loc = SourceLoc::current());

 private:
  void requireOneElement(SourceLoc loc) const;
  size_t elementCount(const char *what, SourceLoc loc) const;
  std::shared_ptr<detail::TensorImpl> impl_;
};

/// A tensor with gradient history is the same type.
using Variable = Tensor;

/// First operand of an operation: a tensor and the place of the call.
struct TensorArg {
  TensorArg(const Tensor &tensor, SourceLoc loc = SourceLoc::current()) : tensor(tensor), loc(loc) {}
  Tensor tensor;
  SourceLoc loc;
};

/// Operand of a binary operation: a tensor or a number, and the place where it stands.
struct Operand {
  Operand(const Tensor &tensor, SourceLoc loc = SourceLoc::current()) : tensor(tensor), loc(loc) {}
  template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>>
  Operand(T number, SourceLoc loc = SourceLoc::current())
      : number(static_cast<double>(number)), isNumber(true), isInteger(std::is_integral_v<T>), loc(loc) {}
  Tensor tensor;
  double number = 0;
  bool isNumber = false;
  bool isInteger = false;
  SourceLoc loc;
};

/// A number that remembers whether it was written as an integer, as type promotion asks.
struct Number {
  template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>>
  Number(T number) : value(static_cast<double>(number)), isInteger(std::is_integral_v<T>) {}
  double value;
  bool isInteger;
};

/// Operands of an operation that takes any number of tensors.
struct TensorList {
  TensorList(std::initializer_list<Tensor> tensors, SourceLoc loc = SourceLoc::current())
      : tensors(tensors), loc(loc) {}
  TensorList(std::vector<Tensor> tensors, SourceLoc loc = SourceLoc::current())
      : tensors(std::move(tensors)), loc(loc) {}
  std::vector<Tensor> tensors;
  SourceLoc loc;
};

Tensor operator+(const Operand &lhs, const Operand &rhs);
Tensor operator-(const Operand &lhs, const Operand &rhs);
Tensor operator*(const Operand &lhs, const Operand &rhs);
Tensor operator/(const Operand &lhs, const Operand &rhs);
/// `remainder`: the sign is that of `rhs`.
Tensor operator%(const Operand &lhs, const Operand &rhs);
Tensor operator-(const TensorArg &x);
/// Comparisons are element by element and give `kBool`.
Tensor operator<(const Operand &lhs, const Operand &rhs);
Tensor operator<=(const Operand &lhs, const Operand &rhs);
Tensor operator>(const Operand &lhs, const Operand &rhs);
Tensor operator>=(const Operand &lhs, const Operand &rhs);
Tensor operator==(const Operand &lhs, const Operand &rhs);
Tensor operator!=(const Operand &lhs, const Operand &rhs);
/// `x += y` gives `x` the value of `x + y`; other tensors that share the old value keep it.
inline Tensor &operator+=(Tensor &lhs, const Operand &rhs) { return lhs = Operand(lhs, rhs.loc) + rhs; }
inline Tensor &operator-=(Tensor &lhs, const Operand &rhs) { return lhs = Operand(lhs, rhs.loc) - rhs; }
inline Tensor &operator*=(Tensor &lhs, const Operand &rhs) { return lhs = Operand(lhs, rhs.loc) * rhs; }
inline Tensor &operator/=(Tensor &lhs, const Operand &rhs) { return lhs = Operand(lhs, rhs.loc) / rhs; }

/// Element type of new tensors and parameters: float32, or what a `DefaultDtypeGuard` says.
DType default_dtype();

/// Element type and device of a new tensor.
struct TensorOptions {
  DType dtype = default_dtype();
  Device device = kCPU;
};

/// A tensor whose elements are all 0, all 1, all `value`.
Tensor zeros(const Shape &shape, TensorOptions options = {}, SourceLoc loc = SourceLoc::current());
Tensor ones(const Shape &shape, TensorOptions options = {}, SourceLoc loc = SourceLoc::current());
Tensor full(const Shape &shape, double value, TensorOptions options = {}, SourceLoc loc = SourceLoc::current());
/// A tensor whose elements may be anything, to be written. While a model is recorded, zeros.
Tensor empty(const Shape &shape, TensorOptions options = {}, SourceLoc loc = SourceLoc::current());
/// Normally distributed elements, mean 0 and standard deviation 1.
Tensor randn(const Shape &shape, TensorOptions options = {}, SourceLoc loc = SourceLoc::current());
/// Uniformly distributed elements in [0, 1).
Tensor rand(const Shape &shape, TensorOptions options = {}, SourceLoc loc = SourceLoc::current());
/// Random integers from `low` to below `high`, which is at most 2^32 more.
Tensor randint(int64_t low, int64_t high, const Shape &shape, TensorOptions options = {.dtype = kInt64},
               SourceLoc loc = SourceLoc::current());
/// The numbers 0 to n - 1 in random order; in forward `n` may be symbolic.
Tensor randperm(const Dim &n, TensorOptions options = {.dtype = kInt64}, SourceLoc loc = SourceLoc::current());

/// The integers from `start` to below `end`; in forward `end` may be symbolic.
Tensor arange(int64_t start, const Dim &end, TensorOptions options = {.dtype = kInt64},
              SourceLoc loc = SourceLoc::current());
/// The integers from 0 to below `end`.
inline Tensor arange(const Dim &end, TensorOptions options = {.dtype = kInt64}, SourceLoc loc = SourceLoc::current()) {
  return arange(0, end, options, loc);
}
/// Every `step`-th integer from `start` on, before `end`.
/// Errors: a step of 0, or one that leads away from `end`.
Tensor arange(int64_t start, const Dim &end, int64_t step, TensorOptions options = {.dtype = kInt64},
              SourceLoc loc = SourceLoc::current());

namespace detail {
Tensor arangeReal(double start, double end, double step, TensorOptions options, SourceLoc loc);
}

/// `start`, `start + step`, … before `end`, when one of the three is no integer.
template <class A, class B, class C = int>
  requires(std::is_arithmetic_v<A> && std::is_arithmetic_v<B> && std::is_arithmetic_v<C> &&
           (std::is_floating_point_v<A> || std::is_floating_point_v<B> || std::is_floating_point_v<C>))
Tensor arange(A start, B end, C step = 1, TensorOptions options = {}, SourceLoc loc = SourceLoc::current()) {
  return detail::arangeReal(static_cast<double>(start), static_cast<double>(end), static_cast<double>(step), options,
                            loc);
}

/// `steps` evenly spaced values, the first `start` and the last `end`; in forward `steps` may be symbolic.
Tensor linspace(double start, double end, const Dim &steps, TensorOptions options = {},
                SourceLoc loc = SourceLoc::current());
/// Ones on the diagonal of an `n` by `m` matrix; in forward sizes may be symbolic.
Tensor eye(const Dim &n, const Dim &m, TensorOptions options = {}, SourceLoc loc = SourceLoc::current());
inline Tensor eye(const Dim &n, TensorOptions options = {}, SourceLoc loc = SourceLoc::current()) {
  return eye(n, n, options, loc);
}

namespace detail {
Tensor fromHost(const void *data, size_t count, DType dtype, const Shape &shape, Device device, SourceLoc loc);
}

/// A tensor with a copy of `values`, row by row.
/// Errors: the number of values is not the number of elements of `shape`.
template <class T>
Tensor from_vector(const std::vector<T> &values, const Shape &shape, Device device = kCPU,
                   SourceLoc loc = SourceLoc::current()) {
  if constexpr (std::is_same_v<T, bool>) {
    std::unique_ptr<bool[]> bytes(new bool[values.size()]);
    for (size_t i = 0; i < values.size(); ++i)
      bytes[i] = values[i];
    return detail::fromHost(bytes.get(), values.size(), kBool, shape, device, loc);
  } else {
    return detail::fromHost(values.data(), values.size(), detail::dtypeOf<T>(), shape, device, loc);
  }
}
/// The same from a list: `from_vector({1.f, 2.f}, {2})`.
template <class T>
Tensor from_vector(std::initializer_list<T> values, const Shape &shape, Device device = kCPU,
                   SourceLoc loc = SourceLoc::current()) {
  return from_vector(std::vector<T>(values), shape, device, loc);
}
/// A tensor with a copy of `bytes`: elements of the machine's order, row by row.
/// Errors: the number of bytes is not that of the elements of `shape`.
Tensor from_blob(std::span<const std::byte> bytes, const Shape &shape, TensorOptions options = {},
                 SourceLoc loc = SourceLoc::current());
/// A tensor without dimensions.
template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>>
Tensor scalar(T value, Device device = kCPU, SourceLoc loc = SourceLoc::current()) {
  return from_vector(std::vector<T>{value}, {}, device, loc);
}

/// Seed of initialisers, of random operations outside models, and of the random streams of models.
void manual_seed(uint64_t seed);

/// How matrix products of float32 tensors are computed on CUDA: `highest`, in full float32 (the
/// default), or `high`, in TF32 (10 bits of mantissa). Convolutions use TF32 either way, as in
/// PyTorch. Takes effect at the next call of a model.
/// Errors: another text throws `Error` (InvalidArgument). Source: torch.set_float32_matmul_precision.
void set_float32_matmul_precision(std::string_view precision);

/// Whether operations of this thread are recorded for gradients.
bool is_grad_enabled();

/// No gradients are recorded while an object of this type lives.
class NoGradGuard {
 public:
  NoGradGuard();
  ~NoGradGuard();
  NoGradGuard(const NoGradGuard &) = delete;
  NoGradGuard &operator=(const NoGradGuard &) = delete;

 private:
  bool former_;
};
/// What `f` returns, without recording gradients.
template <class F>
auto no_grad(F &&f) {
  NoGradGuard guard;
  return std::forward<F>(f)();
}

/// Element type in which modules and factories create tensors while an object of this type lives.
class DefaultDtypeGuard {
 public:
  explicit DefaultDtypeGuard(DType dtype);
  ~DefaultDtypeGuard();
  DefaultDtypeGuard(const DefaultDtypeGuard &) = delete;
  DefaultDtypeGuard &operator=(const DefaultDtypeGuard &) = delete;

 private:
  DType former_;
};

}  // namespace flodl
