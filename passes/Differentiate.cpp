// flow-differentiate: reverse mode over the operations of a program.
#include "ir/flow/GradientBuilder.h"
#include "passes/Passes.h"

namespace flodl {
#define GEN_PASS_DEF_DIFFERENTIATEPASS
#include "passes/Passes.h.inc"
}

using namespace mlir;
using namespace mlir::flow;

namespace {

bool isFloatTensor(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && isa<FloatType>(type.getElementType());
}

/// Gradients of the values of one program while they are being collected.
class Adjoints {
 public:
  explicit Adjoints(OpBuilder &builder) : builder(builder) {}

  /// Adds one contribution. Called in the order of libtorch's engine, so sums come out the same.
  void add(Value value, Value contribution, Location loc) {
    Value &sum = gradients[value];
    sum = sum ? GradientBuilder(builder, loc).add(sum, contribution) : contribution;
  }
  Value of(Value value) const { return gradients.lookup(value); }

 private:
  OpBuilder &builder;
  DenseMap<Value, Value> gradients;
};

class Differentiate : public flodl::impl::DifferentiatePassBase<Differentiate> {
  void runOnOperation() override {
    ProgramOp program = getOperation();
    if (program.getKind() == "forward")
      return;
    Block &body = program.getBody().front();
    bool step = program.getKind() == "step";
    SmallVector<Operation *> forward;
    for (Operation &op : body.without_terminator())
      forward.push_back(&op);
    DenseSet<Value> active = findActive(body, forward, /*inputs=*/!step);

    OpBuilder builder(body.getTerminator());
    Adjoints adjoints(builder);
    if (step)
      seedLoss(body, builder, adjoints);
    else
      seedOutputs(body, adjoints);
    for (Operation *op : llvm::reverse(forward))
      propagate(op, active, builder, adjoints);
    finish(body, forward, active, builder, adjoints);
  }

  /// Values through which a gradient has to flow.
  static DenseSet<Value> findActive(Block &body, ArrayRef<Operation *> ops, bool inputs) {
    DenseSet<Value> active;
    if (inputs)
      for (BlockArgument argument : body.getArguments())
        if (isFloatTensor(argument))
          active.insert(argument);
    for (Operation *op : ops) {
      if (isa<ParameterOp>(op)) {
        active.insert(op->getResult(0));
        continue;
      }
      auto tensorOp = dyn_cast<TensorOpInterface>(op);
      if (!tensorOp || !::flodl::opInfo(tensorOp.opCode()).differentiable ||
          llvm::none_of(op->getOperands(), [&](Value v) { return active.contains(v); }))
        continue;
      for (Value result : op->getResults())
        if (isFloatTensor(result))
          active.insert(result);
    }
    return active;
  }

  static void seedOutputs(Block &body, Adjoints &adjoints) {
    auto gradients = *body.getOps<OutputGradientsOp>().begin();
    auto output = *body.getOps<OutputOp>().begin();
    // A value under several names: the last one first, as the later use of it.
    for (size_t i = output.getValues().size(); i-- > 0;)
      if (Value value = output.getValues()[i]; isFloatTensor(value))
        adjoints.add(value, gradients.getGradients()[i], output.getLoc());
  }

  static void seedLoss(Block &body, OpBuilder &builder, Adjoints &adjoints) {
    auto loss = *body.getOps<LossOp>().begin();
    GradientBuilder b(builder, loss.getLoc());
    ::flodl::TensorType type = plainType(loss.getTotal().getType());
    adjoints.add(loss.getTotal(), b.full(type.shape, 1.0, type.dtype, false), loss.getLoc());
  }

  static void propagate(Operation *op, const DenseSet<Value> &active, OpBuilder &builder, Adjoints &adjoints) {
    auto tensorOp = dyn_cast<TensorOpInterface>(op);
    if (!tensorOp || llvm::none_of(op->getResults(), [&](Value v) { return active.contains(v); }))
      return;
    SmallVector<Value> resultGrads;
    for (Value result : op->getResults())
      resultGrads.push_back(adjoints.of(result));
    if (llvm::none_of(resultGrads, [](Value v) { return bool(v); }))
      return;
    GradientBuilder b(builder, op->getLoc());
    // Derivatives may rely on the gradient of the first result.
    if (!resultGrads[0]) {
      ::flodl::TensorType type = plainType(op->getResult(0).getType());
      resultGrads[0] = b.full(type.shape, 0.0, type.dtype, false);
    }
    SmallVector<bool> wanted;
    for (Value operand : op->getOperands())
      wanted.push_back(active.contains(operand));
    SmallVector<Value> operandGrads;
    tensorOp.buildGradients(b, resultGrads, wanted, operandGrads);
    for (auto [operand, gradient] : llvm::zip(op->getOperands(), operandGrads))
      if (gradient)
        adjoints.add(operand, gradient, op->getLoc());
  }

  static void finish(Block &body, ArrayRef<Operation *> forward, const DenseSet<Value> &active, OpBuilder &builder,
                     const Adjoints &adjoints) {
    for (Operation *op : forward)
      if (auto parameter = dyn_cast<ParameterOp>(op))
        if (Value gradient = adjoints.of(parameter.getResult()))
          ParameterGradientOp::create(builder, op->getLoc(), gradient, parameter.getIndex());
    for (BlockArgument argument : body.getArguments())
      if (active.contains(argument))
        if (Value gradient = adjoints.of(argument))
          InputGradientOp::create(builder, argument.getLoc(), gradient, argument.getArgNumber());
    auto end = cast<EndOp>(body.getTerminator());
    if (cast<ProgramOp>(body.getParentOp()).getKind() == "step")
      UpdateOp::create(builder, end.getLoc(), *end.getOptimizer(), end.getClip().value_or("none"));
  }
};

}  // namespace
