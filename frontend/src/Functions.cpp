// Operations that are made of others, or that choose among several records.
#include "Recorder.h"
#include "TensorImpl.h"
#include "flodl/ops.h"
#include <algorithm>
#include <limits>

namespace flodl {
using namespace detail;

static Operand operandOf(Number number, SourceLoc loc) {
  Operand operand(number.value, loc);
  operand.isInteger = number.isInteger;
  return operand;
}

/// True for tensors of integers and booleans.
static bool isIntegral(const Tensor &tensor) { return tensor.defined() && !isFloating(tensor.dtype()); }

static Error invalid(std::string text, SourceLoc loc) { return {ErrorCode::InvalidArgument, std::move(text), loc}; }

Tensor pow(const Operand &base, const Operand &exponent) {
  SourceLoc loc = base.isNumber ? exponent.loc : base.loc;
  if (!exponent.isNumber || base.isNumber)
    return apply(OpCode::pow_tensor, {base, exponent}, {}, loc)[0];
  if (!exponent.isInteger || !isIntegral(base.tensor))
    return apply(OpCode::pow, {base}, {exponent.number}, loc)[0];
  if (exponent.number < 0)
    throw invalid("pow: expects an exponent of 0 or more for integers, but got " +
                      std::to_string(static_cast<int64_t>(exponent.number)) +
                      "; write it as a floating-point number, or convert the base with .to(kFloat32)",
                  loc);
  return apply(OpCode::pow_tensor, {base, exponent}, {}, loc)[0];
}
Tensor Tensor::pow(const Operand &exponent, SourceLoc loc) const { return flodl::pow(Operand(*this, loc), exponent); }

// An infinite bound does not limit.

Tensor clamp_min(const TensorArg &x, Number min) {
  if (isIntegral(x.tensor))
    return maximum(Operand(x.tensor, x.loc), operandOf(min, x.loc));
  return clamp(x, min, std::numeric_limits<double>::infinity());
}
Tensor clamp_max(const TensorArg &x, Number max) {
  if (isIntegral(x.tensor))
    return minimum(Operand(x.tensor, x.loc), operandOf(max, x.loc));
  return clamp(x, -std::numeric_limits<double>::infinity(), max);
}
Tensor clamp(const TensorArg &x, Number min, Number max) {
  if (isIntegral(x.tensor))
    return minimum(Operand(maximum(Operand(x.tensor, x.loc), operandOf(min, x.loc)), x.loc), operandOf(max, x.loc));
  return apply(OpCode::clamp, {Operand(x.tensor, x.loc)}, {min.value, max.value}, x.loc)[0];
}
Tensor Tensor::clamp(Number min, Number max, SourceLoc loc) const { return flodl::clamp(TensorArg(*this, loc), min, max); }

Tensor div(const Operand &lhs, const Operand &rhs, std::string_view rounding_mode) {
  SourceLoc loc = lhs.isNumber ? rhs.loc : lhs.loc;
  if (rounding_mode == "floor")
    return floor_divide(lhs, rhs);
  if (rounding_mode == "trunc")
    return apply(OpCode::div_trunc, {lhs, rhs}, {}, loc)[0];
  throw invalid("div: expects the rounding mode \"floor\" or \"trunc\", but got \"" + std::string(rounding_mode) + "\"", loc);
}

// Activations.

Tensor relu6(const TensorArg &x) { return hardtanh(x, 0, 6); }
Tensor softsign(const TensorArg &x) { return Operand(x.tensor, x.loc) / (Operand(abs(x), x.loc) + 1); }
Tensor tanhshrink(const TensorArg &x) { return Operand(x.tensor, x.loc) - Operand(tanh(x), x.loc); }

Tensor glu(const TensorArg &x, int64_t dim) {
  Dim size = x.tensor.size(dim, x.loc);
  if (auto number = size.constant(); number && *number % 2)
    throw invalid("glu: expects an even size to split, but dimension " + std::to_string(dim) + " of " +
                      str(x.tensor.shape(x.loc)) + " is " + size.str(),
                  x.loc);
  Dim half = size / 2;
  Tensor gate = sigmoid(TensorArg(narrow(x, dim, {half, half}), x.loc));
  return Operand(narrow(x, dim, {0, half}), x.loc) * Operand(gate, x.loc);
}

Tensor prelu(const TensorArg &x, const Tensor &weight) {
  int64_t rank = x.tensor.defined() ? x.tensor.ndim() : 0;
  Operand slopes(weight, x.loc);
  if (weight.defined() && weight.ndim() == 1 && rank != 1) {
    // One slope, or those of dimension 1.
    Shape shape(static_cast<size_t>(rank), 1);
    if (rank > 1)
      shape[1] = weight.size(0, x.loc);
    slopes.tensor = reshape(TensorArg(weight, x.loc), shape);
  } else if (weight.defined() && (weight.ndim() > 1 || (rank == 1 && !weight.numel(x.loc).same(Dim(1))))) {
    throw invalid("prelu: expects a weight of shape [1] or [C], with C of dimension 1 of the input, but got " +
                      str(weight.shape(x.loc)) + " for " + str(x.tensor.shape(x.loc)),
                  x.loc);
  }
  return apply(OpCode::prelu, {Operand(x.tensor, x.loc), slopes}, {}, x.loc)[0];
}

// Made like another tensor.

static TensorOptions optionsLike(const TensorArg &x, std::optional<DType> dtype) {
  Device device = x.tensor.is_symbolic() ? Device(kCPU) : x.tensor.device();
  return {.dtype = dtype.value_or(x.tensor.dtype()), .device = device};
}

Tensor full_like(const TensorArg &x, double value, std::optional<DType> dtype) {
  return full(x.tensor.shape(x.loc), value, optionsLike(x, dtype), x.loc);
}
Tensor ones_like(const TensorArg &x, std::optional<DType> dtype) { return full_like(x, 1, dtype); }
Tensor rand_like(const TensorArg &x, std::optional<DType> dtype) {
  return rand(x.tensor.shape(x.loc), optionsLike(x, dtype), x.loc);
}
Tensor randn_like(const TensorArg &x, std::optional<DType> dtype) {
  return randn(x.tensor.shape(x.loc), optionsLike(x, dtype), x.loc);
}

Tensor one_hot(const TensorArg &x, const Dim &num_classes) {
  if (auto count = num_classes.constant(); count && *count < 1)
    throw invalid("one_hot: expects one class or more, but got " + num_classes.str(), x.loc);
  Device device = x.tensor.is_symbolic() ? Device(kCPU) : x.tensor.device();
  Tensor classes = arange(0, num_classes, {.dtype = kInt64, .device = device}, x.loc);
  return apply(OpCode::one_hot, {Operand(x.tensor, x.loc), Operand(classes, x.loc)}, {}, x.loc)[0];
}

Tensor feature_dropout(const TensorArg &x, double p, bool training) {
  Shape shape = x.tensor.shape(x.loc);
  if (shape.size() < 2)
    throw invalid("feature_dropout: expects an input of shape [N, C, *], but got " + str(shape), x.loc);
  std::fill(shape.begin() + 2, shape.end(), Dim(1));
  Tensor mask = dropout(TensorArg(ones(shape, optionsLike(x, {}), x.loc), x.loc), p, training);
  return Operand(x.tensor, x.loc) * Operand(mask, x.loc);
}

}  // namespace flodl
