// What a front-end tensor holds: a value of the runtime, a symbol of a recording, or a recipe.
#pragma once
#include "flodl/tensor.h"
#include <functional>

namespace flodl::detail {

struct TensorImpl {
  /// The value; empty for a symbol, and for a recipe that nobody has needed yet.
  Handle handle;
  /// Type of a tensor without a value.
  TensorType type;
  /// Makes the value when it is first needed. In a capture process parameters and other tensors
  /// created by a factory have shapes only, and most are never computed.
  std::function<Handle()> recipe;
  /// Gradient flag of a tensor without a value.
  bool requiresGrad = false;
  /// Serial number of the recording a symbol belongs to (0: no symbol) and its value there.
  uint64_t recording = 0;
  int value = -1;

  bool isSymbol() const { return recording != 0; }
};
using TensorImplPtr = std::shared_ptr<TensorImpl>;

/// Type of any tensor.
TensorType typeOf(const TensorImpl &impl);
/// True when a gradient is asked for; works without a value.
bool requiresGradOf(const TensorImpl &impl);
/// The value, computed from the recipe when that is all there is. Not for symbols.
const Handle &materialize(TensorImpl &impl);
/// A tensor that `make` computes: at once, or when needed in a capture process.
Tensor deferred(TensorType type, std::function<Handle()> make);
/// True in the process that records models for the compiler: modules are created without values.
bool capturing();
void setCapturing(bool on);

/// The dispatcher: runs or records one operation. Operands in the record's order (variadic ones
/// spread), hypers and flags as numbers, absent optional ones as undefined tensors. Attributes in
/// the record's order; those of random operations that name the draw are filled in.
std::vector<Tensor> apply(OpCode op, std::vector<Operand> operands, std::vector<AttrValue> attrs, SourceLoc loc);

/// An operation by name; a missing record is a broken build.
const OpInfo &requireOp(std::string_view name);
/// Attributes of a creation or random operation by the record's names (`shape`, `value`, `dtype`,
/// `number`).
std::vector<AttrValue> creationAttrs(const OpInfo &info, const Shape &shape, double value, DType dtype,
                                     bool number = false);

/// Runs `f`; an error without a place, and what libtorch throws, becomes one at `loc`.
template <class F>
auto located(SourceLoc loc, F f) {
  try {
    return f();
  } catch (const Error &error) {
    throw Error(error.code(), error.text(), error.location().line ? error.location() : loc);
  } catch (const std::exception &error) {
    throw Error(ErrorCode::Runtime, error.what(), loc);
  }
}

}  // namespace flodl::detail
