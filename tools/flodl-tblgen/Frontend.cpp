// The public functions and Tensor methods of operations, and their definitions over the dispatcher.
#include "Record.h"
#include "Generators.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace flodl::tblgen;

/// Attributes that identify a random draw or a written number; the dispatcher fills them in.
static bool isFilledIn(const Op &op, const Attr &attr) {
  return op.opClass.find('Q') != std::string::npos && (attr.name == "path" || attr.name == "draw");
}

/// Public operations on tensors. Creation has no tensor operand, and losses are function objects
/// (so that they can be passed by name with overloads): both are written by hand.
static std::vector<Op> functions(const RecordKeeper &records) {
  std::vector<Op> ops = readOps(records);
  llvm::erase_if(ops, [](const Op &op) {
    return !op.isPublic || !op.hasFunction || op.operands.empty() || !op.operands[0].isTensor() || StringRef(op.name).ends_with("_loss");
  });
  return ops;
}

/// True for operations that also read well as `x.name(...)`.
static bool isMethod(const Op &op) {
  if (op.operands[0].kind != OperandKind::Tensor || op.opClass.find_first_of("ERVGC") == std::string::npos)
    return false;
  return llvm::none_of(op.operands, [](const Operand &o) { return o.kind == OperandKind::OptionalTensor; });
}

/// Numbers may stand for the tensor operands of element-wise operations with two or more of them.
static bool takesNumbers(const Op &op) {
  return op.opClass == "E" &&
         llvm::count_if(op.operands, [](const Operand &o) { return o.kind == OperandKind::Tensor; }) > 1;
}

static StringRef attrType(AttrKind kind) {
  static constexpr const char *types[] = {"bool",         "int64_t", "double",
                                          "const std::string &", "DType",   "const std::vector<int64_t> &",
                                          "const Shape &"};
  return types[static_cast<int>(kind)];
}

/// Results after one that is named `result` serve the gradient; users get the first.
static size_t handedOut(const Op &op) { return op.results[0] == "result" ? 1 : op.results.size(); }

static std::string resultType(const Op &op) {
  size_t count = handedOut(op);
  return count == 1 ? "Tensor" : "std::array<Tensor, " + std::to_string(count) + ">";
}

static std::string operandType(const Op &op, size_t index) {
  const Operand &operand = op.operands[index];
  switch (operand.kind) {
  case OperandKind::Tensor:
    if (takesNumbers(op))
      return "const Operand &";
    return index == 0 ? "const TensorArg &" : "const Tensor &";
  case OperandKind::OptionalTensor:
    return "const Tensor &";
  case OperandKind::VariadicTensor:
    return index == 0 ? "const TensorList &" : "const std::vector<Tensor> &";
  case OperandKind::Hyper:
    return "double ";
  case OperandKind::Flag:
    return "bool ";
  }
  return {};
}

static std::string typed(StringRef type, StringRef name) {
  return (type + (type.ends_with("&") || type.ends_with(" ") ? "" : " ") + name).str();
}

/// The default that the record names, or an empty text.
static std::string namedDefault(const Op &op, StringRef name) {
  auto it = llvm::find_if(op.defaults, [&](const Default &entry) { return entry.attr == name; });
  return it == op.defaults.end() ? "" : it->value;
}

/// What an attribute is when a call leaves it out: what the record says; reductions cover all dimensions.
static std::string defaultOf(const Op &op, const Attr &attr) {
  if (std::string text = namedDefault(op, attr.name); !text.empty())
    return text;
  if (attr.kind == AttrKind::Bool)
    return "false";
  return attr.kind == AttrKind::IntList && op.opClass.find('R') != std::string::npos ? "{}" : "";
}

/// The parameters of the function, with defaults; those of the record when it lists them.
static std::vector<Parameter> parameterList(const Op &op) {
  if (!op.parameters.empty())
    return op.parameters;
  std::vector<Parameter> list;
  for (const Operand &operand : op.operands)
    list.push_back({operand.name, operand.kind == OperandKind::OptionalTensor ? "Tensor()" : namedDefault(op, operand.name)});
  for (const Attr &attr : op.attrs)
    if (!isFilledIn(op, attr))
      list.push_back({attr.name, defaultOf(op, attr)});
  return list;
}

static std::string typedParameter(const Op &op, StringRef name) {
  for (auto [i, operand] : enumerate(op.operands))
    if (operand.name == name)
      return typed(operandType(op, i), name);
  auto attr = find_if(op.attrs, [&](const Attr &a) { return a.name == name; });
  return typed(attrType(attr->kind), name);
}

/// Parameter list of the function (or of the method, which lacks the first): what may be left out at
/// the end gets a default in declarations.
static std::vector<std::string> parameters(const Op &op, bool method, bool declaration) {
  std::vector<Parameter> list = parameterList(op);
  for (Parameter &p : list)
    p.name = typedParameter(op, p.name);
  if (method) {
    list.erase(list.begin());
    list.push_back({"SourceLoc loc", "SourceLoc::current()"});
  }
  bool mayDefault = declaration;
  std::vector<std::string> texts;
  for (Parameter &p : llvm::reverse(list)) {
    mayDefault &= !p.defaultValue.empty();
    texts.push_back(mayDefault ? p.name + " = " + p.defaultValue : p.name);
  }
  std::reverse(texts.begin(), texts.end());
  return texts;
}

/// The record's description as a comment, without its IR example.
static void emitComment(const Op &op, StringRef indent, raw_ostream &os) {
  os << indent << "/// " << op.summary << ".\n";
  SmallVector<StringRef> lines;
  StringRef(op.description).split(lines, '\n');
  size_t margin = StringRef::npos;
  for (StringRef line : lines)
    if (!line.trim().empty())
      margin = std::min(margin, line.find_first_not_of(' '));
  bool blank = true;
  for (StringRef line : lines) {
    line = line.drop_front(std::min(margin, line.size())).rtrim();
    if (line.starts_with("Example:"))
      break;
    if (line.empty() && blank)
      continue;
    blank = line.empty();
    if (blank)
      os << indent << "///\n";
    else
      os << indent << "/// " << line << "\n";
  }
}

static void emitDecls(const RecordKeeper &records, raw_ostream &os) {
  for (const Op &op : functions(records)) {
    emitComment(op, "", os);
    os << resultType(op) << ' ' << op.function << '(' << join(parameters(op, false, true), ", ") << ");\n";
  }
}

static void emitMethods(const RecordKeeper &records, raw_ostream &os) {
  for (const Op &op : functions(records))
    if (isMethod(op))
      os << "  /// " << op.summary << "; see the function of this name.\n"
         << "  " << resultType(op) << ' ' << op.function << '(' << join(parameters(op, true, true), ", ") << ") const;\n";
}

static void emitDefinition(const Op &op, raw_ostream &os) {
  StringRef first = op.operands[0].name;
  os << resultType(op) << ' ' << op.function << '(' << join(parameters(op, false, false), ", ") << ") {\n"
     << "  std::vector<Operand> operands_;\n  operands_.reserve(" << op.operands.size() << ");\n";
  for (auto [i, operand] : enumerate(op.operands)) {
    if (operand.kind == OperandKind::VariadicTensor)
      os << formatv("  for (const Tensor &tensor : {0}{1})\n    operands_.emplace_back(tensor, {2}.loc);\n",
                    operand.name, i == 0 ? ".tensors" : "", first);
    else if (i == 0 && !takesNumbers(op))
      os << formatv("  operands_.emplace_back({0}.tensor, {0}.loc);\n", operand.name);
    else if (operand.kind == OperandKind::Tensor && takesNumbers(op))
      os << formatv("  operands_.push_back({0});\n", operand.name);
    else
      os << formatv("  operands_.emplace_back({0}, {1}.loc);\n", operand.name, first);
  }
  std::vector<std::string> attrs;
  for (const Attr &attr : op.attrs)
    attrs.push_back(isFilledIn(op, attr) ? "std::monostate()" : attr.name);
  os << "  auto results_ = detail::apply(OpCode::" << op.name << ", std::move(operands_), {" << join(attrs, ", ")
     << "}, " << first << ".loc);\n";
  if (handedOut(op) == 1) {
    os << "  return std::move(results_[0]);\n";
  } else {
    os << "  return {";
    for (size_t i = 0; i < handedOut(op); ++i)
      os << (i ? ", " : "") << "std::move(results_[" << i << "])";
    os << "};\n";
  }
  os << "}\n";
  if (!isMethod(op))
    return;
  os << resultType(op) << " Tensor::" << op.function << '(' << join(parameters(op, true, false), ", ")
     << ") const {\n  return ::flodl::" << op.function << '('
     << (takesNumbers(op) ? "Operand(*this, loc)" : "TensorArg(*this, loc)");
  std::vector<Parameter> all = parameterList(op);
  for (const Parameter &parameter : drop_begin(all))
    os << ", " << parameter.name;
  os << ");\n}\n\n";
}

static void emitDefs(const RecordKeeper &records, raw_ostream &os) {
  for (const Op &op : functions(records))
    emitDefinition(op, os);
}

static Generator decls("frontend-decls", "Public functions of operations", emitDecls);
static Generator methods("frontend-methods", "Tensor methods of operations", emitMethods);
static Generator defs("frontend-defs", "Definitions of both", emitDefs);
