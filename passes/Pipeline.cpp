// The pipeline of flodlc, one sentence a phase.
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "passes/Passes.h"

using namespace mlir;

void flodl::buildPipeline(OpPassManager &pm, const PipelineOptions &options) {
  // From recordings to programs: forward, train, step.
  pm.addPass(createBuildProgramsPass());
  OpPassManager &programs = pm.nest<flow::ProgramOp>();
  // Values that are computed twice get one gradient: another order of additions than the eager one.
  if (options.optLevel > 0)
    programs.addPass(createCSEPass());
  // Labels and rows of tables are checked, so that an error leaves the model as it was.
  programs.addPass(createCheckIndicesPass());
  // The GPU's convolutions are faster on channels-last images.
  if (options.optLevel > 0 && options.cuda)
    programs.addPass(createChannelsLastPass());
  // The backward pass, written out as operations; what it does not need goes away.
  programs.addPass(createDifferentiatePass());
  programs.addPass(createCanonicalizerPass());
  programs.addPass(createCSEPass());
  // Kernels: composite operations are split, then groups are formed.
  if (options.optLevel > 0) {
    programs.addPass(createDecomposePass());
    programs.addPass(createCSEPass());
    programs.addPass(createFusePass());
  }
  // Memory, names, order of statements: decided here, printed afterwards.
  LowerToRtPassOptions lowering;
  lowering.cuda = options.cuda;
  lowering.sideWork = options.cuda && options.optLevel > 0;
  pm.addPass(createLowerToRtPass(lowering));
}

void flodl::registerPipeline() {
  struct Options : PassPipelineOptions<Options> {
    Option<bool> cuda{*this, "cuda", llvm::cl::desc("the code runs on CUDA too"), llvm::cl::init(false)};
    Option<int> optLevel{*this, "opt-level", llvm::cl::desc("0 to 3, as -O of flodlc"), llvm::cl::init(2)};
  };
  PassPipelineRegistration<Options>("flodl-pipeline", "From captured models to the rt dialect",
                                    [](OpPassManager &pm, const Options &options) {
                                      PipelineOptions chosen;
                                      chosen.optLevel = options.optLevel;
                                      chosen.cuda = options.cuda;
                                      buildPipeline(pm, chosen);
                                    });
}
