// What is known of an operation apart from any IR: its operands, attributes and type inference.
// The tables are generated from the records in ir/ops/*.td and serve the recorder, the dialect's
// inference and the eager checks alike.
#pragma once
#include "flodl/base/dim.h"
#include "flodl/base/dtype.h"
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace flodl {

/// Element type and shape of a tensor value. `number` marks a scalar written in the source, which
/// takes part in promotion as a number.
struct TensorType {
  DType dtype = kFloat32;
  Shape shape;
  bool number = false;
  friend bool sameType(const TensorType &a, const TensorType &b);
};
/// `float32[batch, 784]`.
std::string str(const TensorType &type);

/// One attribute of an operation: nothing, flag, integer, real, text, element type, list of
/// integers, list of sizes (which may be symbolic).
using AttrValue = std::variant<std::monostate, bool, int64_t, double, std::string, DType, std::vector<int64_t>, Shape>;

enum class OpCode : uint16_t {
#define FLODL_OP(name) name,
#include "flodl/base/ops.inc"
#undef FLODL_OP
};

/// An operand as inference sees it; `nullptr` for an optional operand that is absent. A variadic
/// operand is the last one of its operation and spreads over the rest of the list.
using OperandTypes = std::span<const TensorType *const>;

/// PyTorch's promotion over operands: tensors with dimensions win over 0-d tensors, these over
/// numbers, as long as the category (bool, integer, float) is not lower.
DType promoteTypes(OperandTypes operands);

/// Types of the results, or a text that says what was expected and what was got, with no prefix:
/// `expects the last dimension of 'input' (64) to equal dimension 1 of 'weight' (32)`.
struct Inferred {
  std::vector<TensorType> types;
  std::string error;
  bool ok() const { return error.empty(); }
  static Inferred of(TensorType type) { return {{std::move(type)}, {}}; }
  static Inferred fail(std::string text) { return {{}, std::move(text)}; }
};
using InferFn = Inferred (*)(OperandTypes operands, std::span<const AttrValue> attrs);

enum class AttrKind : uint8_t { Bool, Int, Float, String, DTypeAttr, IntList, ShapeList };
/// How an operand is passed: a tensor, a tensor that may be absent, a list of tensors, a run-time
/// hyper-parameter (f64), a run-time flag such as the training mode (i1).
enum class OperandKind : uint8_t { Tensor, OptionalTensor, VariadicTensor, Hyper, Flag };
/// Whose memory an operation's kernel writes: ours, ours with a workspace, libtorch's allocator's,
/// or none since the result is a view.
enum class CallClass : uint8_t { Out, Workspace, Allocating, View };

struct OperandInfo {
  std::string_view name;
  OperandKind kind;
};
struct AttrInfo {
  std::string_view name;
  AttrKind kind;
};
/// An operand that holds positions in a dimension of another operand. Attributes by their number,
/// -1: none.
struct IndexInfo {
  int operand, source;
  int dimAttr, dim;  ///< the attribute, or this dimension (at most the last one)
  int ignoredAttr;   ///< with the value that stands for no position
};
struct OpInfo {
  OpCode code;
  std::string_view name;     ///< mnemonic: `linear` is `flow.linear`
  std::string_view opClass;  ///< letters of the operation: E R N C V G K Q D
  std::string_view pytorch;  ///< the function of PyTorch it equals, may be empty
  CallClass callClass;
  bool differentiable;
  bool hasScalar;            ///< the record has a scalar formula, so kernels can hold it
  bool costly;               ///< that formula costs more than loading its result again
  bool floatFormula;         ///< the scalar formula holds for floating-point operands only
  bool isPublic;             ///< false: appears in derivatives only, no front-end function
  std::string_view domain;   ///< where tests sample the operands, as FlowOpBase.td lists
  std::span<const OperandInfo> operands;  ///< tensors first, then hypers and flags
  std::span<const AttrInfo> attrs;
  std::span<const std::string_view> results;
  InferFn infer;
  std::span<const IndexInfo> indices;
};

const OpInfo &opInfo(OpCode code);
std::span<const OpInfo> allOps();
/// Looks an operation up by mnemonic; `nullptr` when there is none.
const OpInfo *findOp(std::string_view name);

}  // namespace flodl
