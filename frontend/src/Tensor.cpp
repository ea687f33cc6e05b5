// Tensors of the front end: access, gradients and conversions through the runtime's table.
#include "flodl/tensor.h"
#include "Recorder.h"
#include "TensorImpl.h"

namespace flodl {
namespace detail {

Tensor wrap(Handle handle) {
  if (!handle)
    return {};
  auto impl = std::make_shared<TensorImpl>();
  impl->handle = std::move(handle);
  return Tensor(std::move(impl));
}

TensorType typeOf(const TensorImpl &impl) { return impl.handle ? runtime().type(impl.handle) : impl.type; }

bool requiresGradOf(const TensorImpl &impl) {
  return impl.handle ? runtime().requiresGrad(impl.handle) : impl.requiresGrad;
}

const Handle &materialize(TensorImpl &impl) {
  if (!impl.handle && impl.recipe) {
    impl.handle = impl.recipe();
    if (impl.requiresGrad)
      runtime().setRequiresGrad(impl.handle, true);
    impl.recipe = nullptr;
  }
  return impl.handle;
}

const Handle &valueOf(const Tensor &tensor, const char *what, SourceLoc loc) {
  if (!tensor.defined())
    throw Error(ErrorCode::InvalidArgument, std::string(what) + " needs a tensor, but got an undefined one", loc);
  TensorImpl &impl = *tensor.impl();
  if (!impl.isSymbol())
    return materialize(impl);
  std::string path = currentPath();
  if (!currentRecorder())
    throw Error(ErrorCode::Capture,
                std::string(what) + " is used on a tensor that was kept from the recording of a model and has no "
                                    "values; forward must return what it computes instead of storing it",
                loc);
  throw Error(ErrorCode::Capture,
              std::string(what) + " needs the values of a tensor while " +
                  (path.empty() ? std::string("the model") : "'" + path + "'") +
                  " is recorded, but only its type is known: " + str(impl.type) +
                  "; keep the computation in tensor operations (where, clamp, comparisons), or wrap the module in "
                  "opaque(...), which runs it as it is",
              loc);
}

Tensor deferred(TensorType type, std::function<Handle()> make) {
  if (!capturing())
    return wrap(make());
  auto impl = std::make_shared<TensorImpl>();
  impl->type = std::move(type);
  impl->recipe = std::move(make);
  return Tensor(std::move(impl));
}

static bool captureProcess = false;
bool capturing() { return captureProcess; }
void setCapturing(bool on) { captureProcess = on; }

void readElements(const Tensor &tensor, const char *what, DType dtype, void *out, SourceLoc loc) {
  const Handle &handle = valueOf(tensor, what, loc);
  runtime().toHost(runtime().to(handle, kCPU, dtype), out);
}

}  // namespace detail

using namespace detail;

static TensorImpl &required(const std::shared_ptr<TensorImpl> &impl, const char *what, SourceLoc loc = {}) {
  if (!impl)
    throw Error(ErrorCode::InvalidArgument, std::string(what) + " of an undefined tensor", loc);
  return *impl;
}

Shape Tensor::shape(SourceLoc loc) const {
  Shape shape = typeOf(required(impl_, "shape()", loc)).shape;
  for (Dim &dim : shape)
    dim = dim.askedAt(loc);
  return shape;
}
DType Tensor::dtype() const { return typeOf(required(impl_, "dtype()")).dtype; }
int64_t Tensor::ndim() const { return static_cast<int64_t>(typeOf(required(impl_, "ndim()")).shape.size()); }
Dim Tensor::numel(SourceLoc loc) const { return flodl::numel(shape(loc)); }
Dim Tensor::nbytes(SourceLoc loc) const { return numel(loc) * int64_t(itemSize(dtype())); }
bool Tensor::is_symbolic() const { return impl_ && !impl_->handle; }

Dim Tensor::size(int64_t dim, SourceLoc loc) const {
  Shape shape = typeOf(required(impl_, "size()", loc)).shape;
  int64_t rank = static_cast<int64_t>(shape.size());
  if (dim < -rank || dim >= rank)
    throw Error(ErrorCode::InvalidArgument, "size(" + std::to_string(dim) + ") of a tensor of shape " +
                                                flodl::str(shape) + ", which has " + std::to_string(rank) +
                                                " dimensions",
                loc);
  return shape[dim < 0 ? dim + rank : dim].askedAt(loc);
}

Device Tensor::device() const {
  TensorImpl &impl = required(impl_, "device()");
  return impl.handle ? runtime().device(impl.handle) : Device(kCPU);
}

void Tensor::requireOneElement(SourceLoc loc) const {
  valueOf(*this, "item()", loc);
  if (Shape own = shape(); int64_t(flodl::numel(own)) != 1)
    throw Error(ErrorCode::InvalidArgument,
                "item() expects one element, but got a tensor of shape " + flodl::str(own) + "; use to_vector()", loc);
}

size_t Tensor::elementCount(const char *what, SourceLoc loc) const {
  valueOf(*this, what, loc);
  return static_cast<size_t>(int64_t(numel()));
}

std::vector<std::byte> Tensor::to_blob(SourceLoc loc) const {
  std::vector<std::byte> bytes(elementCount("to_blob()", loc) * itemSize(dtype()));
  readElements(*this, "to_blob()", dtype(), bytes.data(), loc);
  return bytes;
}

std::string Tensor::str() const {
  if (!impl_)
    return "undefined";
  if (impl_->isSymbol())
    return flodl::str(impl_->type);
  return runtime().text(materialize(*impl_));
}

Tensor Tensor::to(Device device, SourceLoc loc) const {
  if (currentRecorder())
    return *this;  // a recorded model lives on one device, chosen at run time
  const Handle &handle = valueOf(*this, "to(device)", loc);
  return runtime().device(handle) == device ? *this : wrap(runtime().to(handle, device, dtype()));
}

Tensor Tensor::to_device_async(Device device, SourceLoc loc) const {
  if (currentRecorder())
    return *this;
  const Handle &handle = valueOf(*this, "to_device_async()", loc);
  return runtime().device(handle) == device ? *this : wrap(runtime().toAsync(handle, device));
}

Tensor Tensor::to(DType dtype, SourceLoc loc) const {
  if (this->dtype() == dtype)
    return *this;
  static const OpInfo &toDtype = requireOp("to_dtype");
  return apply(toDtype.code, {Operand(*this, loc)}, {dtype}, loc)[0];
}

bool Tensor::requires_grad() const { return requiresGradOf(required(impl_, "requires_grad()")); }

bool Tensor::is_leaf() const {
  TensorImpl &impl = required(impl_, "is_leaf()");
  return impl.handle ? runtime().isLeaf(impl.handle) : !impl.isSymbol();
}

Tensor &Tensor::set_requires_grad(bool on, SourceLoc loc) {
  TensorImpl &impl = required(impl_, "set_requires_grad()", loc);
  if (impl.isSymbol())
    throw Error(ErrorCode::Capture, "set_requires_grad() has no meaning while a model is recorded; which gradients "
                                    "are computed is decided at run time",
                loc);
  impl.requiresGrad = on;
  if (impl.handle)
    runtime().setRequiresGrad(impl.handle, on);
  return *this;
}

Tensor Tensor::grad() const {
  TensorImpl &impl = required(impl_, "grad()");
  return impl.handle ? wrap(runtime().grad(impl.handle)) : Tensor();
}

void Tensor::set_grad(const Tensor &gradient, SourceLoc loc) {
  runtime().setGrad(valueOf(*this, "set_grad()", loc),
                    gradient.defined() ? valueOf(gradient, "set_grad()", loc) : Handle());
}

void Tensor::backward(SourceLoc loc) const {
  const Handle &handle = valueOf(*this, "backward()", loc);
  if (Shape own = shape(); int64_t(flodl::numel(own)) != 1)
    throw Error(ErrorCode::InvalidArgument,
                "backward() expects a tensor with one element, but got shape " + flodl::str(own) +
                    "; reduce it (mean, sum) or pass the gradient towards it",
                loc);
  located(loc, [&] { runtime().backward(handle, nullptr, false); });
}

void Tensor::backward(const Tensor &gradient, bool retain_graph, SourceLoc loc) const {
  const Handle &handle = valueOf(*this, "backward()", loc);
  const Handle &given = valueOf(gradient, "backward()", loc);
  located(loc, [&] { runtime().backward(handle, &given, retain_graph); });
}

Tensor Tensor::detach(SourceLoc loc) const {
  if (currentRecorder()) {
    static const OpInfo &op = requireOp("detach");
    return apply(op.code, {Operand(*this, loc)}, {}, loc)[0];
  }
  return wrap(runtime().detach(valueOf(*this, "detach()", loc)));
}

void Tensor::set_data(const Tensor &source, SourceLoc loc) {
  TensorImpl &impl = required(impl_, "set_data()", loc);
  if (!impl.handle && capturing())
    return;  // parameters have shapes only
  Shape own = shape(loc), other = source.shape(loc);
  if (own != other)
    throw Error(ErrorCode::ShapeMismatch,
                "set_data() expects shape " + flodl::str(own) + ", but got " + flodl::str(other), loc);
  runtime().copyInto(valueOf(*this, "set_data()", loc), valueOf(source, "set_data()", loc));
}

void manual_seed(uint64_t seed) {
  if (!capturing())
    runtime().manualSeed(seed);
}

void set_float32_matmul_precision(std::string_view precision) {
  if (precision != "highest" && precision != "high")
    throw Error(ErrorCode::InvalidArgument, "set_float32_matmul_precision() expects \"highest\" or \"high\", but got \"" +
                                                std::string(precision) + "\"");
  if (!capturing())
    runtime().setTf32Products(precision == "high");
}

bool is_grad_enabled() { return capturing() || runtime().gradEnabled(); }
NoGradGuard::NoGradGuard() : former_(capturing() ? true : runtime().setGradEnabled(false)) {}
NoGradGuard::~NoGradGuard() {
  if (!capturing())
    runtime().setGradEnabled(former_);
}

static thread_local DType defaultDtype = kFloat32;
DType default_dtype() { return defaultDtype; }
DefaultDtypeGuard::DefaultDtypeGuard(DType dtype) : former_(defaultDtype) {
  if (!isFloating(dtype))
    throw Error(ErrorCode::InvalidArgument,
                "DefaultDtypeGuard expects a floating-point type, but got " + std::string(dtypeName(dtype)));
  defaultDtype = dtype;
}
DefaultDtypeGuard::~DefaultDtypeGuard() { defaultDtype = former_; }

}  // namespace flodl
