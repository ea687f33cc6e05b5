// flodl-opt: runs passes on .mlir files, for tests and for looking around.
#include "ir/flow/Flow.h"
#include "ir/kernel/Kernel.h"
#include "ir/rt/Rt.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"
#include "passes/Passes.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  // Functions hold test inputs; models and programs do without.
  registry.insert<mlir::func::FuncDialect, mlir::flow::FlowDialect, mlir::rt::RtDialect, mlir::kernel::KernelDialect>();
  mlir::registerTransformsPasses();
  flodl::registerFlodlPasses();
  flodl::registerPipeline();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "floDl's optimizer driver\n", registry));
}
