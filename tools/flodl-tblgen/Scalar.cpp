// The records' scalar formulas as functions that generated kernels call.
#include "Generators.h"
#include "Record.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace flodl::tblgen;

/// Results of comparisons are `bool`, whatever they compare.
static bool isPredicate(const Op &op) { return op.rule == "compare" || op.rule == "predicate"; }

static void printParams(const Op &op, raw_ostream &os) {
  ListSeparator comma;
  for (const Operand &operand : op.operands)
    os << comma << (operand.kind == OperandKind::Hyper ? "double " : operand.kind == OperandKind::Flag ? "bool " : "T ")
       << operand.name;
  for (const Attr &attr : op.attrs) {
    if (attr.kind == AttrKind::Bool)
      os << comma << "bool " << attr.name;
    else if (attr.kind == AttrKind::Int && attr.name != "draw")
      os << comma << "int64_t " << attr.name;
    else if (attr.kind == AttrKind::Float)
      os << comma << "double " << attr.name;
  }
  if (StringRef(op.opClass).contains('Q'))
    os << comma << "float uniform";
}

static void emitScalarDefs(const RecordKeeper &records, raw_ostream &os) {
  os << "// One function per operation with a scalar formula: operands (of type T; hypers `double`, flags\n"
        "// `bool`), then numeric attributes; random operations end with the element's random number.\n"
        "#pragma once\n#include \"flodl/rt/scalar.h\"\n\nnamespace flodl::rt::scalar {\n\n";
  for (const Op &op : readOps(records)) {
    if (op.scalar.empty())
      continue;
    os << formatv("/// {0}.\ntemplate <class T>\nFLODL_SCALAR {1} {2}(", op.summary, isPredicate(op) ? "bool" : "T", op.name);
    printParams(op, os);
    os << ") {\n  return " << op.scalar << ";\n}\n";
  }
  os << "\n}  // namespace flodl::rt::scalar\n";
}

static Generator scalarDefs("scalar-defs", "Scalar formulas of element-wise operations", emitScalarDefs);
