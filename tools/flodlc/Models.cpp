#include "Models.h"
#include "Diagnostics.h"
#include "codegen/Compiler.h"
#include <llvm/Support/CrashRecoveryContext.h>
#include <llvm/Support/raw_ostream.h>

namespace flodl::driver {

Status compileModels(const ModelsRequest &request, Models &models) {
  compiler::CompileOptions options;
  options.optLevel = request.optLevel;
  options.cuda = request.cuda;
  options.printAfter = request.printAfter;
  options.dumpDir = request.dumpDir;
  options.version = request.version;

  compiler::CompileOutput output;
  std::optional<std::string> error;
  llvm::CrashRecoveryContext::Enable();
  llvm::CrashRecoveryContext recovery;
  if (!recovery.RunSafely([&] { error = compiler::compileModule(request.mlir, options, output); }))
    return Status::error(Exit::Internal, "the compiler crashed while it compiled the recorded models");
  if (error) {
    // Mistakes in a model have a place in its source; what has none is a mistake of ours.
    if (!namesSource(*error))
      return Status::error(Exit::Internal, "the compiler fails on the recorded models: " + *error);
    llvm::errs() << withSourceLines(*error);
    return Status::error(Exit::UserError, "");
  }
  models.lowered = std::move(output.mlirLowered);
  models.cpp = std::move(output.cpp);
  models.cuda = std::move(output.cuda);
  models.seconds = std::move(output.timings);
  return Status::ok();
}

}  // namespace flodl::driver
