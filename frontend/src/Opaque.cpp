// Modules that run as they are written.
#include "flodl/opaque.h"
#include "Recorder.h"

namespace flodl {
using namespace detail;

Opaque::Opaque(ModuleArg inner, OpaqueOptions options, SourceLoc loc)
    : inner_(inner.ptr()), output_(std::move(options.output)) {
  if (!inner_)
    throw Error(ErrorCode::InvalidArgument, "opaque: expects a module, but got an empty pointer", loc);
  if (output_.shape.empty())
    throw Error(ErrorCode::InvalidArgument,
                "opaque: expects the shape of the module's result, `{.output = {{\"batch\", 64}, kFloat32}}`", loc);
}

Tensor Opaque::forward(const Tensor &x) { return forward_named(x, {}); }

Tensor Opaque::forward_named(const Tensor &x, const Refs &refs) {
  if (Recorder *recorder = currentRecorder(); recorder && recorder->isAside())
    return recorder->addInput("opaque", output());
  if (currentRecorder())
    throw NotCompilable("the opaque module '" + inner_->name() + "' (" + currentPath() +
                            ") stands inside another module; only nodes of the model's own graph can be opaque in a "
                            "compiled model",
                        here());
  return checked(refs.empty() ? inner_->forward(x) : inner_->forward_named(x, refs));
}

Tensor Opaque::checked(Tensor result) const {
  TensorType got = typeOf(*result.impl());
  bool fits = got.dtype == output_.dtype && got.shape.size() == output_.shape.size();
  for (size_t i = 0; fits && i < got.shape.size(); ++i)
    fits = !output_.shape[i].constant() || output_.shape[i].same(got.shape[i]);
  if (!fits)
    throw Error(ErrorCode::ShapeMismatch,
                "the opaque module '" + inner_->name() + "' declares " + str(TensorType{output_.dtype, output_.shape}) +
                    ", but returned " + str(got),
                here());
  return result;
}

void Opaque::collectParameters(const std::string &prefix, std::vector<NamedParameter> &out) const {
  inner_->collectParameters(prefix, out);
}
void Opaque::collectBuffers(const std::string &prefix, std::vector<NamedParameter> &out) const {
  inner_->collectBuffers(prefix, out);
}
std::vector<std::shared_ptr<Module>> Opaque::subModules() const { return {inner_}; }

Opaque opaque(ModuleArg module, OpaqueOptions options, SourceLoc loc) {
  return Opaque(std::move(module), std::move(options), loc);
}

}  // namespace flodl
