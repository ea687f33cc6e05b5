// CPU form of kernels: loops that Clang vectorises, spread over libtorch's threads.
#include "codegen/Emit.h"
#include "codegen/KernelBody.h"
#include "passes/lower_to_rt/EntryArguments.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using llvm::formatv;
using llvm::raw_ostream;

namespace flodl::compiler {
namespace {

class CpuKernel {
 public:
  CpuKernel(kernel::FuncOp func, raw_ostream &os, StringRef cudaUnit)
      : func(func), os(os), cudaUnit(cudaUnit), body(func, os), block(func.getBody().front()) {}

  void print() {
    printArgs();
    if (func.getShape() == "flat")
      printFlat();
    else if (func.getShape() == "rows")
      printRows();
    else
      printColumns();
    printLauncher();
  }

 private:
  std::string argsType() const { return func.getSymName().str() + "_args"; }

  void printArgs() {
    os << "struct " << argsType() << " {\n";
    for (int64_t i = 0; i < body.arguments(); ++i)
      os << formatv("  {0}{1} *{2};\n", body.written(i) ? "" : "const ", body.argumentType(i), body.argumentName(i));
    for (auto [i, type] : llvm::enumerate(func.getParameters().getAsRange<StringAttr>()))
      os << formatv("  {0} p{1};\n", type.getValue(), i);
    os << "  int64_t rows, cols;\n};\n\n";
  }

  void openRange() {
    os << formatv("FLODL_KERNEL void {0}_range(const void *opaque, int64_t begin, int64_t end) {{\n"
                  "  const auto &a = *static_cast<const {1} *>(opaque);\n",
                  func.getSymName(), argsType());
    for (int64_t i = 0; i < body.arguments(); ++i)
      os << formatv("  {0}{1} *__restrict const {2} = a.{2};\n", body.written(i) ? "" : "const ", body.argumentType(i),
                    body.argumentName(i));
    for (size_t i = 0; i < func.getParameters().size(); ++i)
      os << formatv("  const auto p{0} = a.p{0};\n", i);
    if (func.getShape() != "flat") {
      os << "  [[maybe_unused]] ";
      if (func.getCols() >= 0)
        os << formatv("constexpr int64_t cols = {0};\n", func.getCols());
      else
        os << "const int64_t cols = a.cols;\n";
    }
  }

  KernelSyntax syntax(StringRef element) {
    KernelSyntax s;
    s.element = [this, element = element.str()](int64_t i) { return body.place(i, element); };
    s.count = "a.rows * a.cols";
    s.column = "col";
    s.keep = [](int64_t slot) { return formatv("keep{0}[col]", slot).str(); };
    return s;
  }

  void printFlat() {
    openRange();
    KernelSyntax s = syntax("i");
    for (Operation &op : block)
      if (!isa<kernel::PassOp>(op))
        body.print(&op, s, "  ");
    for (auto pass : block.getOps<kernel::PassOp>()) {
      os << "  for (int64_t i = begin; i < end; ++i) {\n";
      for (Operation &op : pass.getBody().front())
        body.print(&op, s, "    ");
      os << "  }\n";
    }
    os << "}\n\n";
  }

  void printRows() {
    openRange();
    os << "  for (int64_t row = begin; row < end; ++row) {\n";
    KernelSyntax s = syntax("row * cols + col");
    printKeepBuffers();
    for (Operation &op : block) {
      if (auto pass = dyn_cast<kernel::PassOp>(op))
        printPass(pass, s);
      else
        body.print(&op, s, "    ");
    }
    os << "  }\n}\n\n";
  }

  void printKeepBuffers() {
    llvm::MapVector<int64_t, Type> slots;
    func.walk([&](kernel::KeepOp keep) { slots[keep.getSlot()] = keep.getValue().getType(); });
    for (auto &[slot, type] : slots) {
      StringRef cType = lowering::cTypeText(type);
      if (func.getCols() >= 0 && func.getCols() <= 8192)
        os << formatv("    alignas(64) {0} keep{1}[cols];\n", cType, slot);
      else
        os << formatv("    {0} *const keep{1} = rt::rowScratch<{0}>({1}, cols);\n", cType, slot);
    }
  }

  void printPass(kernel::PassOp pass, const KernelSyntax &s) {
    SmallVector<StringAttr> kinds(pass.getKinds().getAsRange<StringAttr>());
    for (auto [kind, reduced] : llvm::zip(kinds, pass.getReduced()))
      os << formatv(kind.getValue() == "max" ? "    auto acc_{1} = rt::lowestBits<{0}>();\n" : "    {0} acc_{1} = 0;\n",
                    lowering::cTypeText(reduced.getType()), body.name(reduced));
    os << "    for (int64_t col = 0; col < cols; ++col) {\n      FLODL_REASSOCIATE\n";
    for (Operation &op : pass.getBody().front())
      body.print(&op, s, "      ");
    for (auto [kind, reduced, value] : llvm::zip(kinds, pass.getReduced(), combined(pass)))
      os << formatv(kind.getValue() == "max" ? "      acc_{0} = rt::larger<{2}>(acc_{0}, {1});\n"
                                             : "      acc_{0} += {1};\n",
                    body.name(reduced), body.name(value), lowering::cTypeText(reduced.getType()));
    os << "    }\n";
    for (auto [kind, reduced] : llvm::zip(kinds, pass.getReduced()))
      os << formatv(kind.getValue() == "max" ? "    const {0} {1} = rt::fromOrderedBits<{0}>(acc_{1});\n"
                                             : "    const {0} {1} = acc_{1};\n",
                    lowering::cTypeText(reduced.getType()), body.name(reduced));
  }

  static OperandRange combined(kernel::PassOp pass) { return pass.getBody().front().getTerminator()->getOperands(); }

  /// Sums over rows for a block of columns at a time, whose accumulators stay in registers.
  void printColumns() {
    openRange();
    os << "  for (int64_t first = begin; first < end; first += rt::columnBlock) {\n"
          "    const int64_t width = end - first < rt::columnBlock ? end - first : rt::columnBlock;\n";
    KernelSyntax s = syntax("row * cols + col");
    kernel::PassOp pass = *block.getOps<kernel::PassOp>().begin();
    for (Value sum : pass.getReduced())
      os << formatv("    {0} acc_{1}[rt::columnBlock] = {{};\n", lowering::cTypeText(sum.getType()), body.name(sum));
    for (Operation &op : block)
      if (!isa<kernel::PassOp, kernel::StoreOp>(op))
        body.print(&op, s, "    ");
    os << "    const auto addRows = [&](const int64_t count) __attribute__((always_inline)) {\n"
          "      for (int64_t row = 0; row < a.rows; ++row)\n"
          "        for (int64_t j = 0; j < count; ++j) {\n          const int64_t col = first + j;\n";
    for (Operation &op : pass.getBody().front())
      body.print(&op, s, "          ");
    for (auto [sum, value] : llvm::zip(pass.getReduced(), combined(pass)))
      os << formatv("          acc_{0}[j] += {1};\n", body.name(sum), body.name(value));
    os << "        }\n    };\n"
          "    if (width == rt::columnBlock)\n      addRows(rt::columnBlock);\n    else\n      addRows(width);\n"
          "    for (int64_t j = 0; j < width; ++j) {\n";
    for (auto store : block.getOps<kernel::StoreOp>())
      os << formatv("      {0}[first + j] = acc_{1}[j];\n", body.argumentName(store.getArgument()),
                    body.name(store.getValue()));
    os << "    }\n  }\n}\n\n";
  }

  void printLauncher() {
    StringRef space = body.argumentName(body.spaceArgument());
    os << formatv("void {0}([[maybe_unused]] rt::Call &call{1}) {{\n", func.getSymName(), body.parameterList());
    if (!cudaUnit.empty()) {
      os << formatv("  if (call.cuda())\n    return {0}::{1}(call", cudaUnit, func.getSymName());
      for (int64_t i = 0; i < body.arguments(); ++i)
        os << ", " << body.argumentName(i);
      for (size_t i = 0; i < func.getParameters().size(); ++i)
        os << ", p" << i;
      os << ");\n";
    }
    bool flat = func.getShape() == "flat";
    if (flat)
      os << formatv("  const int64_t rows = 1, cols = {0}.numel;\n", space);
    else
      os << formatv("  const int64_t cols = {0}.sizes[{0}.rank - 1], rows = cols == 0 ? 0 : {0}.numel / cols;\n", space);
    os << formatv("  const {0} args{{", argsType());
    for (int64_t i = 0; i < body.arguments(); ++i)
      os << (i ? ", " : "")
         << formatv("{0}.as<{1}{2}>()", body.argumentName(i), body.written(i) ? "" : "const ", body.argumentType(i));
    for (size_t i = 0; i < func.getParameters().size(); ++i)
      os << ", p" << i;
    os << ", rows, cols};\n";
    StringRef count = func.getShape() == "rows" ? "rows" : "cols";
    StringRef grain = flat ? "rt::flatGrain" : func.getShape() == "rows" ? "rt::rowGrain(cols)" : "rt::columnGrain(rows)";
    os << formatv("  rt::parallelFor(0, {0}, {1}, {2}_range, &args);\n}\n\n", count, grain, func.getSymName());
  }

  mutable kernel::FuncOp func;
  raw_ostream &os;
  StringRef cudaUnit;
  KernelBody body;
  Block &block;
};

}  // namespace

void emitCpuKernel(kernel::FuncOp func, raw_ostream &os, StringRef cudaUnit) { CpuKernel(func, os, cudaUnit).print(); }

}  // namespace flodl::compiler
