// Prints programs: the plan, the statements, the tables. No decision is taken here.
#include "codegen/Emit.h"
#include "passes/lower_to_rt/EntryArguments.h"
#include "passes/lower_to_rt/Names.h"
#include "ir/flow/Flow.h"
#include "ir/flow/Types.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using llvm::formatv;
using llvm::raw_ostream;

namespace flodl::compiler {

std::string locationComment(Location loc) {
  std::string text;
  loc->walk([&](Location part) {
    auto file = dyn_cast<FileLineColLoc>(part);
    if (!file)
      return WalkResult::advance();
    text = formatv("  // {0}:{1}", llvm::sys::path::filename(file.getFilename().getValue()), file.getLine()).str();
    return WalkResult::interrupt();
  });
  return text;
}

namespace {

using lowering::quoted;

/// A long text, one literal a line.
std::string multilineLiteral(StringRef text) {
  SmallVector<StringRef> lines;
  text.split(lines, '\n', -1, false);
  std::string out;
  for (StringRef line : lines)
    out += "\n    " + quoted(line.str() + "\n");
  return lines.empty() ? "\"\"" : out;
}

StringRef dtypeConstant(StringRef name) {
  return llvm::StringSwitch<StringRef>(name)
      .Case("bool", "flodl::kBool")
      .Case("int32", "flodl::kInt32")
      .Case("int64", "flodl::kInt64")
      .Case("float16", "flodl::kFloat16")
      .Case("bfloat16", "flodl::kBFloat16")
      .Case("float32", "flodl::kFloat32")
      .Default("flodl::kFloat64");
}

std::string braces(ArrayAttr texts) {
  std::string out = "{";
  for (auto [i, text] : llvm::enumerate(texts.getAsRange<StringAttr>()))
    out += (i ? ", " : "") + text.getValue().str();
  return out + "}";
}

StringRef viewName(Value view) {
  Operation *op = view.getDefiningOp();
  return op->getAttrOfType<StringAttr>("name").getValue();
}

class ProgramPrinter {
 public:
  ProgramPrinter(rt::ProgramOp program, flow::ModelOp model, raw_ostream &os)
      : program(program), model(model), body(program.getBody().front()), os(os) {}

  void print() {
    os << "// ---- " << program.getKind() << "\n\nnamespace " << program.getSymName() << " {\n\n";
    printViews();
    printPlan();
    printBody("run", /*backward=*/false);
    if (llvm::any_of(body, [](Operation &op) { return isa<rt::BoundaryOp>(op); }))
      printBody("backward", /*backward=*/true);
    os << "}  // namespace " << program.getSymName() << "\n\n";
  }

 private:
  template <class Fn>
  void forViews(Fn fn) {
    for (Operation &op : body)
      if (isa<rt::BoundOp, rt::SizedOp, rt::FrameOp, rt::AliasOp>(op))
        fn(op);
  }

  void printViews() {
    os << "namespace view {\nenum : int {\n";
    forViews([&](Operation &op) { os << "  " << viewName(op.getResult(0)) << ",\n"; });
    os << "  count\n};\n}  // namespace view\n\n";
  }

  void printPlan() {
    os << "void plan(rt::Plan &plan) {\n";
    for (auto [i, symbol] : llvm::enumerate(model.getSymbols().getAsRange<StringAttr>()))
      os << formatv("  [[maybe_unused]] const int64_t {0} = plan.dim({1});\n", lowering::identifier(symbol.getValue()), i);
    for (Operation &op : body)
      printDeclaration(op);
    os << "}\n\n";
  }

  void printDeclaration(Operation &op) {
    llvm::TypeSwitch<Operation *>(&op)
        .Case<rt::BoundOp>(
            [&](auto d) { os << formatv("  plan.{0}(view::{1}, {2});\n", d.getKind(), d.getName(), d.getIndex()); })
        .Case<rt::SizedOp>([&](auto d) {
          os << formatv("  plan.{0}(view::{1}, {2}, {3}, {4});\n", d.getKind(), d.getName(), d.getIndex(),
                        dtypeConstant(d.getDtype()), braces(d.getSizes()));
        })
        .Case<rt::FrameOp>([&](auto d) {
          os << formatv("  plan.frame(view::{0}, {1}, {2}, {3}, {4});\n", d.getName(), dtypeConstant(d.getDtype()),
                        braces(d.getSizes()), d.getFirst(), d.getLast());
        })
        .Case<rt::AliasOp>([&](auto d) {
          os << formatv("  plan.alias(view::{0}, view::{1}, {2}, {3}, {4});\n", d.getName(), viewName(d.getBase()),
                        braces(d.getSizes()), braces(d.getStrides()), d.getOffset());
        })
        .Case<rt::RequireOp>([&](auto r) {
          os << formatv("  plan.require({0}, {1}, {2}, {3});\n", r.getCondition(), lowering::quoted(r.getShown()),
                        lowering::quoted(r.getText()), lowering::quoted(r.getPlace()));
        })
        .Case<rt::OutputOp>(
            [&](auto d) { os << formatv("  plan.output(view::{0}, {1});\n", viewName(d.getView()), d.getIndex()); });
  }

  void printBody(StringRef name, bool backward) {
    SmallVector<rt::CallOp> calls;
    bool behind = false;
    for (Operation &op : body) {
      behind |= isa<rt::BoundaryOp>(op);
      if (auto call = dyn_cast<rt::CallOp>(op); call && behind == backward)
        calls.push_back(call);
    }
    os << formatv("void {0}([[maybe_unused]] rt::Call &call) {{\n", name);
    printReferences(calls);
    printGuards(calls);
    int64_t guard = -1;
    bool side = false;
    for (rt::CallOp call : calls) {
      bool newGuard = call.getGuard() != guard;
      if (side && (newGuard || !call.getSide()))
        os << (guard >= 0 ? "    }\n" : "  }\n");
      if (newGuard) {
        if (guard >= 0)
          os << "  }\n";
        side = false;
        guard = call.getGuard();
        if (guard >= 0)
          os << formatv("  if (wanted{0}) {{\n", guard);
      }
      std::string indent = guard >= 0 ? "    " : "  ";
      if (call.getSide() && !side)
        os << indent << "{\n" << indent << "  const rt::SideWork beside(call);\n";
      side = call.getSide();
      printCall(call, side ? indent + "  " : indent);
    }
    if (side)
      os << (guard >= 0 ? "    }\n" : "  }\n");
    if (guard >= 0)
      os << "  }\n";
    os << "}\n\n";
  }

  void printReferences(ArrayRef<rt::CallOp> calls) {
    llvm::SetVector<Value> used;
    for (rt::CallOp call : calls)
      used.insert(call.getViews().begin(), call.getViews().end());
    for (Value view : used)
      os << formatv("  const rt::View &{0} = call.view(view::{0});\n", viewName(view));
  }

  /// The guards that this half uses, and those they name.
  void printGuards(ArrayRef<rt::CallOp> calls) {
    llvm::DenseSet<int64_t> used;
    for (rt::CallOp call : calls)
      used.insert(call.getGuard());
    SmallVector<rt::GuardOp> all(body.getOps<rt::GuardOp>());
    for (rt::GuardOp guard : llvm::reverse(all)) {
      if (!used.contains(guard.getNumber()))
        continue;
      for (StringAttr term : guard.getTerms().getAsRange<StringAttr>()) {
        StringRef text = term.getValue();
        int64_t earlier;
        if (text.consume_front("wanted") && !text.getAsInteger(10, earlier))
          used.insert(earlier);
      }
    }
    for (rt::GuardOp guard : all) {
      if (!used.contains(guard.getNumber()))
        continue;
      os << formatv("  const bool wanted{0} = ", guard.getNumber());
      llvm::interleave(guard.getTerms().getAsRange<StringAttr>(), os, [&](StringAttr t) { os << t.getValue(); }, " || ");
      os << ";\n";
    }
  }

  void printCall(rt::CallOp call, StringRef indent) {
    os << indent << call.getCallee() << "(call";
    for (StringAttr arg : call.getArgs().getAsRange<StringAttr>())
      os << ", " << substitute(call, arg.getValue());
    os << ");" << locationComment(call.getLoc()) << '\n';
  }

  /// `$2` becomes the name of the third view.
  static std::string substitute(rt::CallOp call, StringRef arg) {
    std::string out;
    rt::CallOp::forEachPart(arg, [&](StringRef text) { out += text; },
                            [&](int64_t view) { out += viewName(call.getViews()[view]); });
    return out;
  }

  rt::ProgramOp program;
  flow::ModelOp model;
  Block &body;
  raw_ostream &os;
};

/// The tables of one model and its registration.
class ModelPrinter {
 public:
  ModelPrinter(flow::ModelOp model, ArrayRef<rt::ProgramOp> programs, bool tuned, raw_ostream &os)
      : model(model), programs(programs), tuned(tuned), os(os) {}

  void print(StringRef version) {
    os << "// ---- tables of " << quoted(model.getModel()) << "\n\nnamespace " << model.getSymName() << " {\n\n";
    for (auto [i, argument] : llvm::enumerate(model.getBody().getArguments()))
      printStrings("sizes" + std::to_string(i), sizesOf(argument));
    os << "const rt::InputInfo inputs[] = {\n";
    SmallVector<StringRef> names;
    for (StringAttr name : model.getInputs().getAsRange<StringAttr>())
      names.push_back(name.getValue());
    for (StringAttr name : model.getTargets().getAsRange<StringAttr>())
      names.push_back(name.getValue());
    for (auto [i, argument] : llvm::enumerate(model.getBody().getArguments()))
      os << formatv("  {{{0}, {1}, {2}},\n", quoted(names[i]),
                    dtypeConstant(dtypeName(flow::plainType(argument.getType()).dtype)),
                    spanOf("sizes" + std::to_string(i), sizesOf(argument).size()));
    os << "};\n";
    printStrings("symbols", strings(model.getSymbols()));
    printStrings("outputs", strings(model.getOutputs()));
    printStrings("terms", strings(model.getTerms()));
    os << formatv("const char signature[] = {0};\n\n", multilineLiteral(model.getSignature()));
    os << formatv("const rt::ModelCode code = {{\n    {0},\n    signature,\n    {1},\n    inputs,\n    {2},\n    {3},\n    "
                  "{4},\n",
                  quoted(model.getModel()), quoted(version), spanOf("symbols", model.getSymbols().size()),
                  spanOf("outputs", model.getOutputs().size()), spanOf("terms", model.getTerms().size()));
    for (StringRef kind : {"forward", "train", "step"})
      printProgram(kind);
    os << "    " << (tuned ? "true" : "false") << "};\nconst rt::Registration registration(code);\n\n}  // namespace " << model.getSymName() << "\n\n";
  }

 private:
  static std::vector<std::string> strings(ArrayAttr attr) {
    std::vector<std::string> out;
    for (StringAttr text : attr.getAsRange<StringAttr>())
      out.push_back(text.str());
    return out;
  }
  static std::vector<std::string> sizesOf(Value argument) {
    std::vector<std::string> sizes;
    for (const Dim &dim : flow::plainType(argument.getType()).shape)
      sizes.push_back(dim.str());
    return sizes;
  }
  static std::string spanOf(StringRef name, size_t size) { return size == 0 ? "{}" : name.str(); }

  void printStrings(StringRef name, const std::vector<std::string> &list) {
    if (list.empty())
      return;
    os << "const char *const " << name << "[] = {";
    llvm::interleaveComma(list, os, [&](const std::string &text) { os << quoted(text); });
    os << "};\n";
  }

  void printProgram(StringRef kind) {
    for (rt::ProgramOp program : programs) {
      if (program.getKind() != kind)
        continue;
      StringRef scope = program.getSymName();
      os << formatv("    {{&{0}::plan, &{0}::run, {1}, {0}::view::count},\n", scope,
                    kind == "train" ? "&" + scope.str() + "::backward" : "nullptr");
      return;
    }
    os << "    {},\n";
  }

  flow::ModelOp model;
  ArrayRef<rt::ProgramOp> programs;
  bool tuned;
  raw_ostream &os;
};

}  // namespace

std::string emitHost(ModuleOp module, StringRef version, StringRef cudaUnit, bool tuned) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "// Generated by " << version << ".\n"
     << "#include \"flodl/rt/ops.h\"\n#include \"flodl/rt/program.h\"\n#include <array>\n#include <limits>\n";
  auto kernels = module.getOps<kernel::FuncOp>();
  if (!kernels.empty())
    os << "#include \"flodl/rt/kernel.h\"\n";
  os << "\nnamespace rt = flodl::rt;\nusing rt::floordiv, rt::mod;  // in expressions of sizes\n\n";
  if (!kernels.empty()) {
    if (!cudaUnit.empty()) {
      os << "namespace " << cudaUnit << " {\n";
      for (kernel::FuncOp func : kernels)
        emitCudaDeclaration(func, os);
      os << "}  // namespace " << cudaUnit << "\n\n";
    }
    os << "namespace {\nnamespace kernels {\n\n";
    for (kernel::FuncOp func : kernels)
      emitCpuKernel(func, os, cudaUnit);
    os << "}  // namespace kernels\n}  // namespace\n\n";
  }
  os << "namespace {\n\n";
  for (auto model : module.getOps<flow::ModelOp>()) {
    SmallVector<rt::ProgramOp> programs;
    for (auto program : module.getOps<rt::ProgramOp>())
      if (program.getModel() == model.getSymName())
        programs.push_back(program);
    for (rt::ProgramOp program : programs)
      ProgramPrinter(program, model, os).print();
    ModelPrinter(model, programs, tuned, os).print(version);
  }
  os << "}  // namespace\n";
  return text;
}

}  // namespace flodl::compiler
