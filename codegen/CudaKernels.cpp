// CUDA form of kernels. Rows are given to a warp or to a block each, and what later passes need
// stays in registers; sums over rows are made by one block per 32 columns. No atomics: results do
// not depend on the order in which blocks run.
#include "codegen/Emit.h"
#include "codegen/KernelBody.h"
#include "passes/lower_to_rt/EntryArguments.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using llvm::formatv;
using llvm::raw_ostream;

namespace flodl::compiler {
namespace {

class CudaKernel {
 public:
  CudaKernel(kernel::FuncOp func, raw_ostream &os)
      : func(func), os(os), body(func, os), block(func.getBody().front()) {}

  void printDeclaration() {
    os << formatv("void {0}(rt::Call &call{1});\n", func.getSymName(), body.parameterList());
  }

  void printDevice() {
    if (func.getShape() == "flat")
      printFlat();
    else if (func.getShape() == "rows")
      printRows();
    else
      printColumns();
  }

  void printLauncher() {
    StringRef space = body.argumentName(body.spaceArgument());
    os << formatv("void {0}(rt::Call &call{1}) {{\n", func.getSymName(), body.parameterList());
    if (func.getShape() == "flat")
      os << formatv("  const int64_t rows = 1, cols = {0}.numel;\n  const rt::Launch launch = rt::flatLaunch(cols);\n", space);
    else
      os << formatv("  const int64_t cols = {0}.sizes[{0}.rank - 1], rows = cols == 0 ? 0 : {0}.numel / cols;\n"
                    "  const rt::Launch launch = {1};\n",
                    space,
                    func.getShape() == "rows" ? formatv("rt::rowLaunch(rows, {0}_threads)", func.getSymName()).str()
                                              : std::string("rt::columnLaunch(cols)"));
    if (func.getShape() == "rows")
      os << formatv("  rt::checkRowLength(\"{0}\", cols, {0}_threads * {0}_items);\n", func.getSymName());
    // The sum over no rows is 0, which has to be written.
    os << formatv("  if ({0} == 0)\n    return;\n", func.getShape() == "columns" ? "cols" : "rows * cols");
    os << formatv("  {0}_kernel<<<launch.grid, launch.block, 0, static_cast<cudaStream_t>(call.stream())>>>(", func.getSymName());
    for (int64_t i = 0; i < body.arguments(); ++i)
      os << formatv("{0}.as<{1}{2}>(), ", body.argumentName(i), body.written(i) ? "" : "const ", body.argumentType(i));
    os << "rows, cols";
    for (size_t i = 0; i < func.getParameters().size(); ++i)
      os << ", p" << i;
    os << ");\n  FLODL_CUDA_CHECK(cudaGetLastError());\n}\n\n";
  }

 private:
  void open() {
    std::string bounds = func.getShape() == "rows" ? formatv("__launch_bounds__({0}) ", std::max<int64_t>(rowThreads(), 256)).str() : "";
    os << formatv("__global__ void {1}{0}_kernel(", func.getSymName(), bounds);
    for (int64_t i = 0; i < body.arguments(); ++i)
      os << formatv("{0}{1} *__restrict__ {2}, ", body.written(i) ? "" : "const ", body.argumentType(i),
                    body.argumentName(i));
    os << "[[maybe_unused]] const int64_t rows, [[maybe_unused]] const int64_t cols_";
    for (auto [i, type] : llvm::enumerate(func.getParameters().getAsRange<StringAttr>()))
      os << formatv(", const {0} p{1}", type.getValue(), i);
    os << ") {\n";
    if (func.getCols() >= 0)
      os << formatv("  [[maybe_unused]] constexpr int64_t cols = {0};\n", func.getCols());
    else
      os << "  [[maybe_unused]] const int64_t cols = cols_;\n";
  }

  KernelSyntax syntax(StringRef element) {
    KernelSyntax s;
    s.element = [this, element = element.str()](int64_t i) { return body.place(i, element); };
    s.count = "rows * cols_";
    s.column = "col";
    s.keep = [](int64_t slot) { return formatv("keep{0}[item]", slot).str(); };
    return s;
  }

  void printFlat() {
    open();
    KernelSyntax s = syntax("i");
    for (Operation &op : block)
      if (!isa<kernel::PassOp>(op))
        body.print(&op, s, "  ");
    for (auto pass : block.getOps<kernel::PassOp>()) {
      os << "  for (int64_t i = blockIdx.x * int64_t(blockDim.x) + threadIdx.x; i < cols; i += int64_t(gridDim.x) * "
            "blockDim.x) {\n";
      for (Operation &op : pass.getBody().front())
        body.print(&op, s, "    ");
      os << "  }\n";
    }
    os << "}\n\n";
  }

  /// Threads that share a row: a warp for short rows, else a block with about four elements a thread,
  /// so that enough loads are under way when there are few rows.
  int64_t rowThreads() const {
    int64_t cols = func.getCols();
    if (cols < 0)
      return 1024;
    return cols <= 256 ? 32 : cols <= 512 ? 128 : cols <= 1024 ? 256 : cols <= 2048 ? 512 : 1024;
  }
  int64_t rowItems() const {
    return func.getCols() < 0 ? 32 : std::max<int64_t>(1, (func.getCols() + rowThreads() - 1) / rowThreads());
  }

  void printRows() {
    os << formatv("constexpr int {0}_threads = {1}, {0}_items = {2};\n", func.getSymName(), rowThreads(), rowItems());
    open();
    os << formatv("  constexpr int threads = {0}_threads, items = {0}_items;\n", func.getSymName())
       << "  const int64_t row = blockIdx.x * int64_t(blockDim.y) + threadIdx.y;\n  if (row >= rows)\n    return;\n";
    llvm::MapVector<int64_t, Type> slots;
    func.walk([&](kernel::KeepOp keep) { slots[keep.getSlot()] = keep.getValue().getType(); });
    for (auto &[slot, type] : slots)
      os << formatv("  {0} keep{1}[items];\n", lowering::cTypeText(type), slot);
    findHeldLoads();
    for (int64_t argument : held)
      os << formatv("  {0} {1}[items];\n", body.argumentType(argument), heldName(argument));
    KernelSyntax s = syntax("row * cols + col");
    for (Operation &op : block) {
      if (auto pass = dyn_cast<kernel::PassOp>(op)) {
        printPass(pass, s);
      } else if (auto store = dyn_cast<kernel::StoreOp>(op)) {
        os << "  if (threadIdx.x == 0)\n";
        body.print(&op, s, "    ");
      } else {
        body.print(&op, s, "  ");
      }
    }
    os << "}\n\n";
  }

  /// Elements that a later pass needs are loaded in the first one and stay in registers, when a thread
  /// has few of them: the loads of all passes are then under way at once.
  void findHeldLoads() {
    constexpr int64_t maxItems = 8;
    constexpr size_t maxHeld = 6;
    if (rowItems() > maxItems)
      return;
    for (auto pass : llvm::drop_begin(block.getOps<kernel::PassOp>()))
      for (auto load : pass.getBody().front().getOps<kernel::LoadOp>())
        if (body.access(load.getArgument()) == "element" && held.size() < maxHeld)
          held.insert(load.getArgument());
  }
  std::string heldName(int64_t argument) const { return formatv("held_{0}", body.argumentName(argument)).str(); }

  void printStatements(kernel::PassOp pass, const KernelSyntax &s) {
    if (pass == *block.getOps<kernel::PassOp>().begin())
      for (int64_t argument : held)
        os << formatv("    {0}[item] = {1};\n", heldName(argument), s.element(argument));
    KernelSyntax withHeld = s;
    withHeld.element = [&](int64_t argument) {
      return held.contains(argument) ? heldName(argument) + "[item]" : s.element(argument);
    };
    for (Operation &op : pass.getBody().front())
      body.print(&op, isa<kernel::LoadOp>(op) ? withHeld : s, "    ");
  }

  void printPass(kernel::PassOp pass, const KernelSyntax &s) {
    SmallVector<StringAttr> kinds(pass.getKinds().getAsRange<StringAttr>());
    for (auto [kind, reduced] : llvm::zip(kinds, pass.getReduced())) {
      StringRef type = lowering::cTypeText(reduced.getType());
      std::string start = kind.getValue() == "max" ? formatv("-rt::infinity<{0}>()", type).str() : std::string("0");
      os << formatv("  {0} acc_{1} = {2};\n", type, body.name(reduced), start);
    }
    os << "#pragma unroll\n  for (int item = 0; item < items; ++item) {\n"
          "    [[maybe_unused]] const int64_t col = item * threads + threadIdx.x;\n";
    // Without a branch the loads of all items are issued before the first is used.
    if (rowThreads() * rowItems() != func.getCols())
      os << "    if (col >= cols)\n      break;\n";
    printStatements(pass, s);
    for (auto [kind, reduced, value] : llvm::zip(kinds, pass.getReduced(), combined(pass)))
      os << formatv(kind.getValue() == "max" ? "    acc_{0} = rt::maxOf(acc_{0}, {1});\n" : "    acc_{0} += {1};\n",
                    body.name(reduced), body.name(value));
    os << "  }\n";
    printReductions(pass, kinds);
  }

  void printReductions(kernel::PassOp pass, ArrayRef<StringAttr> kinds) {
    // Sums of one type go through the block together.
    bool together = kinds.size() > 1 && llvm::all_of(kinds, [](StringAttr kind) { return kind.getValue() == "sum"; }) &&
                    llvm::all_equal(pass.getReduced().getTypes());
    if (together) {
      std::string first = body.name(pass.getReduced()[0]);
      StringRef type = lowering::cTypeText(pass.getReduced()[0].getType());
      os << formatv("  {0} sums_{1}[] = {{", type, first);
      llvm::interleaveComma(pass.getReduced(), os, [&](Value sum) { os << "acc_" << body.name(sum); });
      os << formatv("};\n  rt::rowSums<threads>(sums_{0});\n", first);
      for (auto [i, sum] : llvm::enumerate(pass.getReduced()))
        os << formatv("  const {0} {1} = sums_{2}[{3}];\n", type, body.name(sum), first, i);
      return;
    }
    for (auto [kind, reduced] : llvm::zip(kinds, pass.getReduced()))
      os << formatv("  const {0} {1} = rt::row{2}<threads>(acc_{1});\n", lowering::cTypeText(reduced.getType()),
                    body.name(reduced), kind.getValue() == "max" ? "Max" : "Sum");
  }

  static OperandRange combined(kernel::PassOp pass) { return pass.getBody().front().getTerminator()->getOperands(); }

  void printColumns() {
    open();
    os << "  const int64_t col = blockIdx.x * 32 + threadIdx.x;\n";
    KernelSyntax s = syntax("row * cols + col");
    kernel::PassOp pass = *block.getOps<kernel::PassOp>().begin();
    for (Value sum : pass.getReduced())
      os << formatv("  {0} acc_{1} = 0;\n", lowering::cTypeText(sum.getType()), body.name(sum));
    for (Operation &op : block)
      if (!isa<kernel::PassOp, kernel::StoreOp>(op))
        body.print(&op, s, "  ");
    os << "  if (col < cols)\n    for (int64_t row = threadIdx.y; row < rows; row += 32) {\n";
    for (Operation &op : pass.getBody().front())
      body.print(&op, s, "      ");
    for (auto [sum, value] : llvm::zip(pass.getReduced(), combined(pass)))
      os << formatv("      acc_{0} += {1};\n", body.name(sum), body.name(value));
    os << "    }\n";
    for (auto store : block.getOps<kernel::StoreOp>())
      os << formatv("  rt::storeColumnSum(acc_{0}, {1}, col, cols);\n", body.name(store.getValue()),
                    body.argumentName(store.getArgument()));
    os << "}\n\n";
  }

  mutable kernel::FuncOp func;
  raw_ostream &os;
  KernelBody body;
  Block &block;
  llvm::SmallSetVector<int64_t, 8> held;  ///< arguments whose elements stay in registers
};

}  // namespace

void emitCudaDeclaration(kernel::FuncOp func, raw_ostream &os) { CudaKernel(func, os).printDeclaration(); }

std::string emitCuda(ModuleOp module, StringRef version, StringRef unit) {
  auto kernels = module.getOps<kernel::FuncOp>();
  if (kernels.empty())
    return {};
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "// Generated by " << version << ".\n#include \"flodl/rt/kernel_cuda.h\"\n\nnamespace rt = flodl::rt;\n\n"
     << "namespace {\n\n";
  for (kernel::FuncOp func : kernels)
    CudaKernel(func, os).printDevice();
  os << "}  // namespace\n\nnamespace " << unit << " {\n\n";
  for (kernel::FuncOp func : kernels)
    CudaKernel(func, os).printLauncher();
  os << "}  // namespace " << unit << "\n";
  return text;
}

}  // namespace flodl::compiler
