// Parses a capture, runs the pipeline and prints what comes out.
#include "codegen/Compiler.h"
#include "codegen/Emit.h"
#include "ir/flow/Flow.h"
#include "ir/kernel/Kernel.h"
#include "ir/rt/Rt.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "mlir/Pass/PassManager.h"
#include "passes/Passes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include <chrono>

using namespace mlir;

namespace flodl::compiler {
namespace {

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Where an error happened, as `model.cpp:12:7`, from whatever the location is made of.
std::string place(Location loc) {
  std::string text;
  loc->walk([&](Location part) {
    auto file = dyn_cast<FileLineColLoc>(part);
    if (!file)
      return WalkResult::advance();
    text = llvm::formatv("{0}:{1}:{2}", file.getFilename().getValue(), file.getLine(), file.getColumn()).str();
    return WalkResult::interrupt();
  });
  return text;
}

/// Prints or saves the module after passes, as asked.
class Dump : public PassInstrumentation {
 public:
  Dump(ModuleOp module, const CompileOptions &options) : module(module), options(options) {}

  void runAfterPass(Pass *pass, Operation *) override {
    StringRef name = pass->getArgument();
    if (name.empty())
      return;
    if (options.printAfter == "all" || options.printAfter == name) {
      llvm::errs() << "// after " << name << '\n';
      module.print(llvm::errs());
    }
    if (options.dumpDir.empty())
      return;
    SmallString<128> path(options.dumpDir);
    llvm::sys::path::append(path, llvm::formatv("{0,0+2}-{1}.mlir", ++count, name).str());
    std::error_code error;
    llvm::raw_fd_ostream os(path, error);
    if (!error)
      module.print(os);
  }

 private:
  ModuleOp module;
  const CompileOptions &options;
  unsigned count = 0;
};

}  // namespace

std::optional<std::string> compileModule(StringRef mlirText, const CompileOptions &options, CompileOutput &output) {
  DialectRegistry registry;
  registry.insert<flow::FlowDialect, rt::RtDialect, kernel::KernelDialect>();
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  std::string errors;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    llvm::raw_string_ostream os(errors);
    std::string where = place(diagnostic.getLocation());
    os << where << (where.empty() ? "" : ": ")
       << (diagnostic.getSeverity() == DiagnosticSeverity::Error ? "error: " : "note: ") << diagnostic.str() << '\n';
    for (const Diagnostic &note : diagnostic.getNotes())
      os << place(note.getLocation()) << ": note: " << note.str() << '\n';
    return success();
  });

  auto start = std::chrono::steady_clock::now();
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(mlirText, &context);
  output.timings.emplace_back("parse", secondsSince(start));
  if (!module)
    return errors;

  start = std::chrono::steady_clock::now();
  PassManager pm(&context);
  PipelineOptions pipeline;
  pipeline.optLevel = options.optLevel;
  pipeline.cuda = options.cuda;
  buildPipeline(pm, pipeline);
  if (!options.dumpDir.empty())
    llvm::sys::fs::create_directories(options.dumpDir);
  pm.addInstrumentation(std::make_unique<Dump>(*module, options));
  LogicalResult result = pm.run(*module);
  output.timings.emplace_back("passes", secondsSince(start));
  if (failed(result))
    return errors.empty() ? "the compiler's passes failed without a message" : errors;

  start = std::chrono::steady_clock::now();
  llvm::raw_string_ostream(output.mlirLowered) << *module;
  // Kernels of different files may have the same name; their namespaces differ.
  std::string unit;
  if (options.cuda)
    unit = "flodl_cuda_" + llvm::utohexstr(llvm::xxh3_64bits(output.mlirLowered), /*LowerCase=*/true);
  output.cpp = emitHost(*module, options.version, unit, options.optLevel > 0);
  if (options.cuda)
    output.cuda = emitCuda(*module, options.version, unit);
  output.timings.emplace_back("print", secondsSince(start));
  return std::nullopt;
}

}  // namespace flodl::compiler
