// Checks the inputs of a call and finds the sizes of the model's symbols.
#pragma once
#include "flodl/base/dim.h"
#include "flodl/rt/program.h"
#include "runtime/core/Tensors.h"

namespace flodl::rt {

/// What a compiled model expects of its inputs and targets.
class InputSignature {
 public:
  explicit InputSignature(const ModelCode &code);

  /// Sizes of the symbols, in the model's order; -1 for one that only absent targets determine.
  /// Throws `Error` naming the input, what was expected and what was got.
  void resolve(std::span<const at::Tensor> inputs, at::Device device, std::vector<int64_t> &symbols) const;

  /// `float32[batch, 784]`.
  std::string text(size_t input) const;

 private:
  struct Size {
    int64_t value = -1;  ///< when constant
    int symbol = -1;     ///< when a single symbol
    Dim expression;      ///< otherwise
  };
  std::string prefix(size_t input, const at::Tensor &tensor) const;

  const ModelCode &code;
  std::vector<std::vector<Size>> sizes;
};

}  // namespace flodl::rt
