// flow-channels-last: convolutions and what surrounds them, in the memory order of the GPU's libraries.
//
// A value in this order is written as `permute(v)` of a dense `[N, H, W, C]` tensor `v`. Patterns pull
// the permutation through consumers until it meets one that needs the other order.
#include "ir/flow/GradientBuilder.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "passes/Passes.h"

namespace flodl {
#define GEN_PASS_DEF_CHANNELSLASTPASS
#include "passes/Passes.h.inc"
}

using namespace mlir;
using namespace mlir::flow;

namespace {

constexpr int64_t toPlanes[] = {0, 3, 1, 2}, toChannelsLast[] = {0, 2, 3, 1};

/// The `[N, H, W, C]` tensor behind `value`, or null.
Value channelsLast(Value value) {
  auto permute = value.getDefiningOp<PermuteOp>();
  return permute && permute.getDims() == ArrayRef(toPlanes) ? permute.getInput() : Value();
}
Value channelsLastOrCopy(GradientBuilder &b, Value value) {
  Value found = channelsLast(value);
  return found ? found : b.contiguous(b.permute(value, toChannelsLast));
}
Value planes(GradientBuilder &b, Value value) { return b.permute(value, toPlanes); }

int64_t rankOf(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type ? type.getRank() : 0;
}

/// The type of `shaped` with the elements of `typed`.
Type withElement(Value shaped, Value typed) {
  auto type = cast<RankedTensorType>(shaped.getType());
  return RankedTensorType::get(type.getShape(), cast<RankedTensorType>(typed.getType()).getElementType(), type.getEncoding());
}

/// The batch normalisation whose result, and nothing else of it, is `value`.
BatchNormNhwcOp soleNorm(Value value) {
  Value source = channelsLast(value);
  auto norm = source ? source.getDefiningOp<BatchNormNhwcOp>() : BatchNormNhwcOp();
  return norm && source == norm.getResult() && source.hasOneUse() && value.hasOneUse() ? norm : BatchNormNhwcOp();
}

/// The same normalisation followed by more, in the place of `norm`, whose other results it replaces.
Value extend(PatternRewriter &rewriter, Location loc, BatchNormNhwcOp norm, bool relu, ArrayRef<int64_t> window) {
  rewriter.setInsertionPoint(norm);
  GradientBuilder b(rewriter, loc);
  auto results = b.batch_norm_nhwc(norm.getInput(), norm.getShift(), norm.getWeight(), norm.getBias(),
                                   norm.getRunningMean(), norm.getRunningVar(), norm.getMomentum(), norm.getEps(),
                                   norm.getTraining(), relu, window);
  for (auto [from, to] : llvm::drop_begin(llvm::zip(norm->getResults(), results)))
    rewriter.replaceAllUsesWith(from, to);
  return planes(b, results[0]);
}

struct ConvolutionPattern : OpRewritePattern<Conv2dOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(Conv2dOp op, PatternRewriter &rewriter) const override {
    if (op.getInput().getType().getElementType().isF64())
      return rewriter.notifyMatchFailure(op, "the libraries have no such kernels in double precision");
    GradientBuilder b(rewriter, op.getLoc());
    Value result = b.conv2d_nhwc(channelsLastOrCopy(b, op.getInput()), channelsLastOrCopy(b, op.getWeight()),
                                 op.getStride(), op.getPadding(), op.getDilation(), op.getGroups());
    if (op.getBias())
      result = b.add(result, op.getBias());
    rewriter.replaceOp(op, planes(b, result));
    return success();
  }
};

struct BatchNormPattern : OpRewritePattern<BatchNormOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(BatchNormOp op, PatternRewriter &rewriter) const override {
    Value input = channelsLast(op.getInput()), shift;
    if (!input)
      return rewriter.notifyMatchFailure(op, "the input is not in channels-last order");
    // In training a convolution's bias changes nothing but the running mean.
    if (auto add = input.getDefiningOp<AddOp>();
        add && input.hasOneUse() && op.getInput().hasOneUse() && rankOf(add.getRhs()) == 1) {
      input = add.getLhs();
      shift = add.getRhs();
    }
    GradientBuilder b(rewriter, op.getLoc());
    SmallVector<Value> results(b.batch_norm_nhwc(input, shift, op.getWeight(), op.getBias(), op.getRunningMean(),
                                                 op.getRunningVar(), op.getMomentum(), op.getEps(), op.getTraining(),
                                                 /*relu=*/false, {1, 1}));
    results[0] = planes(b, results[0]);
    rewriter.replaceOp(op, results);
    return success();
  }
};

struct NormReluPattern : OpRewritePattern<ReluOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReluOp op, PatternRewriter &rewriter) const override {
    BatchNormNhwcOp norm = soleNorm(op.getInput());
    if (!norm || llvm::any_of(norm.getWindow(), [](int64_t size) { return size != 1; }))
      return rewriter.notifyMatchFailure(op, "it does not follow a normalisation that has no other user");
    rewriter.replaceOp(op, extend(rewriter, op.getLoc(), norm, /*relu=*/true, norm.getWindow()));
    return success();
  }
};

struct NormMaxPoolPattern : OpRewritePattern<MaxPool2dOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(MaxPool2dOp op, PatternRewriter &rewriter) const override {
    auto all = [](ArrayRef<int64_t> values, int64_t value) { return llvm::all_of(values, [&](int64_t v) { return v == value; }); };
    BatchNormNhwcOp norm = soleNorm(op.getInput());
    if (!norm || !all(norm.getWindow(), 1) || !op.getIndices().use_empty())
      return rewriter.notifyMatchFailure(op, "it does not follow a normalisation that has no other user");
    bool overlaps = !op.getStride().empty() && op.getKernelSize() != op.getStride();
    if (overlaps || !all(op.getPadding(), 0) || !all(op.getDilation(), 1) || op.getCeilMode())
      return rewriter.notifyMatchFailure(op, "its windows overlap, or reach beyond the input");
    rewriter.replaceAllUsesWith(op.getResult(), extend(rewriter, op.getLoc(), norm, norm.getRelu(), op.getKernelSize()));
    rewriter.eraseOp(op);
    return success();
  }
};

/// The mean over a whole plane.
struct GlobalPoolPattern : OpRewritePattern<AdaptiveAvgPool2dOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(AdaptiveAvgPool2dOp op, PatternRewriter &rewriter) const override {
    Value input = channelsLast(op.getInput());
    if (!input || op.getOutputSize() != ArrayRef<int64_t>{1, 1})
      return rewriter.notifyMatchFailure(op, "not over whole planes in channels-last order");
    GradientBuilder b(rewriter, op.getLoc());
    rewriter.replaceOp(op, b.reshape(b.mean(input, {1, 2}, /*keepdim=*/false), b.shape(op.getResult())));
    return success();
  }
};

/// Element-wise operations whose images are all in channels-last order.
struct ElementwisePattern : OpInterfaceRewritePattern<TensorOpInterface> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;
  LogicalResult matchAndRewrite(TensorOpInterface op, PatternRewriter &rewriter) const override {
    const flodl::OpInfo &info = flodl::opInfo(op.opCode());
    if (!info.hasScalar || info.opClass != "E" || op->getNumResults() != 1 || rankOf(op->getResult(0)) != 4)
      return rewriter.notifyMatchFailure(op, "not an element-wise operation on images");
    SmallVector<Value> operands;
    Value image;
    for (Value operand : op->getOperands()) {
      if (rankOf(operand) == 0) {
        operands.push_back(operand);
        continue;
      }
      Value source = channelsLast(operand);
      if (!source || (image && withElement(source, image) != image.getType()))
        return rewriter.notifyMatchFailure(op, "an operand is in another order, or broadcast");
      image = image ? image : source;
      operands.push_back(source);
    }
    Operation *made = rewriter.clone(*op);
    made->setOperands(operands);
    made->getResult(0).setType(withElement(image, op->getResult(0)));
    GradientBuilder b(rewriter, op.getLoc());
    rewriter.replaceOp(op, planes(b, made->getResult(0)));
    return success();
  }
};

/// A permutation and its inverse are nothing.
struct InversePermutePattern : OpRewritePattern<PermuteOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(PermuteOp op, PatternRewriter &rewriter) const override {
    auto before = op.getInput().getDefiningOp<PermuteOp>();
    if (!before || ArrayRef<int64_t>(GradientBuilder::inversePermutation(before.getDims())) != op.getDims())
      return rewriter.notifyMatchFailure(op, "it does not undo another permutation");
    rewriter.replaceOp(op, before.getInput());
    return success();
  }
};

/// Results of operations other than views are dense.
struct DenseCopyPattern : OpRewritePattern<ContiguousOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ContiguousOp op, PatternRewriter &rewriter) const override {
    auto source = op.getInput().getDefiningOp<TensorOpInterface>();
    if (!source || flodl::opInfo(source.opCode()).callClass == flodl::CallClass::View)
      return rewriter.notifyMatchFailure(op, "the input may be in any order");
    rewriter.replaceOp(op, op.getInput());
    return success();
  }
};

class ChannelsLast : public flodl::impl::ChannelsLastPassBase<ChannelsLast> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<ConvolutionPattern, BatchNormPattern, GlobalPoolPattern>(&getContext());
    // What a normalisation can hold goes into it, before it is moved as an operation of its own.
    patterns.add<NormReluPattern, NormMaxPoolPattern>(&getContext(), /*benefit=*/2);
    patterns.add<ElementwisePattern, InversePermutePattern, DenseCopyPattern>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

}  // namespace
