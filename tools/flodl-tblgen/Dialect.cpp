// What the dialect needs beside mlir-tblgen's output: inference through the shared rules, the
// methods of TensorOpInterface and the gradient builder's method per operation.
#include "Record.h"
#include "Generators.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace flodl::tblgen;

static StringRef attrToValue(AttrKind kind) {
  switch (kind) {
  case AttrKind::Bool: return "boolValue";
  case AttrKind::Int: return "intValue";
  case AttrKind::Float: return "floatValue";
  case AttrKind::String: return "stringValue";
  case AttrKind::DTypeAttr: return "dtypeValue";
  case AttrKind::IntList: return "intListValue";
  case AttrKind::ShapeList: return "shapeValue";
  }
  llvm_unreachable("unknown kind");
}

static StringRef attrCppType(AttrKind kind) {
  switch (kind) {
  case AttrKind::Bool: return "bool";
  case AttrKind::Int: return "int64_t";
  case AttrKind::Float: return "double";
  case AttrKind::String: return "::llvm::StringRef";
  case AttrKind::DTypeAttr: return "::flodl::DType";
  case AttrKind::IntList: return "::llvm::ArrayRef<int64_t>";
  case AttrKind::ShapeList: return "const ::flodl::Shape &";
  }
  llvm_unreachable("unknown kind");
}

static std::string camel(StringRef snake) {
  std::string out;
  bool upper = true;
  for (char c : snake) {
    if (c == '_') {
      upper = true;
      continue;
    }
    out += upper ? toUpper(c) : c;
    upper = false;
  }
  return out;
}

/// Expression that converts attribute `attr` (a C++ value of `attrCppType`) to an MLIR attribute.
static std::string attrFromValue(const Attr &attr) {
  static constexpr const char *makers[] = {"getBoolAttr",   "getI64IntegerAttr",    "getF64FloatAttr", "getStringAttr",
                                           nullptr,         "getDenseI64ArrayAttr", nullptr};
  if (attr.kind == AttrKind::DTypeAttr)
    return "builder.getStringAttr(::flodl::dtypeName(" + attr.name + "))";
  if (attr.kind == AttrKind::ShapeList)
    return "shapeAttr(builder.getContext(), " + attr.name + ")";
  return std::string("builder.") + makers[static_cast<int>(attr.kind)] + "(" + attr.name + ")";
}

/// Parameter list of the gradient builder's method for `op`.
static void printBuilderParams(const Op &op, raw_ostream &os) {
  ListSeparator comma;
  for (const Operand &operand : op.operands)
    os << comma << (operand.kind == OperandKind::VariadicTensor ? "::mlir::ValueRange " : "::mlir::Value ")
       << operand.name;
  for (const Attr &attr : op.attrs)
    os << comma << attrCppType(attr.kind) << (attr.kind == AttrKind::ShapeList ? "" : " ") << attr.name;
}

static StringRef builderResult(const Op &op) {
  return op.results.size() == 1 ? "::mlir::Value" : "::llvm::SmallVector<::mlir::Value>";
}

static void emitBuilderDecls(const RecordKeeper &records, raw_ostream &os) {
  for (const Op &op : readOps(records)) {
    os << "/// " << op.summary << ".\n" << builderResult(op) << ' ' << op.name << '(';
    printBuilderParams(op, os);
    os << ");\n";
  }

}

static void emitBuilderDefs(const RecordKeeper &records, raw_ostream &os) {
  for (const Op &op : readOps(records)) {
    os << builderResult(op) << " GradientBuilder::" << op.name << '(';
    printBuilderParams(op, os);
    os << ") {\n  ::llvm::SmallVector<::mlir::Value> operands;\n  ::llvm::SmallVector<::mlir::NamedAttribute> attrs;\n";
    unsigned flexible = count_if(op.operands, [](const Operand &o) {
      return o.kind == OperandKind::OptionalTensor || o.kind == OperandKind::VariadicTensor;
    });
    if (flexible > 1)
      os << "  ::llvm::SmallVector<int32_t> segments;\n  size_t before = 0;\n";
    for (const Operand &operand : op.operands) {
      if (operand.kind == OperandKind::OptionalTensor)
        os << formatv("  if ({0})\n    operands.push_back({0});\n", operand.name);
      else if (operand.kind == OperandKind::VariadicTensor)
        os << formatv("  ::llvm::append_range(operands, {0});\n", operand.name);
      else
        os << formatv("  operands.push_back({0});\n", operand.name);
      if (flexible > 1)
        os << "  segments.push_back(operands.size() - before);\n  before = operands.size();\n";
    }
    if (flexible > 1)
      os << "  attrs.push_back(builder.getNamedAttr(\"operandSegmentSizes\", builder.getDenseI32ArrayAttr(segments)));\n";
    for (const Attr &attr : op.attrs)
      os << formatv("  attrs.push_back(builder.getNamedAttr(\"{0}\", {1}));\n", attr.name, attrFromValue(attr));
    os << formatv("  auto op = {0}::create(builder, loc, ::mlir::ValueRange(operands), "
                  "::llvm::ArrayRef<::mlir::NamedAttribute>(attrs));\n",
                  op.className);
    os << "  return " << (op.results.size() == 1 ? "op->getResult(0)" : "::llvm::SmallVector<::mlir::Value>(op->getResults())")
       << ";\n}\n";
  }
}

static void emitInterface(const Op &op, raw_ostream &os) {
  os << formatv("::flodl::OpCode {0}::opCode() {{ return ::flodl::OpCode::{1}; }\n", op.className, op.name);
  os << formatv("::llvm::SmallVector<::flodl::AttrValue> {0}::attrValues() {{\n  ::llvm::SmallVector<::flodl::AttrValue> "
                "values;\n",
                op.className);
  for (const Attr &attr : op.attrs)
    os << formatv("  values.push_back({0}((*this)->getAttr(\"{1}\")));\n", attrToValue(attr.kind), attr.name);
  os << "  return values;\n}\n";

  os << formatv("::llvm::LogicalResult {0}::inferReturnTypes(::mlir::MLIRContext *context, "
                "::std::optional<::mlir::Location> location, ::mlir::ValueRange operands, "
                "::mlir::DictionaryAttr attributes, ::mlir::OpaqueProperties properties, ::mlir::RegionRange regions, "
                "::llvm::SmallVectorImpl<::mlir::Type> &inferred) {{\n"
                "  {0}Adaptor op(operands, attributes, properties, regions);\n"
                "  ::llvm::SmallVector<::mlir::Value> tensors;\n",
                op.className);
  for (const Operand &operand : op.operands) {
    if (!operand.isTensor())
      continue;
    if (operand.kind == OperandKind::VariadicTensor)
      os << formatv("  ::llvm::append_range(tensors, op.get{0}());\n", camel(operand.name));
    else
      os << formatv("  tensors.push_back(op.get{0}());\n", camel(operand.name));
  }
  os << "  ::llvm::SmallVector<::flodl::AttrValue> values;\n";
  for (const Attr &attr : op.attrs)
    os << formatv("  values.push_back({0}(op.get{1}Attr()));\n", attrToValue(attr.kind), camel(attr.name));
  os << formatv("  return inferTypes(context, location, ::flodl::OpCode::{0}, tensors, values, inferred);\n}\n", op.name);

  // Gradients: operands, results and gradients by the names the record uses.
  os << formatv("void {0}::buildGradients(::mlir::flow::GradientBuilder &b, ::mlir::ValueRange resultGrads, "
                "::llvm::ArrayRef<bool> wanted, ::llvm::SmallVectorImpl<::mlir::Value> &operandGrads) {{\n"
                "  operandGrads.assign((*this)->getNumOperands(), ::mlir::Value());\n",
                op.className);
  if (!op.gradients.empty()) {
    for (const Operand &operand : op.operands)
      os << formatv("  [[maybe_unused]] auto {0} = get{1}();\n", operand.name, camel(operand.name));
    for (const std::string &result : op.results)
      os << formatv("  [[maybe_unused]] ::mlir::Value {0} = get{1}();\n", result, camel(result));
    for (const Attr &attr : op.attrs)
      os << formatv("  [[maybe_unused]] auto {0} = {1}((*this)->getAttr(\"{0}\"));\n", attr.name,
                    attrToValue(attr.kind));
    if (op.results.size() == 1)
      os << "  [[maybe_unused]] ::mlir::Value g = resultGrads[0];\n";
    else
      for (auto [i, result] : enumerate(op.results))
        os << formatv("  [[maybe_unused]] ::mlir::Value g_{0} = resultGrads[{1}];\n", result, i);
    for (const Gradient &gradient : op.gradients) {
      auto operand = find_if(op.operands, [&](const Operand &o) { return o.name == gradient.operand; });
      auto index = operand - op.operands.begin();
      if (operand->kind == OperandKind::VariadicTensor)
        os << formatv("  {{\n    auto [odsFirst, odsCount] = getODSOperandIndexAndLength({0});\n"
                      "    ::llvm::SmallVector<::mlir::Value> list = {1};\n"
                      "    for (unsigned i = 0; i < odsCount; ++i)\n"
                      "      if (wanted[odsFirst + i])\n        operandGrads[odsFirst + i] = b.as(list[i], {2}[i]);\n  }\n",
                      index, gradient.value, operand->name);
      else
        os << formatv("  if (auto [odsFirst, odsCount] = getODSOperandIndexAndLength({0}); odsCount && wanted[odsFirst])\n"
                      "    operandGrads[odsFirst] = b.as({1}, {2});\n",
                      index, gradient.value, operand->name);
    }
  }
  os << "}\n\n";
}

static void emitInterfaces(const RecordKeeper &records, raw_ostream &os) {
  for (const Op &op : readOps(records))
    emitInterface(op, os);

}

static Generator builderDecls("gradient-builder-decls", "Methods of GradientBuilder", emitBuilderDecls);
static Generator builderDefs("gradient-builder-defs", "Their definitions", emitBuilderDefs);
static Generator interfaces("op-interface-methods", "TensorOpInterface and inference", emitInterfaces);
