// What the runtime gets from the records: entry points for generated code and the eager calls.
// Definitions stand between `#if FLODL_SHARD == k`, so that a few files share the compile time.
#include "Generators.h"
#include "Record.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace flodl::tblgen;

/// Number of files over which the runtime spreads generated definitions (runtime/CMakeLists.txt).
static constexpr unsigned numShards = 4;

static bool isRandom(const Op &op) { return StringRef(op.opClass).contains('Q'); }

/// `path` and `draw` of a random operation reach generated code as one RandomKey.
static bool isDrawIdentity(const Op &op, const Attr &attr) {
  return isRandom(op) && (attr.name == "path" || attr.name == "draw");
}

static StringRef entryType(OperandKind kind) {
  switch (kind) {
  case OperandKind::Tensor: return "const View &";
  case OperandKind::OptionalTensor: return "const View *";
  case OperandKind::VariadicTensor: return "std::span<const View *const> ";
  case OperandKind::Hyper: return "double ";
  case OperandKind::Flag: return "bool ";
  }
  llvm_unreachable("unknown operand kind");
}

static StringRef entryType(AttrKind kind) {
  switch (kind) {
  case AttrKind::Bool: return "bool ";
  case AttrKind::Int: return "int64_t ";
  case AttrKind::Float: return "double ";
  case AttrKind::String: return "std::string_view ";
  case AttrKind::DTypeAttr: return "DType ";
  case AttrKind::IntList:
  case AttrKind::ShapeList: return "std::span<const int64_t> ";
  }
  llvm_unreachable("unknown attribute kind");
}

static bool passesAsIs(OperandKind kind) { return kind == OperandKind::Hyper || kind == OperandKind::Flag; }
static bool passesAsIs(AttrKind kind) {
  return kind != AttrKind::DTypeAttr && kind != AttrKind::IntList && kind != AttrKind::ShapeList;
}

/// Parameters of the entry point. What the definition converts first is called `<name>_` there.
static void printEntryParams(const Op &op, bool definition, raw_ostream &os) {
  os << "Call &call";
  for (const Operand &operand : op.operands)
    os << ", " << entryType(operand.kind) << operand.name << (definition && !passesAsIs(operand.kind) ? "_" : "");
  for (const Attr &attr : op.attrs)
    if (!isDrawIdentity(op, attr))
      os << ", " << entryType(attr.kind) << attr.name << (definition && !passesAsIs(attr.kind) ? "_" : "");
  if (isRandom(op))
    os << ", const RandomKey &random";
  for (const std::string &result : op.results)
    os << ", const View &" << result << (definition ? "_" : "");
}

static bool hasEntry(const Op &op) { return op.callClass != "View" && !op.isEagerOnly(); }

static void emitEntryDecls(const RecordKeeper &records, raw_ostream &os) {
  os << "// One entry point per operation: tensors (null: absent), hypers, flags, attributes, results.\n"
        "// Random operations take a RandomKey in place of `path` and `draw`; views have no entry point.\n"
        "#pragma once\n#include \"flodl/rt/program.h\"\n#include <string_view>\n\n"
        "#pragma GCC visibility push(default)\nnamespace flodl::rt {\n\n";
  for (const Op &op : readOps(records)) {
    if (!hasEntry(op))
      continue;
    os << "/// " << op.summary << ".\nvoid " << op.name << '(';
    printEntryParams(op, /*definition=*/false, os);
    os << ");\n";
  }
  os << "\n}  // namespace flodl::rt\n#pragma GCC visibility pop\n";
}

static void emitEntryBody(const Op &op, raw_ostream &os) {
  for (const Operand &operand : op.operands) {
    if (operand.kind == OperandKind::Tensor)
      os << formatv("  [[maybe_unused]] const at::Tensor &{0} = tensorOf({0}_);\n", operand.name);
    else if (operand.kind == OperandKind::OptionalTensor)
      os << formatv("  [[maybe_unused]] std::optional<at::Tensor> {0} = optionalOf({0}_);\n", operand.name);
    else if (operand.kind == OperandKind::VariadicTensor)
      os << formatv("  [[maybe_unused]] std::vector<at::Tensor> {0} = tensorsOf({0}_);\n", operand.name);
  }
  for (const Attr &attr : op.attrs) {
    if (attr.kind == AttrKind::DTypeAttr)
      os << formatv("  [[maybe_unused]] at::ScalarType {0} = scalarType({0}_);\n", attr.name);
    else if (!passesAsIs(attr.kind))
      os << formatv("  [[maybe_unused]] at::IntArrayRef {0}({0}_.data(), {0}_.size());\n", attr.name);
  }
  for (const std::string &result : op.results)
    os << formatv("  [[maybe_unused]] at::Tensor &{0} = tensorOf({0}_);\n", result);
  if (!op.out.empty()) {
    os << "  " << op.out << ";\n";
  } else if (op.results.size() == 1) {
    os << formatv("  {0}.copy_({1});\n", op.results[0], op.eager);
  } else {
    os << "  auto computed = " << op.eager << ";\n";
    for (size_t i = 0; i < op.results.size(); ++i)
      os << formatv("  {0}.copy_(std::get<{1}>(computed));\n", op.results[i], i);
  }
}

static void emitEntryDefs(const RecordKeeper &records, raw_ostream &os) {
  unsigned index = 0;
  for (const Op &op : readOps(records)) {
    if (!hasEntry(op))
      continue;
    os << formatv("#if FLODL_SHARD == {0}\nvoid {1}([[maybe_unused]] ", index++ % numShards, op.name);
    printEntryParams(op, /*definition=*/true, os);
    os << ") {\n";
    emitEntryBody(op, os);
    os << "}\n#endif\n";
  }
}

static StringRef eagerOperand(OperandKind kind) {
  switch (kind) {
  case OperandKind::Tensor: return "tensor";
  case OperandKind::OptionalTensor: return "optional";
  case OperandKind::VariadicTensor: return "tensors";
  case OperandKind::Hyper: return "hyper";
  case OperandKind::Flag: return "flag";
  }
  llvm_unreachable("unknown operand kind");
}

static StringRef eagerAttr(AttrKind kind) {
  switch (kind) {
  case AttrKind::Bool: return "boolean";
  case AttrKind::Int: return "integer";
  case AttrKind::Float: return "real";
  case AttrKind::String: return "text";
  case AttrKind::DTypeAttr: return "dtype";
  case AttrKind::IntList: return "integers";
  case AttrKind::ShapeList: return "sizes";
  }
  llvm_unreachable("unknown attribute kind");
}

static void emitEager(const RecordKeeper &records, raw_ostream &os) {
  std::vector<Op> ops = readOps(records);
  for (auto [index, op] : enumerate(ops)) {
    os << formatv("#if FLODL_SHARD == {0}\nvoid {1}(EagerCall &call) {{\n", index % numShards, op.name);
    for (auto [i, operand] : enumerate(op.operands))
      os << formatv("  [[maybe_unused]] auto {0} = call.{1}({2});\n", operand.name, eagerOperand(operand.kind), i);
    for (auto [i, attr] : enumerate(op.attrs))
      if (!isDrawIdentity(op, attr))
        os << formatv("  [[maybe_unused]] auto {0} = call.{1}({2});\n", attr.name, eagerAttr(attr.kind), i);
    if (isRandom(op)) {
      auto position = [&](StringRef name) {
        return find_if(op.attrs, [&](const Attr &attr) { return attr.name == name; }) - op.attrs.begin();
      };
      os << formatv("  rt::RandomKey random = call.random({0}, {1});\n", position("path"), position("draw"));
    }
    os << "  auto computed = " << op.eager << ";\n";
    if (op.results.size() == 1)
      os << "  call.result(0, std::move(computed));\n";
    else
      for (size_t i = 0; i < op.results.size(); ++i)
        os << formatv("  call.result({0}, std::move(std::get<{0}>(computed)));\n", i);
    os << "}\n#endif\n";
  }
}

/// `case`s that call the entry point of an operation with what `a` says its arguments are.
static void emitDispatch(const RecordKeeper &records, raw_ostream &os) {
  for (const Op &op : readOps(records)) {
    if (!hasEntry(op))
      continue;
    os << formatv("case OpCode::{0}: rt::{0}(a.call", op.name);
    for (auto [i, operand] : enumerate(op.operands))
      os << formatv(", a.{0}({1})", eagerOperand(operand.kind), i);
    for (auto [i, attr] : enumerate(op.attrs))
      if (!isDrawIdentity(op, attr))
        os << formatv(", a.{0}({1})", eagerAttr(attr.kind), i);
    if (isRandom(op))
      os << ", a.random()";
    for (size_t i = 0; i < op.results.size(); ++i)
      os << formatv(", a.result({0})", i);
    os << "); break;\n";
  }
}

static Generator entryDecls("rt-op-decls", "Entry points of the operations for generated code", emitEntryDecls);
static Generator entryDefs("rt-op-defs", "Their definitions", emitEntryDefs);
static Generator dispatch("rt-op-dispatch", "Calls of entry points by operation code, for tests", emitDispatch);
static Generator eager("eager-defs", "Eager calls of the operations through libtorch", emitEager);
