// The operation list for people and for programs: a Markdown reference, JSON, and every example of
// the descriptions as a function, so that a test can parse them all.
#include "Generators.h"
#include "Record.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/TableGen/Error.h"
#include <map>

using namespace llvm;
using namespace flodl::tblgen;

/// `Contraction` for a record in ir/ops/Contraction.td.
static std::string subject(const Op &op) {
  SMLoc loc = op.def->getLoc().front();
  unsigned buffer = SrcMgr.FindBufferContainingLoc(loc);
  return sys::path::stem(SrcMgr.getMemoryBuffer(buffer)->getBufferIdentifier()).str();
}

/// The text without the indentation that its lines share.
static std::string unindented(StringRef text) {
  size_t indent = StringRef::npos;
  SmallVector<StringRef> lines;
  text.split(lines, '\n');
  for (StringRef line : lines)
    if (!line.trim().empty())
      indent = std::min(indent, line.find_first_not_of(' '));
  std::string out;
  for (StringRef line : lines)
    out += (line.size() >= indent ? line.substr(indent) : line.trim()).rtrim().str() + "\n";
  return StringRef(out).trim().str();
}

static std::string classNames(StringRef letters) {
  static const std::map<char, StringRef> names = {
      {'E', "element-wise"}, {'R', "reduction"},      {'N', "normalisation"}, {'C', "contraction"},
      {'V', "view"},         {'G', "gather, scatter"}, {'K', "creation"},      {'Q', "random"},
      {'D', "shape depends on data"}};
  std::string out;
  for (char letter : letters)
    if (auto it = names.find(letter); it != names.end())
      out += (out.empty() ? "" : ", ") + it->second.str();
  return out;
}

static bool hasGradient(const Op &op, StringRef operand) {
  return any_of(op.gradients, [&](const Gradient &gradient) { return gradient.operand == operand; });
}

static void emitDocs(const RecordKeeper &records, raw_ostream &os) {
  std::map<std::string, std::vector<Op>> subjects;
  for (Op &op : readOps(records))
    subjects[subject(op)].push_back(op);
  os << "# Operations\n\nGenerated from the records in `ir/ops`. Internal operations appear in derivatives and passes only.\n";
  for (const auto &[title, ops] : subjects) {
    os << "\n## " << title << "\n";
    for (const Op &op : ops) {
      os << formatv("\n### `{0}`\n\n{1}.\n\n{2}\n\n", op.name, op.summary, unindented(op.description));
      os << "| operand or attribute | kind | gradient |\n|---|---|---|\n";
      for (const Operand &operand : op.operands)
        os << formatv("| `{0}` | {1} | {2} |\n", operand.name, name(operand.kind),
                      hasGradient(op, operand.name) ? "yes" : "");
      for (const Attr &attr : op.attrs)
        os << formatv("| `{0}` | {1} | |\n", attr.name, name(attr.kind));
      os << formatv("\n{0}; {1}", op.isPublic ? "Public" : "Internal", classNames(op.opClass));
      if (!op.pytorch.empty())
        os << formatv("; PyTorch: `torch.{0}`", op.pytorch);
      os << formatv("; kernel: {0}.\n", op.callClass);
    }
  }
}

static json::Array jsonList(ArrayRef<std::string> values) {
  json::Array array;
  for (const std::string &value : values)
    array.push_back(value);
  return array;
}

static void emitJson(const RecordKeeper &records, raw_ostream &os) {
  json::Array ops;
  for (const Op &op : readOps(records)) {
    json::Array operands, attrs, differentiable;
    for (const Operand &operand : op.operands) {
      operands.push_back(json::Object{{"name", operand.name}, {"kind", name(operand.kind)}});
      if (hasGradient(op, operand.name))
        differentiable.push_back(operand.name);
    }
    for (const Attr &attr : op.attrs)
      attrs.push_back(json::Object{{"name", attr.name}, {"kind", name(attr.kind)}});
    ops.push_back(json::Object{{"name", op.name},
                               {"function", op.function},
                               {"subject", subject(op)},
                               {"summary", op.summary},
                               {"description", unindented(op.description)},
                               {"class", op.opClass},
                               {"pytorch", op.pytorch},
                               {"call", op.callClass},
                               {"eager", op.eager},
                               {"out", op.out},
                               {"public", op.isPublic},
                               {"operands", std::move(operands)},
                               {"attributes", std::move(attrs)},
                               {"results", jsonList(op.results)},
                               {"differentiable", std::move(differentiable)},
                               {"scalar", op.scalar}});
  }
  os << formatv("{0:2}\n", json::Value(json::Object{{"operations", std::move(ops)}}));
}

/// Splits `a, b` at commas outside of brackets.
static SmallVector<StringRef> splitTypes(StringRef text) {
  SmallVector<StringRef> out;
  int depth = 0;
  size_t start = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && StringRef("<([").contains(text[i]))
      ++depth;
    else if (i < text.size() && StringRef(">)]").contains(text[i]) && (text[i] != '>' || text[i - 1] != '-'))
      --depth;
    if (i == text.size() || (depth == 0 && text[i] == ',')) {
      if (StringRef part = text.slice(start, i).trim(); !part.empty())
        out.push_back(part);
      start = i + 1;
    }
  }
  return out;
}

/// The statements of an example: each starts on a line of its own with its results.
static SmallVector<StringRef> statementsOf(StringRef example) {
  SmallVector<StringRef> statements;
  size_t start = 0;
  for (size_t line = example.find('\n'); line != StringRef::npos; line = example.find('\n', line + 1))
    if (example.substr(line).ltrim().starts_with("%")) {
      statements.push_back(example.slice(start, line).trim());
      start = line;
    }
  statements.push_back(example.substr(start).trim());
  return statements;
}

static void emitExamples(const RecordKeeper &records, raw_ostream &os) {
  for (const Op &op : readOps(records)) {
    if (op.isEagerOnly())
      continue;
    StringRef example = StringRef(op.description).split("```mlir").second.split("```").first.trim();
    os << formatv("func.func @{0}(", op.name);
    ListSeparator comma;
    StringSet<> known;
    // What no statement before defines is an argument.
    for (StringRef statement : statementsOf(example)) {
      auto [results, call] = statement.split(" = ");
      call = call.drop_until([](char c) { return c == ' '; });
      StringRef operands = call.take_front(std::min(call.find('{'), call.find(':')));
      StringRef types = call.substr(call.rfind(": (") + 3);
      SmallVector<StringRef> names = splitTypes(operands), list = splitTypes(types.take_front(types.find(')')));
      if (names.size() != list.size())
        PrintFatalError(op.def, "the types of an example of '" + op.name + "' do not fit its operands");
      for (auto [name, type] : zip(names, list))
        if (known.insert(name).second)
          os << comma << name << ": " << type;
      for (StringRef result : splitTypes(results))
        known.insert(result);
    }
    if (!example.contains("flow." + op.name))
      PrintFatalError(op.def, "the description of '" + op.name + "' lacks an example");
    os << ") {\n  " << example << "\n  return\n}\n";
  }
}

static Generator docs("docs", "Reference of the operations in Markdown", emitDocs, Generator::NoBanner);
static Generator json_("json", "List of the operations in JSON", emitJson, Generator::NoBanner);
static Generator examples("examples", "Examples of the descriptions, a function each", emitExamples);
