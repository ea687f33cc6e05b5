// Modules that cannot be recorded: they run as they are written.
#pragma once
#include "flodl/builder.h"

namespace flodl {

/// What an opaque module returns. Sizes may use the symbols of the model's inputs.
struct OpaqueOutput {
  Shape shape;
  DType dtype = kFloat32;
};
struct OpaqueOptions {
  OpaqueOutput output = {};
};

/// See `opaque`.
class Opaque : public Module {
 public:
  Opaque(ModuleArg inner, OpaqueOptions options, SourceLoc loc);
  std::string name() const override { return "opaque"; }
  Tensor forward(const Tensor &x) override;
  Tensor forward_named(const Tensor &x, const Refs &refs) override;
  /// The declared type of the result.
  TensorType output() const { return {output_.dtype, output_.shape}; }
  void collectParameters(const std::string &prefix, std::vector<NamedParameter> &out) const override;
  void collectBuffers(const std::string &prefix, std::vector<NamedParameter> &out) const override;

 protected:
  std::vector<std::shared_ptr<Module>> subModules() const override;

 private:
  Tensor checked(Tensor result) const;
  std::shared_ptr<Module> inner_;
  OpaqueOutput output_;
};

/// Wraps a module whose `forward` reads values on the host, keeps tensors or calls other libraries.
/// It is never recorded; its declared output is checked when it runs. As a node of a model's graph it
/// runs between compiled parts, with libtorch's gradients; a node that has one deeper inside runs
/// as a whole as it is written.
///
/// \code
/// flow.through(opaque(Tokenize(vocabulary), {.output = {{"batch", 64}, kFloat32}}))
/// \endcode
Opaque opaque(ModuleArg module, OpaqueOptions options, SourceLoc loc = SourceLoc::current());

}  // namespace flodl
