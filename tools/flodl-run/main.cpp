// flodl-run: executes .mlir files through libtorch, one operation at a time. Tests use it to see that
// a pass keeps what a program computes, and that the derivatives in the records are right.
//   flodl-run FILE.mlir                              prints the results of its programs
//   flodl-run FILE.mlir --compare=OTHER.mlir         compares the programs of two files
//   flodl-run FILE.mlir --check-gradients=differences|autograd
//   flodl-run FILE.mlir --check-entries              compares what generated code calls with the eager operations
//   flodl-run --check-samples=20                     compares that many random calls of every operation with libtorch
#include "ir/flow/Flow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "tools/flodl-run/Entries.h"
#include "tools/flodl-run/Gradients.h"
#include "tools/flodl-run/Programs.h"
#include "tools/flodl-run/SampleCheck.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include <random>

using namespace mlir;
using namespace flodl::run;

namespace {
namespace cl = llvm::cl;
enum class GradientCheck { None, Differences, Autograd };

cl::opt<std::string> input(cl::Positional, cl::desc("FILE.mlir"));
cl::opt<std::string> compare("compare", cl::desc("Second file, whose programs must compute the same"));
cl::opt<double> tolerance("tolerance", cl::desc("Allowed difference, relative to the largest value"), cl::init(0));
cl::opt<GradientCheck> gradients("check-gradients", cl::desc("Check the derivative of each function's last operation"),
                                 cl::init(GradientCheck::None),
                                 cl::values(clEnumValN(GradientCheck::Differences, "differences", "in double precision, against central differences"),
                                            clEnumValN(GradientCheck::Autograd, "autograd", "bit for bit against libtorch's autograd")));
cl::opt<bool> entries("check-entries", cl::desc("Compare the entry points of generated code with the eager operations, bit for bit"));
cl::opt<int> samples("check-samples", cl::desc("Compare this many random calls of every public operation with libtorch"), cl::init(0));
cl::opt<std::string> only("only", cl::desc("The operation whose samples are checked (default: all)"));
cl::opt<uint64_t> seed("seed", cl::desc("Seed of the samples (default: a random one, which is printed)"));
cl::list<std::string> symbols("size", cl::desc("Size of a symbol, batch=7 (default 5)"));
cl::opt<bool> evaluation("evaluation", cl::desc("Run-time flags are off"));

/// Parses a file; in double precision when asked.
OwningOpRef<ModuleOp> parse(StringRef file, MLIRContext &context, bool wide = false) {
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(file);
  if (!buffer) {
    llvm::errs() << "flodl-run: cannot read '" << file << "': " << buffer.getError().message() << '\n';
    return nullptr;
  }
  std::string text = (*buffer)->getBuffer().str();
  for (auto [narrow, replacement] : {std::pair("xf32", "xf64"), {"<f32", "<f64"}, {"float32", "float64"}})
    for (size_t at = 0; wide && (at = text.find(narrow, at)) != std::string::npos; at += strlen(replacement))
      text.replace(at, strlen(narrow), replacement);
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text, file), llvm::SMLoc());
  SourceMgrDiagnosticHandler handler(sources, &context);
  return parseSourceFile<ModuleOp>(sources, &context);
}

int run() {
  if (samples > 0) {
    if (!seed.getNumOccurrences())
      seed = std::random_device()();
    llvm::outs() << "seed " << seed << '\n';
    return checkSamples(seed, samples, only, llvm::outs()) ? 1 : 0;
  }
  if (input.empty()) {
    llvm::errs() << "flodl-run: expects a file, or --check-samples=COUNT\n";
    return 2;
  }
  MLIRContext context;
  context.loadDialect<flow::FlowDialect, func::FuncDialect>();
  OwningOpRef<ModuleOp> module = parse(input, context, gradients == GradientCheck::Differences);
  if (!module)
    return 1;
  if (gradients != GradientCheck::None)
    return checkGradients(*module, gradients == GradientCheck::Autograd, llvm::outs()) ? 1 : 0;
  if (entries)
    return checkEntries(*module, llvm::outs()) ? 1 : 0;
  Sizes sizes;
  for (StringRef symbol : symbols) {
    auto [name, size] = symbol.split('=');
    int64_t value;
    if (size.getAsInteger(10, value)) {
      llvm::errs() << "flodl-run: expects --size=NAME=NUMBER, but got '" << symbol << "'\n";
      return 2;
    }
    sizes.set(name.str(), value);
  }
  if (compare.empty())
    return printPrograms(*module, sizes, !evaluation, llvm::outs());
  OwningOpRef<ModuleOp> other = parse(compare, context);
  if (!other)
    return 1;
  return comparePrograms(*module, *other, sizes, !evaluation, tolerance, llvm::outs()) ? 1 : 0;
}

}  // namespace

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::ParseCommandLineOptions(argc, argv, "floDl's interpreter of tensor operations\n");
  try {
    return run();
  } catch (const std::exception &error) {
    llvm::errs() << "flodl-run: " << error.what() << '\n';
    return 1;
  }
}
