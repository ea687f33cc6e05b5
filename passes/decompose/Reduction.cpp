// Reductions over the last dimension as sums over rows, where the kernel of a neighbour can take them in.
#include "ir/flow/GradientBuilder.h"
#include "passes/decompose/Patterns.h"

using namespace mlir;
using namespace mlir::flow;

namespace flodl {
namespace {

bool isElementwise(Operation *op) {
  auto tensorOp = dyn_cast_or_null<TensorOpInterface>(op);
  return tensorOp && opInfo(tensorOp.opCode()).hasScalar;
}

/// Kernels add up in these types, and one element more than scalars is a row.
bool hasRows(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  return type.getRank() > 1 && (type.getElementType().isF32() || type.getElementType().isF64());
}

bool isLastDim(Value input, int64_t dim) { return dim == -1 || dim == cast<RankedTensorType>(input.getType()).getRank() - 1; }

/// Whether `op` reduces rows of what an element-wise operation makes, or such an operation takes it.
bool joinsKernel(Operation *op) {
  return isElementwise(op->getOperand(0).getDefiningOp()) || llvm::any_of(op->getUsers(), isElementwise);
}

struct RowBuilder : GradientBuilder {
  using GradientBuilder::GradientBuilder;
  /// `rows` without the last dimension, unless it is kept.
  Value dropped(Value rows, bool keepdim) {
    Shape sizes = shape(rows);
    sizes.pop_back();
    return keepdim ? rows : reshape(rows, sizes);
  }
  Value norm2(Value value) { return sqrt(row_sum(mul(value, value))); }
  /// `value` divided by its norm, `eps` at least.
  Value normalised(Value value, Value norm, Value eps) { return div(value, maximum(norm, hyper_value(eps, dtype(value)))); }
};

template <class Op>
LogicalResult overRows(Op op, PatternRewriter &rewriter) {
  if (!hasRows(op.getInput()) || op.getDims().size() != 1 || !isLastDim(op.getInput(), op.getDims()[0]))
    return rewriter.notifyMatchFailure(op, "not over rows");
  if (!joinsKernel(op))
    return rewriter.notifyMatchFailure(op, "no kernel that could take it in");
  return success();
}

/// sum(x, -1) -> row_sum(x)
struct SumPattern : OpRewritePattern<SumOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(SumOp op, PatternRewriter &rewriter) const override {
    if (failed(overRows(op, rewriter)))
      return failure();
    RowBuilder b(rewriter, op.getLoc());
    rewriter.replaceOp(op, b.dropped(b.row_sum(op.getInput()), op.getKeepdim()));
    return success();
  }
};

/// mean(x, -1) -> row_sum(x) / length
struct MeanPattern : OpRewritePattern<MeanOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(MeanOp op, PatternRewriter &rewriter) const override {
    if (failed(overRows(op, rewriter)))
      return failure();
    RowBuilder b(rewriter, op.getLoc());
    std::optional<int64_t> length = b.shape(op.getInput()).back().constant();
    if (!length)
      return rewriter.notifyMatchFailure(op, "rows of a length that only run time knows");
    Value rows = b.row_sum(op.getInput());
    rewriter.replaceOp(op, b.dropped(b.div(rows, b.number(double(*length), rows)), op.getKeepdim()));
    return success();
  }
};

/// norm(x, 2, -1) -> sqrt(row_sum(x * x))
struct NormPattern : OpRewritePattern<NormOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(NormOp op, PatternRewriter &rewriter) const override {
    if (op.getP().convertToDouble() != 2)
      return rewriter.notifyMatchFailure(op, "not the 2-norm");
    if (failed(overRows(op, rewriter)))
      return failure();
    RowBuilder b(rewriter, op.getLoc());
    rewriter.replaceOp(op, b.dropped(b.norm2(op.getInput()), op.getKeepdim()));
    return success();
  }
};

/// normalize(x) -> x / max(sqrt(row_sum(x * x)), eps)
struct NormalizePattern : OpRewritePattern<NormalizeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(NormalizeOp op, PatternRewriter &rewriter) const override {
    Value x = op.getInput();
    if (op.getP().convertToDouble() != 2 || !hasRows(x) || !isLastDim(x, op.getDim()))
      return rewriter.notifyMatchFailure(op, "not the 2-norm of rows");
    RowBuilder b(rewriter, op.getLoc());
    Value norm = b.norm2(x);
    rewriter.replaceOp(op, {b.normalised(x, norm, op.getEps()), norm});
    return success();
  }
};

/// cosine_similarity(x, y) -> row_sum(x / |x| * y / |y|)
struct CosineSimilarityPattern : OpRewritePattern<CosineSimilarityOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(CosineSimilarityOp op, PatternRewriter &rewriter) const override {
    Value x = op.getX1(), y = op.getX2();
    if (!hasRows(x) || x.getType() != y.getType() || !isLastDim(x, op.getDim()))
      return rewriter.notifyMatchFailure(op, "not rows of equal shapes");
    RowBuilder b(rewriter, op.getLoc());
    Value xNorm = b.norm2(x), yNorm = b.norm2(y);
    Value product = b.mul(b.normalised(x, xNorm, op.getEps()), b.normalised(y, yNorm, op.getEps()));
    rewriter.replaceOp(op, {b.dropped(b.row_sum(product), false), xNorm, yNorm});
    return success();
  }
};

}  // namespace

void populateReductionPatterns(RewritePatternSet &patterns) {
  patterns.add<SumPattern, MeanPattern, NormPattern, NormalizePattern, CosineSimilarityPattern>(patterns.getContext());
}

}  // namespace flodl
