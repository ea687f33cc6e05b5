// Creation and registration of the passes, and the pipeline of flodlc.
#pragma once
#include "ir/flow/Flow.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mlir::kernel {
class KernelDialect;
}
namespace mlir::rt {
class RtDialect;
}

namespace flodl {
#define GEN_PASS_DECL
#include "passes/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "passes/Passes.h.inc"

struct PipelineOptions {
  /// 0: no fusion, every operation is the libtorch call that eager execution makes.
  int optLevel = 2;
  /// The code runs on CUDA too: weight gradients get a stream of their own.
  bool cuda = false;
};
/// The whole way from captured models to the rt dialect.
void buildPipeline(mlir::OpPassManager &pm, const PipelineOptions &options);
/// Registers `-flodl-pipeline` beside the passes.
void registerPipeline();
}  // namespace flodl
