// flow-check-indices: positions are checked before anything reads there.
#include "ir/flow/Types.h"
#include "passes/Passes.h"
#include "passes/lower_to_rt/EntryArguments.h"

namespace flodl {
#define GEN_PASS_DEF_CHECKINDICESPASS
#include "passes/Passes.h.inc"
}

using namespace mlir;
using namespace mlir::flow;

namespace {

class CheckIndices : public flodl::impl::CheckIndicesPassBase<CheckIndices> {
  void runOnOperation() override {
    Block &body = getOperation().getBody().front();
    // What no result depends on would stay for the sake of its checks.
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
      if (isOpTriviallyDead(&op))
        op.erase();
    SmallVector<CheckIndexOp> checks;
    for (auto op : body.getOps<TensorOpInterface>())
      for (const ::flodl::IndexInfo &info : ::flodl::opInfo(op.opCode()).indices)
        check(op, info, checks);
  }

  static void check(TensorOpInterface op, const ::flodl::IndexInfo &info, SmallVectorImpl<CheckIndexOp> &checks) {
    std::vector<::flodl::lowering::OperandGroup> groups = ::flodl::lowering::operandGroups(op);
    OpOperand &index = op->getOpOperand(groups[info.operand].first);
    ::flodl::Shape source = plainType(op->getOperand(groups[info.source].first).getType()).shape;
    auto attrs = op.attrValues();
    int64_t rank = source.size(), dim = info.dimAttr < 0 ? info.dim : std::get<int64_t>(attrs[info.dimAttr]);
    dim = dim < 0 ? dim + rank : std::min(dim, rank - 1);
    std::optional<int64_t> ignored;
    if (info.ignoredAttr >= 0)
      ignored = std::get<int64_t>(attrs[info.ignoredAttr]);
    // A scalar has one position.
    ::flodl::Dim count = rank == 0 ? ::flodl::Dim(1) : source[dim];

    auto known = llvm::find_if(checks, [&](CheckIndexOp check) {
      return check.getIndex() == index.get() && check.size().same(count) && check.ignored() == ignored;
    });
    if (known == checks.end()) {
      const ::flodl::OpInfo &record = ::flodl::opInfo(op.opCode());
      std::string operand = std::string(record.name) + " " + std::string(record.operands[info.operand].name);
      OpBuilder builder(op);
      checks.push_back(CheckIndexOp::create(builder, op.getLoc(), index.get(), count, ignored, operand));
      known = std::prev(checks.end());
    }
    index.set(known->getChecked());
  }
};

}  // namespace
