// Losses in terms of row sums and element-wise operations; the last sum, over rows, stays a call.
#include "ir/flow/GradientBuilder.h"
#include "passes/decompose/Patterns.h"

using namespace mlir;
using namespace mlir::flow;

namespace flodl {
namespace {

bool isRows(Value value) { return cast<RankedTensorType>(value.getType()).getRank() >= 1; }

/// mse_loss(x, t) -> sum((x - t)^2) / count
struct MsePattern : OpRewritePattern<MseLossOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(MseLossOp op, PatternRewriter &rewriter) const override {
    if (op.getReduction() == "none" || !isRows(op.getInput()))
      return rewriter.notifyMatchFailure(op, "nothing to reduce");
    GradientBuilder b(rewriter, op.getLoc());
    Value difference = b.sub(op.getInput(), op.getTarget());
    Value total = b.sum(b.row_sum(b.mul(difference, difference)), {}, false);
    if (op.getReduction() == "mean")
      total = b.div(total, b.count(b.shape(op.getInput()), b.dtype(total)));
    rewriter.replaceOp(op, total);
    return success();
  }
};

/// dx = 2 (x - t) g / count
struct MseBackwardPattern : OpRewritePattern<MseLossBackwardOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(MseLossBackwardOp op, PatternRewriter &rewriter) const override {
    GradientBuilder b(rewriter, op.getLoc());
    Value scale = b.mul(op.getGrad(), b.number(2, op.getGrad()));
    if (op.getReduction() == "mean")
      scale = b.div(scale, b.count(b.shape(op.getInput()), b.dtype(scale)));
    rewriter.replaceOp(op, b.mul(b.sub(op.getInput(), op.getTarget()), scale));
    return success();
  }
};

/// Losses of pairs: the value for each element, and its derivative but for the incoming gradient.
Value each(GradientBuilder &b, L1LossOp op) { return b.abs(b.sub(op.getInput(), op.getTarget())); }
Value slope(GradientBuilder &b, L1LossBackwardOp op) { return b.sign(b.sub(op.getInput(), op.getTarget())); }

/// |d| < beta ? d^2 / (2 beta) : |d| - beta/2. With beta 0 the first is never chosen.
Value each(GradientBuilder &b, SmoothL1LossOp op) {
  Value distance = b.abs(b.sub(op.getInput(), op.getTarget())), half = b.number(0.5, distance);
  Value beta = b.hyper_value(op.getBeta(), b.dtype(distance));
  Value square = b.div(b.mul(b.mul(distance, distance), half), beta);
  return b.where(b.lt(distance, beta), square, b.sub(distance, b.mul(beta, half)));
}
Value slope(GradientBuilder &b, SmoothL1LossBackwardOp op) {
  Value difference = b.sub(op.getInput(), op.getTarget());
  Value beta = b.hyper_value(op.getBeta(), b.dtype(difference));
  return b.where(b.lt(b.abs(difference), beta), b.div(difference, beta), b.sign(difference));
}

/// The element-wise part joins what comes before, the sum along rows with it.
template <class LossOp>
struct PairLossPattern : OpRewritePattern<LossOp> {
  using OpRewritePattern<LossOp>::OpRewritePattern;
  LogicalResult matchAndRewrite(LossOp op, PatternRewriter &rewriter) const override {
    if (op.getReduction() == "none" || !isRows(op.getInput()))
      return rewriter.notifyMatchFailure(op, "nothing to reduce");
    GradientBuilder b(rewriter, op.getLoc());
    Value total = b.sum(b.row_sum(each(b, op)), {}, false);
    if (op.getReduction() == "mean")
      total = b.div(total, b.count(b.shape(op.getInput()), b.dtype(total)));
    rewriter.replaceOp(op, total);
    return success();
  }
};

template <class BackwardOp>
struct PairLossBackwardPattern : OpRewritePattern<BackwardOp> {
  using OpRewritePattern<BackwardOp>::OpRewritePattern;
  LogicalResult matchAndRewrite(BackwardOp op, PatternRewriter &rewriter) const override {
    GradientBuilder b(rewriter, op.getLoc());
    Value scale = op.getGrad();
    if (op.getReduction() == "mean")
      scale = b.div(scale, b.count(b.shape(op.getInput()), b.dtype(scale)));
    rewriter.replaceOp(op, b.mul(slope(b, op), scale));
    return success();
  }
};

/// The classes as they are given: one that is out of range selects no column, whatever comes of it.
Value givenClasses(Value target) {
  auto check = target.getDefiningOp<CheckIndexOp>();
  return check ? check.getIndex() : target;
}

/// What the loss and its gradient share: the target as `[N, 1]` and whether each sample counts.
struct ClassTargets {
  Value index, counts;
  ClassTargets(GradientBuilder &b, Value target, int64_t ignore, DType dtype) {
    Shape column = b.shape(target);
    column.push_back(1);
    index = b.reshape(target, column);
    counts = b.to_dtype(b.ne(index, b.number(double(ignore), index)), dtype);
  }
};

std::optional<int64_t> classes(Value logits) {
  Shape shape = plainType(logits.getType()).shape;
  return shape.size() == 2 ? shape.back().constant() : std::nullopt;
}

/// cross_entropy(x, t) -> sum over samples of -(1 - s) logp[t] - s / C sum(logp)
struct CrossEntropyPattern : OpRewritePattern<CrossEntropyLossOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(CrossEntropyLossOp op, PatternRewriter &rewriter) const override {
    std::optional<int64_t> count = classes(op.getInput());
    if (!count || op.getReduction() == "none")
      return rewriter.notifyMatchFailure(op, "not [N, C] with C known and a reduction");
    GradientBuilder b(rewriter, op.getLoc());
    Value x = op.getInput();
    DType dtype = b.dtype(x);
    ClassTargets target(b, givenClasses(op.getTarget()), op.getIgnoreIndex(), dtype);
    Value shifted = b.sub(x, b.row_max(x));
    Value logProbs = b.sub(shifted, b.log(b.row_sum(b.exp(shifted))));
    Value smoothing = b.hyper_value(op.getLabelSmoothing(), dtype);
    Value picked = b.row_sum(b.select_column(logProbs, target.index));
    Value spread = b.mul(b.row_sum(logProbs), b.number(1.0 / *count, x));
    Value row = b.add(b.mul(picked, b.sub(b.number(1, x), smoothing)), b.mul(spread, smoothing));
    Value total = b.sum(b.mul(b.neg(row), target.counts), {}, false);
    Value samples = b.sum(target.counts, {}, false);
    if (op.getReduction() == "mean")
      total = b.div(total, samples);
    rewriter.replaceOp(op, {total, logProbs, samples});
    return success();
  }
};

/// dx = (exp(logp) - (1 - s) [column = t] - s / C) * counts * g / samples
struct CrossEntropyBackwardPattern : OpRewritePattern<CrossEntropyLossBackwardOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(CrossEntropyLossBackwardOp op, PatternRewriter &rewriter) const override {
    std::optional<int64_t> count = classes(op.getLogProbs());
    if (!count || op.getReduction() == "none")
      return rewriter.notifyMatchFailure(op, "not [N, C] with C known and a reduction");
    GradientBuilder b(rewriter, op.getLoc());
    Value logProbs = op.getLogProbs();
    DType dtype = b.dtype(logProbs);
    ClassTargets target(b, givenClasses(op.getTarget()), op.getIgnoreIndex(), dtype);
    Value smoothing = b.hyper_value(op.getLabelSmoothing(), dtype);
    Value chosen = b.mul(b.column_is(target.index, b.shape(logProbs), dtype), b.sub(b.number(1, logProbs), smoothing));
    Value distance = b.sub(b.sub(b.exp(logProbs), chosen), b.mul(smoothing, b.number(1.0 / *count, logProbs)));
    Value scale = op.getGrad();
    // Without a sample that counts the loss is undefined, but the gradient 0, as libtorch's.
    if (op.getReduction() == "mean")
      scale = b.div(scale, b.maximum(op.getCount(), b.number(1, op.getCount())));
    rewriter.replaceOp(op, b.mul(b.mul(distance, target.counts), scale));
    return success();
  }
};

}  // namespace

void populateLossPatterns(RewritePatternSet &patterns) {
  patterns.add<MsePattern, MseBackwardPattern, PairLossPattern<L1LossOp>, PairLossBackwardPattern<L1LossBackwardOp>,
               PairLossPattern<SmoothL1LossOp>, PairLossBackwardPattern<SmoothL1LossBackwardOp>, CrossEntropyPattern,
               CrossEntropyBackwardPattern>(patterns.getContext());
}

}  // namespace flodl
