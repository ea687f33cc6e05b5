// flow-decompose: what kernels are made of.
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "passes/Passes.h"
#include "passes/decompose/Patterns.h"

namespace flodl {
#define GEN_PASS_DEF_DECOMPOSEPASS
#include "passes/Passes.h.inc"
}

using namespace mlir;

namespace {

class Decompose : public flodl::impl::DecomposePassBase<Decompose> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    flodl::populateNormalisationPatterns(patterns);
    flodl::populateLossPatterns(patterns);
    flodl::populateBiasPatterns(patterns);
    flodl::populateReductionPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

}  // namespace
