// In-place operations: libtorch's own outside of a recording. Inside one they give the tensor, and all its
// copies, another value; a view would show the old one, so there must be none.
#include "Recorder.h"
#include "TensorImpl.h"
#include "flodl/ops.h"

namespace flodl {

using namespace detail;

static int category(DType dtype) { return dtype == kBool ? 0 : isFloating(dtype) ? 2 : 1; }

/// `value` in the type of `target`, which it is written to by `name`.
static Tensor fitted(const char *name, const Tensor &target, const Tensor &value, SourceLoc loc) {
  TensorType own = typeOf(*target.impl()), got = typeOf(*value.impl());
  TensorType wanted{got.dtype, own.shape};
  if (!sameType(wanted, {got.dtype, got.shape}))
    throw Error(ErrorCode::ShapeMismatch,
                "[" + std::string(name) + "] expects a result of the tensor's own shape " + flodl::str(own.shape) + ", but got " +
                    flodl::str(got.shape),
                loc);
  if (category(got.dtype) > category(own.dtype))
    throw Error(ErrorCode::DTypeMismatch,
                "[" + std::string(name) + "] expects a result that " + std::string(dtypeName(own.dtype)) + " can hold, but got " +
                    std::string(dtypeName(got.dtype)) + "; convert the tensor first, or write `x = x + y`",
                loc);
  return value.to(own.dtype, loc);
}

static Tensor &assign(const char *name, Tensor &target, const Tensor &value, SourceLoc loc) {
  Tensor fitting = fitted(name, target, value, loc);
  if (Recorder *recorder = currentRecorder())
    recorder->assign(target, fitting, name, loc);
  else
    located(loc, [&] { runtime().assign(valueOf(target, name, loc), valueOf(fitting, name, loc)); });
  return target;
}

/// In a capture process parameters have shapes only, and what initialises them does nothing.
static bool hasNoValue(const Tensor &tensor) {
  return capturing() && !currentRecorder() && requiresGradOf(*tensor.impl());
}

static void require(const char *name, const Tensor &tensor, SourceLoc loc) {
  if (!tensor.defined())
    throw Error(ErrorCode::InvalidArgument, std::string(name) + " needs a tensor, but got an undefined one", loc);
}

/// What `op` reads in place of `x`: a copy where autograd keeps it for the gradient towards `other`.
static Tensor before(OpCode op, const Tensor &x, const Operand &other, SourceLoc loc) {
  bool kept = (op == OpCode::mul || op == OpCode::div) && !other.isNumber && !currentRecorder() && runtime().gradEnabled() &&
              other.tensor.defined() && other.tensor.requires_grad();
  return kept ? repeat({x, loc}, Shape(static_cast<size_t>(x.ndim()), 1)) : x;
}

/// `x op= other`.
static Tensor &updated(const char *name, OpCode op, Tensor &x, const Operand &other, SourceLoc loc) {
  require(name, x, loc);
  if (hasNoValue(x))
    return x;
  return assign(name, x, apply(op, {Operand(before(op, x, other, loc), loc), other}, {}, loc)[0], loc);
}

Tensor &Tensor::add_(const Operand &other, SourceLoc loc) { return updated("add_", OpCode::add, *this, other, loc); }
Tensor &Tensor::sub_(const Operand &other, SourceLoc loc) { return updated("sub_", OpCode::sub, *this, other, loc); }
Tensor &Tensor::mul_(const Operand &other, SourceLoc loc) { return updated("mul_", OpCode::mul, *this, other, loc); }
Tensor &Tensor::div_(const Operand &other, SourceLoc loc) { return updated("div_", OpCode::div, *this, other, loc); }

static Tensor &filled(const char *name, Tensor &x, double value, SourceLoc loc) {
  require(name, x, loc);
  return hasNoValue(x) ? x : assign(name, x, full(x.shape(loc), value, {x.dtype(), x.device()}, loc), loc);
}

Tensor &Tensor::fill_(double value, SourceLoc loc) { return filled("fill_", *this, value, loc); }
Tensor &Tensor::zero_(SourceLoc loc) { return filled("zero_", *this, 0, loc); }

Tensor &Tensor::copy_(const Tensor &source, SourceLoc loc) {
  require("copy_", *this, loc);
  require("copy_", source, loc);
  if (hasNoValue(*this))
    return *this;
  Tensor value = source.to(dtype(), loc);
  Tensor wide = value.to(device(), loc).expand(shape(loc), loc);
  // A recorded tensor gets memory of its own.
  return assign("copy_", *this, currentRecorder() ? wide.contiguous(loc) : wide, loc);
}

}  // namespace flodl
