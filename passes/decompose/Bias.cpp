// Biases: added by the kernel that follows, and their gradients as sums over rows.
#include "ir/flow/GradientBuilder.h"
#include "passes/decompose/Patterns.h"

using namespace mlir;
using namespace mlir::flow;

namespace flodl {
namespace {

bool isFusible(Operation *op) {
  auto tensorOp = dyn_cast<TensorOpInterface>(op);
  return tensorOp && opInfo(tensorOp.opCode()).hasScalar;
}

/// linear(x, w, b) -> linear(x, w) + b, when a kernel follows that can add the bias
struct LinearBiasPattern : OpRewritePattern<LinearOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LinearOp op, PatternRewriter &rewriter) const override {
    if (!op.getBias() || llvm::none_of(op->getUsers(), isFusible))
      return rewriter.notifyMatchFailure(op, "no bias, or nothing that could add it");
    GradientBuilder b(rewriter, op.getLoc());
    Value product = b.linear(op.getInput(), op.getWeight(), Value());
    rewriter.replaceOp(op, b.add(product, op.getBias()));
    return success();
  }
};

/// sum_to(g: [*, C], [C]) -> column_sum(g)
struct SumToPattern : OpRewritePattern<SumToOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(SumToOp op, PatternRewriter &rewriter) const override {
    Shape from = plainType(op.getInput().getType()).shape, to = plainType(op.getResult().getType()).shape;
    if (to.size() != 1 || from.size() < 2 || !to[0].same(from.back()))
      return rewriter.notifyMatchFailure(op, "not a sum over all dimensions but the last");
    rewriter.replaceOp(op, GradientBuilder(rewriter, op.getLoc()).column_sum(op.getInput()));
    return success();
  }
};

}  // namespace

void populateBiasPatterns(RewritePatternSet &patterns) {
  patterns.add<LinearBiasPattern, SumToPattern>(patterns.getContext());
}

}  // namespace flodl
