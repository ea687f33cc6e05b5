// Tables that know neither MLIR nor libtorch: the list of operations and their OpInfo.
#include "Record.h"
#include "Generators.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace flodl::tblgen;

static void emitOpList(const RecordKeeper &records, raw_ostream &os) {
  for (const Op &op : readOps(records))
    os << "FLODL_OP(" << op.name << ")\n";

}

static void emitOpInfo(const RecordKeeper &records, raw_ostream &os) {
  std::vector<Op> ops = readOps(records);
  StringSet<> rules;
  os << "namespace flodl {\nnamespace rules {\n";
  for (const Op &op : ops)
    if (rules.insert(op.rule).second)
      os << "Inferred " << op.rule << "(OperandTypes operands, std::span<const AttrValue> attrs);\n";
  os << "}  // namespace rules\n\nnamespace {\n";
  for (const Op &op : ops) {
    os << formatv("constexpr std::array<OperandInfo, {0}> {1}_operands{{{{", op.operands.size(), op.name);
    for (const Operand &operand : op.operands)
      os << formatv("{{\"{0}\", OperandKind::{1}}, ", operand.name, name(operand.kind));
    os << formatv("}};\nconstexpr std::array<AttrInfo, {0}> {1}_attrs{{{{", op.attrs.size(), op.name);
    for (const Attr &attr : op.attrs)
      os << formatv("{{\"{0}\", AttrKind::{1}}, ", attr.name, name(attr.kind));
    os << formatv("}};\nconstexpr std::array<std::string_view, {0}> {1}_results{{{{", op.results.size(), op.name);
    for (const std::string &result : op.results)
      os << '"' << result << "\", ";
    os << formatv("}};\nconstexpr std::array<IndexInfo, {0}> {1}_indices{{{{", op.indices.size(), op.name);
    for (const Index &index : op.indices)
      os << formatv("{{{0}, {1}, {2}, {3}, {4}}, ", index.operand, index.source, index.dimAttr, index.dim,
                    index.ignoredAttr);
    os << "}};\n";
  }
  os << "}  // namespace\n\nstatic const OpInfo opTable[] = {\n";
  for (const Op &op : ops)
    os << formatv("  {{OpCode::{0}, \"{0}\", \"{1}\", \"{2}\", CallClass::{3}, {4}, {5}, {8}, {9}, {7}, \"{10}\", {0}_operands, {0}_attrs, "
                  "{0}_results, &rules::{6}, {0}_indices},\n",
                  op.name, op.opClass, op.pytorch, op.callClass, op.gradients.empty() ? "false" : "true",
                  op.scalar.empty() ? "false" : "true", op.rule, op.isPublic ? "true" : "false",
                  op.costly ? "true" : "false", op.floatFormula ? "true" : "false", op.domain);
  os << "};\n}  // namespace flodl\n";

}

static Generator opList("op-list", "FLODL_OP(name) for every operation", emitOpList);
static Generator opInfo("op-info", "Table of OpInfo", emitOpInfo);
