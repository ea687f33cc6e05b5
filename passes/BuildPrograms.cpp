// flow-build-programs: from a recording to its forward, train and step programs.
#include "mlir/IR/IRMapping.h"
#include "passes/Passes.h"

namespace flodl {
#define GEN_PASS_DEF_BUILDPROGRAMSPASS
#include "passes/Passes.h.inc"
}

using namespace mlir;
using namespace mlir::flow;

namespace {

/// The operation of type `Op` in a model's or program's body; there is at most one.
template <class Op>
Op only(Block &block) {
  auto ops = block.getOps<Op>();
  return ops.empty() ? Op() : *ops.begin();
}

/// A program of `kind` behind the model, with a copy of its body.
ProgramOp cloneAs(ModelOp model, StringRef kind, Operation *after) {
  OpBuilder b(model->getContext());
  b.setInsertionPointAfter(after);
  auto program = ProgramOp::create(b, model.getLoc(), (model.getSymName() + "_" + kind).str(), model.getSymName(), kind);
  IRMapping mapping;
  model.getBody().cloneInto(&program.getBody(), mapping);
  return program;
}

bool isFloat(Value value) { return isa<FloatType>(cast<RankedTensorType>(value.getType()).getElementType()); }

/// What the loss alone demands of the sizes: it may name sizes of targets, which only a step has.
void eraseLoss(Block &body) {
  bool behindOutput = !only<OutputOp>(body);
  for (Operation &op : llvm::make_early_inc_range(body)) {
    behindOutput |= isa<OutputOp>(op);
    if (isa<LossOp>(op) || (behindOutput && isa<CheckSizesOp>(op)))
      op.erase();
  }
}

class BuildPrograms : public flodl::impl::BuildProgramsPassBase<BuildPrograms> {
  void runOnOperation() override {
    for (ModelOp model : llvm::make_early_inc_range(getOperation().getOps<ModelOp>())) {
      Operation *last = buildForward(model);
      last = buildTrain(model, last);
      buildStep(model, last);
    }
  }

  Operation *buildForward(ModelOp model) {
    ProgramOp program = cloneAs(model, "forward", model);
    eraseLoss(program.getBody().front());
    return program;
  }

  Operation *buildTrain(ModelOp model, Operation *after) {
    OutputOp output = only<OutputOp>(model.getBody().front());
    if (!output || llvm::none_of(output.getValues(), isFloat))
      return after;
    ProgramOp program = cloneAs(model, "train", after);
    Block &body = program.getBody().front();
    eraseLoss(body);
    output = only<OutputOp>(body);
    OpBuilder b(body.getTerminator());
    OutputGradientsOp::create(b, output.getLoc(), output.getValues().getTypes());
    return program;
  }

  void buildStep(ModelOp model, Operation *after) {
    Block &recorded = model.getBody().front();
    auto end = cast<EndOp>(recorded.getTerminator());
    if (!only<LossOp>(recorded) || !end.getOptimizer())
      return;
    ProgramOp program = cloneAs(model, "step", after);
    // The step hands out nothing but its loss.
    if (OutputOp output = only<OutputOp>(program.getBody().front()))
      output.erase();
  }
};

}  // namespace
