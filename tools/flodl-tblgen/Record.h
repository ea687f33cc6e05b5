// One operation's record, read once from TableGen for all back ends of this tool.
#pragma once
#include "llvm/ADT/StringRef.h"
#include "llvm/TableGen/Record.h"
#include <string>
#include <vector>

namespace flodl::tblgen {

enum class OperandKind { Tensor, OptionalTensor, VariadicTensor, Hyper, Flag };
enum class AttrKind { Bool, Int, Float, String, DTypeAttr, IntList, ShapeList };

struct Operand {
  std::string name;
  OperandKind kind;
  bool isTensor() const { return kind != OperandKind::Hyper && kind != OperandKind::Flag; }
};
struct Attr {
  std::string name;
  AttrKind kind;
};
struct Gradient {
  std::string operand, value;
};

/// What an attribute is when a call leaves it out, as a C++ initialiser.
struct Default {
  std::string attr, value;
};
/// A parameter of the C++ function: the operand or attribute of that name.
struct Parameter {
  std::string name, defaultValue;
};

struct Index {
  int operand, source, dimAttr, dim, ignoredAttr;
};

struct Op {
  const llvm::Record *def;
  std::string name;       ///< mnemonic, `linear`
  std::string className;  ///< C++ class, `LinearOp`
  std::string summary, description, opClass, rule, pytorch, callClass, eager, out, scalar, domain;
  std::string function;  ///< C++ name
  bool isPublic, costly, floatFormula, hasFunction;
  std::vector<Operand> operands;
  std::vector<Attr> attrs;
  std::vector<std::string> results;
  std::vector<Gradient> gradients;
  std::vector<Index> indices;
  std::vector<Default> defaults;
  std::vector<Parameter> parameters;  ///< empty: operands, then attributes

  /// Its result's shape depends on the data: there is nothing of it but the eager call.
  bool isEagerOnly() const { return opClass.find('D') != std::string::npos; }
};

/// Every record derived from Flow_TensorOp, in order of definition. Ends the tool with a message
/// at the record when one breaks a rule of the record format.
std::vector<Op> readOps(const llvm::RecordKeeper &records);

/// Names of the enumerators, `OptionalTensor`, `IntList`, …
llvm::StringRef name(OperandKind kind);
llvm::StringRef name(AttrKind kind);

}  // namespace flodl::tblgen
