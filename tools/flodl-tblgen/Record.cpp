// Reads Flow_TensorOp records and checks what ODS itself does not check.
#include "Record.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/TableGen/Error.h"
#include "mlir/TableGen/Operator.h"

using namespace llvm;

namespace flodl::tblgen {

StringRef name(OperandKind kind) {
  static constexpr const char *names[] = {"Tensor", "OptionalTensor", "VariadicTensor", "Hyper", "Flag"};
  return names[static_cast<int>(kind)];
}

StringRef name(AttrKind kind) {
  static constexpr const char *names[] = {"Bool", "Int", "Float", "String", "DTypeAttr", "IntList", "ShapeList"};
  return names[static_cast<int>(kind)];
}

static OperandKind operandKind(const Record &op, const mlir::tblgen::NamedTypeConstraint &operand) {
  if (operand.isOptional())
    return OperandKind::OptionalTensor;
  if (operand.isVariadic())
    return OperandKind::VariadicTensor;
  StringRef def = operand.constraint.getDefName();
  if (def == "Flow_Hyper")
    return OperandKind::Hyper;
  if (def == "Flow_Flag")
    return OperandKind::Flag;
  if (def == "Flow_Tensor")
    return OperandKind::Tensor;
  PrintFatalError(&op, "operand '" + operand.name + "' must be Flow_Tensor, Flow_Hyper or Flow_Flag");
}

static AttrKind attrKind(const Record &op, const mlir::tblgen::NamedAttribute &attr) {
  int kind = StringSwitch<int>(attr.attr.getAttrDefName())
                 .Case("BoolAttr", 0)
                 .Case("I64Attr", 1)
                 .Case("F64Attr", 2)
                 .Case("StrAttr", 3)
                 .Case("Flow_DTypeAttr", 4)
                 .Case("DenseI64ArrayAttr", 5)
                 .Case("Flow_ShapeAttr", 6)
                 .Default(-1);
  if (kind < 0)
    PrintFatalError(&op, "attribute '" + attr.name + "' has a kind that records do not know: " +
                             attr.attr.getAttrDefName());
  return static_cast<AttrKind>(kind);
}

static std::string text(const Record &def, StringRef field) {
  return def.getValueAsOptionalString(field).value_or("").trim().str();
}

/// Number of the element called `name`, -1 when there is none.
template <class List>
static int numberOf(const List &list, StringRef name) {
  auto it = llvm::find_if(list, [&](const auto &element) { return element.name == name; });
  return it == list.end() ? -1 : static_cast<int>(it - list.begin());
}

static Index readIndex(const Record &def, const Op &op, const Record &index) {
  StringRef operand = index.getValueAsString("operand"), source = index.getValueAsString("of");
  StringRef dim = index.getValueAsString("dim"), ignored = index.getValueAsString("ignored");
  Index result{numberOf(op.operands, operand), numberOf(op.operands, source), -1, 0, numberOf(op.attrs, ignored)};
  if (dim.getAsInteger(10, result.dim))
    result.dimAttr = numberOf(op.attrs, dim);
  if (result.operand < 0 || result.source < 0 || (result.dimAttr < 0 && dim.getAsInteger(10, result.dim)) ||
      (!ignored.empty() && result.ignoredAttr < 0))
    PrintFatalError(&def, "the index '" + operand + "' of '" + op.name +
                              "' names an operand or attribute that is not there");
  return result;
}

/// `input, dim = -1`. Every name is an operand or attribute, each once, the first operand first.
static std::vector<Parameter> readParameters(const Record &def, const Op &op) {
  std::vector<Parameter> parameters;
  std::string listed = text(def, "parameters");
  SmallVector<StringRef> entries;
  StringRef(listed).split(entries, ',', -1, /*KeepEmpty=*/false);
  for (StringRef entry : entries) {
    auto [name, value] = entry.split('=');
    parameters.push_back({name.trim().str(), value.trim().str()});
    if (numberOf(op.operands, name.trim()) < 0 && numberOf(op.attrs, name.trim()) < 0)
      PrintFatalError(&def, "the parameter '" + name.trim() + "' of '" + op.name + "' is no operand or attribute");
  }
  if (!parameters.empty() && (parameters.size() != op.operands.size() + op.attrs.size() || op.operands.empty() ||
                              parameters[0].name != op.operands[0].name))
    PrintFatalError(&def, "the parameters of '" + op.name + "' must be its first operand and then each of the others");
  return parameters;
}

static Op readOp(const Record &def) {
  mlir::tblgen::Operator source(def);
  Op op{&def,
        source.getOperationName().substr(5),  // without "flow."
        source.getCppClassName().str(),
        text(def, "summary"), def.getValueAsString("description").str(), text(def, "opClass"), text(def, "rule"),
        text(def, "pytorch"), text(def, "callClass"), text(def, "eager"), text(def, "out"), text(def, "scalar"),
        text(def, "domain"), text(def, "function"), def.getValueAsBit("isPublic"), def.getValueAsBit("costly"),
        def.getValueAsBit("floatFormula"), def.getValueAsBit("hasFunction"), {}, {}, {}, {}, {}, {}, {}};
  for (auto &operand : source.getOperands())
    op.operands.push_back({operand.name.str(), operandKind(def, operand)});
  for (auto &attr : source.getAttributes())
    if (!attr.attr.isDerivedAttr())
      op.attrs.push_back({attr.name.str(), attrKind(def, attr)});
  for (auto &result : source.getResults())
    op.results.push_back(result.name.str());
  for (const Record *gradient : def.getValueAsListOfDefs("gradients"))
    op.gradients.push_back(
        {gradient->getValueAsString("operand").str(), gradient->getValueAsString("value").trim().str()});
  for (const Record *index : def.getValueAsListOfDefs("indices"))
    op.indices.push_back(readIndex(def, op, *index));
  for (const Record *value : def.getValueAsListOfDefs("defaults")) {
    op.defaults.push_back({value->getValueAsString("attr").str(), value->getValueAsString("value").str()});
    if (numberOf(op.operands, op.defaults.back().attr) < 0 && numberOf(op.attrs, op.defaults.back().attr) < 0)
      PrintFatalError(&def, "'" + op.name + "' has a default for '" + op.defaults.back().attr +
                                "', which is no operand or attribute");
  }
  op.parameters = readParameters(def, op);

  for (const char *field : {"summary", "description", "opClass", "rule", "eager"})
    if (text(def, field).empty())
      PrintFatalError(&def, "the record of '" + op.name + "' lacks '" + field + "'");
  if (op.out.empty() && op.callClass == "Out")
    PrintFatalError(&def, "'" + op.name + "' has no 'out' statement; its callClass must be Allocating or View");
  if ((op.costly || op.floatFormula) && op.scalar.empty())
    PrintFatalError(&def, "'" + op.name + "' is costly or floatFormula, but has no scalar formula that could be");
  bool tensorsOver = false;
  for (const Operand &operand : op.operands) {
    if (operand.isTensor() && tensorsOver)
      PrintFatalError(&def, "tensor operands of '" + op.name + "' must come before hypers and flags");
    tensorsOver |= !operand.isTensor();
  }
  for (const Gradient &gradient : op.gradients)
    if (llvm::none_of(op.operands, [&](const Operand &o) { return o.name == gradient.operand; }))
      PrintFatalError(&def, "'" + op.name + "' has a gradient for '" + gradient.operand + "', which is no operand");
  return op;
}

std::vector<Op> readOps(const RecordKeeper &records) {
  std::vector<Op> ops;
  for (const Record *def : records.getAllDerivedDefinitions("Flow_TensorOp"))
    ops.push_back(readOp(*def));
  return ops;
}

}  // namespace flodl::tblgen
