// Normalisations over the last dimension, in terms of row sums and element-wise operations.
#include "ir/flow/GradientBuilder.h"
#include "passes/decompose/Patterns.h"

using namespace mlir;
using namespace mlir::flow;

namespace flodl {
namespace {

/// Length of the last dimension when it is known and is the only one in `normalized`.
std::optional<int64_t> rowLength(Value input, Attribute normalized) {
  Shape shape = plainType(input.getType()).shape, over = shapeValue(normalized);
  if (over.size() != 1 || shape.empty())
    return std::nullopt;
  return shape.back().constant();
}

bool isLastDim(Value input, int64_t dim) {
  int64_t rank = cast<RankedTensorType>(input.getType()).getRank();
  return rank > 0 && (dim == -1 || dim == rank - 1);
}

struct Rows : GradientBuilder {
  using GradientBuilder::GradientBuilder;
  Value mean(Value value, int64_t length) { return mul(row_sum(value), number(1.0 / length, value)); }
  /// `(x - mean) * rstd`
  Value normalised(Value x, Value mean, Value rstd) { return mul(sub(x, mean), rstd); }
};

/// layer_norm(x) -> (x - mean) * rsqrt(mean((x - mean)^2) + eps) * weight + bias
struct LayerNormPattern : OpRewritePattern<LayerNormOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LayerNormOp op, PatternRewriter &rewriter) const override {
    std::optional<int64_t> length = rowLength(op.getInput(), op.getNormalizedShape());
    if (!length)
      return rewriter.notifyMatchFailure(op, "not over a last dimension of known length");
    Rows b(rewriter, op.getLoc());
    Value x = op.getInput();
    Value mean = b.mean(x, *length);
    Value centred = b.sub(x, mean);
    Value variance = b.mean(b.mul(centred, centred), *length);
    Value rstd = b.rsqrt(b.add(variance, b.hyper_value(op.getEps(), b.dtype(x))));
    Value y = b.mul(centred, rstd);
    if (op.getWeight())
      y = b.mul(y, op.getWeight());
    if (op.getBias())
      y = b.add(y, op.getBias());
    rewriter.replaceOp(op, {y, mean, rstd});
    return success();
  }
};

/// dx = rstd * (gw - mean(gw) - xhat * mean(gw * xhat)), where gw = grad * weight
struct LayerNormBackwardPattern : OpRewritePattern<LayerNormBackwardOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LayerNormBackwardOp op, PatternRewriter &rewriter) const override {
    std::optional<int64_t> length = rowLength(op.getInput(), op.getNormalizedShape());
    if (!length)
      return rewriter.notifyMatchFailure(op, "not over a last dimension of known length");
    Rows b(rewriter, op.getLoc());
    Value xhat = b.normalised(op.getInput(), op.getMean(), op.getRstd());
    Value gw = op.getWeight() ? b.mul(op.getGrad(), op.getWeight()) : op.getGrad();
    Value centred = b.sub(gw, b.mean(gw, *length));
    Value along = b.mul(xhat, b.mean(b.mul(gw, xhat), *length));
    rewriter.replaceOp(op, b.mul(b.sub(centred, along), op.getRstd()));
    return success();
  }
};

/// dweight = sum over rows of grad * xhat, dbias = sum over rows of grad
struct LayerNormWeightBackwardPattern : OpRewritePattern<LayerNormWeightBackwardOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LayerNormWeightBackwardOp op, PatternRewriter &rewriter) const override {
    if (!rowLength(op.getInput(), op.getNormalizedShape()))
      return rewriter.notifyMatchFailure(op, "not over a last dimension of known length");
    Rows b(rewriter, op.getLoc());
    Value xhat = b.normalised(op.getInput(), op.getMean(), op.getRstd());
    rewriter.replaceOp(op, {b.column_sum(b.mul(op.getGrad(), xhat)), b.column_sum(op.getGrad())});
    return success();
  }
};

/// rms_norm(x) -> x * rsqrt(mean(x^2) + eps) * weight
struct RmsNormPattern : OpRewritePattern<RmsNormOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(RmsNormOp op, PatternRewriter &rewriter) const override {
    std::optional<int64_t> length = rowLength(op.getInput(), op.getNormalizedShape());
    if (!length)
      return rewriter.notifyMatchFailure(op, "not over a last dimension of known length");
    Rows b(rewriter, op.getLoc());
    Value x = op.getInput();
    Value rstd = b.rsqrt(b.add(b.mean(b.mul(x, x), *length), b.hyper_value(op.getEps(), b.dtype(x))));
    Value y = b.mul(x, rstd);
    if (op.getWeight())
      y = b.mul(y, op.getWeight());
    rewriter.replaceOp(op, {y, rstd});
    return success();
  }
};

/// dx = rstd * (gw - xhat * mean(gw * xhat)), where gw = grad * weight and xhat = x * rstd
struct RmsNormBackwardPattern : OpRewritePattern<RmsNormBackwardOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(RmsNormBackwardOp op, PatternRewriter &rewriter) const override {
    std::optional<int64_t> length = rowLength(op.getInput(), op.getNormalizedShape());
    if (!length)
      return rewriter.notifyMatchFailure(op, "not over a last dimension of known length");
    Rows b(rewriter, op.getLoc());
    Value xhat = b.mul(op.getInput(), op.getRstd());
    Value gw = op.getWeight() ? b.mul(op.getGrad(), op.getWeight()) : op.getGrad();
    Value along = b.mul(xhat, b.mean(b.mul(gw, xhat), *length));
    rewriter.replaceOp(op, b.mul(b.sub(gw, along), op.getRstd()));
    return success();
  }
};

/// dweight = sum over rows of grad * xhat
struct RmsNormWeightBackwardPattern : OpRewritePattern<RmsNormWeightBackwardOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(RmsNormWeightBackwardOp op, PatternRewriter &rewriter) const override {
    if (!rowLength(op.getInput(), op.getNormalizedShape()))
      return rewriter.notifyMatchFailure(op, "not over a last dimension of known length");
    GradientBuilder b(rewriter, op.getLoc());
    rewriter.replaceOp(op, b.column_sum(b.mul(op.getGrad(), b.mul(op.getInput(), op.getRstd()))));
    return success();
  }
};

/// softmax(x) -> exp(x - max) / sum(exp(x - max))
struct SoftmaxPattern : OpRewritePattern<SoftmaxOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(SoftmaxOp op, PatternRewriter &rewriter) const override {
    if (!isLastDim(op.getInput(), op.getDim()))
      return rewriter.notifyMatchFailure(op, "not over the last dimension");
    Rows b(rewriter, op.getLoc());
    Value e = b.exp(b.sub(op.getInput(), b.row_max(op.getInput())));
    rewriter.replaceOp(op, b.div(e, b.row_sum(e)));
    return success();
  }
};

/// log_softmax(x) -> x - max - log(sum(exp(x - max)))
struct LogSoftmaxPattern : OpRewritePattern<LogSoftmaxOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LogSoftmaxOp op, PatternRewriter &rewriter) const override {
    if (!isLastDim(op.getInput(), op.getDim()))
      return rewriter.notifyMatchFailure(op, "not over the last dimension");
    Rows b(rewriter, op.getLoc());
    Value shifted = b.sub(op.getInput(), b.row_max(op.getInput()));
    rewriter.replaceOp(op, b.sub(shifted, b.log(b.row_sum(b.exp(shifted)))));
    return success();
  }
};

/// dx = (g - sum(g * y)) * y
struct SoftmaxBackwardPattern : OpRewritePattern<SoftmaxBackwardOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(SoftmaxBackwardOp op, PatternRewriter &rewriter) const override {
    if (!isLastDim(op.getOutput(), op.getDim()))
      return rewriter.notifyMatchFailure(op, "not over the last dimension");
    Rows b(rewriter, op.getLoc());
    Value weighted = b.mul(op.getGrad(), op.getOutput());
    rewriter.replaceOp(op, b.sub(weighted, b.mul(op.getOutput(), b.row_sum(weighted))));
    return success();
  }
};

/// dx = g - exp(y) * sum(g)
struct LogSoftmaxBackwardPattern : OpRewritePattern<LogSoftmaxBackwardOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LogSoftmaxBackwardOp op, PatternRewriter &rewriter) const override {
    if (!isLastDim(op.getOutput(), op.getDim()))
      return rewriter.notifyMatchFailure(op, "not over the last dimension");
    Rows b(rewriter, op.getLoc());
    rewriter.replaceOp(op, b.sub(op.getGrad(), b.mul(b.exp(op.getOutput()), b.row_sum(op.getGrad()))));
    return success();
  }
};

}  // namespace

void populateNormalisationPatterns(RewritePatternSet &patterns) {
  patterns.add<LayerNormPattern, LayerNormBackwardPattern, LayerNormWeightBackwardPattern, RmsNormPattern,
               RmsNormBackwardPattern, RmsNormWeightBackwardPattern, SoftmaxPattern, LogSoftmaxPattern, SoftmaxBackwardPattern,
               LogSoftmaxBackwardPattern>(patterns.getContext());
}

}  // namespace flodl
