// flow-lower-to-rt: views, statements and kernels; the work is done in passes/lower_to_rt.
#include "ir/kernel/Kernel.h"
#include "ir/rt/Rt.h"
#include "passes/Passes.h"
#include "passes/lower_to_rt/KernelTable.h"
#include "passes/lower_to_rt/ProgramLowering.h"

namespace flodl {
#define GEN_PASS_DEF_LOWERTORTPASS
#include "passes/Passes.h.inc"
}

using namespace mlir;

namespace {

class LowerToRt : public flodl::impl::LowerToRtPassBase<LowerToRt> {
 public:
  using LowerToRtPassBase::LowerToRtPassBase;

 private:
  void runOnOperation() override {
    flodl::lowering::KernelTable kernels(getOperation());
    for (auto program : llvm::make_early_inc_range(getOperation().getOps<flow::ProgramOp>())) {
      auto model = SymbolTable::lookupNearestSymbolFrom<flow::ModelOp>(program, program.getModelAttr());
      flodl::lowering::lowerProgram(program, model, kernels, {cuda, sideWork});
      program.erase();
    }
  }
};

}  // namespace
