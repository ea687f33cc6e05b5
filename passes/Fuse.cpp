// flow-fuse: groups operations over one iteration space into flow.fused regions.
//
// Groups grow from producers to consumers in program order. Two groups may become one when all their
// tensors fit one space and no path leads from one to the other through anything outside of them.
#include "ir/flow/Types.h"
#include "mlir/IR/IRMapping.h"
#include "passes/Passes.h"
#include "passes/lower_to_rt/KernelBuilder.h"
#include "llvm/ADT/SetVector.h"

namespace flodl {
#define GEN_PASS_DEF_FUSEPASS
#include "passes/Passes.h.inc"
}

using namespace mlir;
using namespace mlir::flow;
using flodl::Shape;
using flodl::lowering::Access;
using flodl::lowering::accessIn;

namespace {

Shape shapeOfValue(Value value) { return plainType(value.getType()).shape; }

bool isScalarTensor(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && type.getRank() == 0;
}

/// Kernels compute on these types.
bool hasKernelType(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type)
    return true;
  Type element = type.getElementType();
  return element.isF32() || element.isF64() || element.isInteger(1) || element.isInteger(32) || element.isInteger(64);
}

/// A tensor of floating-point numbers, or what is no tensor.
bool isFloatOrNumber(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return !type || isa<FloatType>(type.getElementType());
}

bool isElementwise(Operation *op) {
  auto tensorOp = dyn_cast<TensorOpInterface>(op);
  if (!tensorOp)
    return false;
  const flodl::OpInfo &info = flodl::opInfo(tensorOp.opCode());
  if (info.floatFormula && !llvm::all_of(op->getOperands(), isFloatOrNumber))
    return false;
  // Random operations draw by element number; kernels do not hold them.
  return (info.hasScalar && info.opClass == "E") || isa<SelectColumnOp, ColumnIsOp, ToDtypeOp>(op);
}

/// Constants and arithmetic on scalars: computed wherever they are used.
bool isLeaf(Operation *op) {
  if (!op)
    return false;
  if (isa<FullOp, HyperValueOp, CountOp>(op))
    return true;
  return isElementwise(op) && isScalarTensor(op->getResult(0)) && llvm::all_of(op->getOperands(), isScalarTensor);
}

bool isCandidate(Operation *op) {
  if (isLeaf(op) || !(isElementwise(op) || flodl::lowering::isRowReduction(op) || isa<ColumnSumOp>(op)))
    return false;
  auto fits = [](Value v) { return hasKernelType(v) && !isa_and_nonnull<BufferOp>(v.getDefiningOp()); };
  return op->getNumResults() == 1 && llvm::all_of(op->getOperands(), fits) && hasKernelType(op->getResult(0));
}

struct Group {
  llvm::SetVector<Operation *> ops;
  Shape space;
  bool columns = false;
};

class Fuser {
 public:
  explicit Fuser(Block &block) : block(block) {}

  unsigned run() {
    number();
    formColumnGroups();
    formRowGroups();
    unsigned made = 0;
    for (Group *group : order()) {
      materialise(*group);
      ++made;
    }
    eraseDeadLeaves();
    return made;
  }

 private:
  void number() {
    int half = 0;
    for (auto [i, op] : llvm::enumerate(block)) {
      position[&op] = i;
      halfOf[&op] = half;
      if (isa<OutputGradientsOp>(op))
        half = 1;
    }
  }

  Group *groupOf(Operation *op) const { return groups.lookup(op); }

  Group *makeGroup(Operation *op, Shape space) {
    storage.push_back(std::make_unique<Group>());
    Group *group = storage.back().get();
    group->ops.insert(op);
    group->space = std::move(space);
    groups[op] = group;
    return group;
  }

  /// Sums over rows of one space, with what only they use.
  void formColumnGroups() {
    SmallVector<Group *> made;
    for (Operation &op : block) {
      if (!isa<ColumnSumOp>(op) || !isCandidate(&op))
        continue;
      Group *group = makeGroup(&op, shapeOfValue(op.getOperand(0)));
      group->columns = true;
      absorbExclusiveProducers(*group, &op);
      for (Group *other : made)
        if (!other->ops.empty() && sharesInput(*other, *group) && tryMerge(other, group))
          break;
      // Sums that follow each other over one space share the pass over their rows.
      if (groupOf(&op) == group && !made.empty() && sums(*made.back()) < maxColumnSums)
        tryMerge(made.back(), group);
      if (groupOf(&op) == group)
        made.push_back(group);
    }
  }

  static constexpr unsigned maxColumnSums = 4;
  static unsigned sums(const Group &group) { return llvm::count_if(group.ops, llvm::IsaPred<ColumnSumOp>); }

  void absorbExclusiveProducers(Group &group, Operation *op) {
    for (Value operand : op->getOperands()) {
      Operation *producer = operand.getDefiningOp();
      if (!producer || groupOf(producer) || !isCandidate(producer) || !isElementwise(producer) ||
          !llvm::all_of(producer->getUsers(), [&](Operation *user) { return group.ops.contains(user); }) ||
          !fitsSpace(producer, group.space))
        continue;
      group.ops.insert(producer);
      groups[producer] = &group;
      absorbExclusiveProducers(group, producer);
    }
  }

  static bool sharesInput(const Group &a, const Group &b) {
    llvm::DenseSet<Value> inputs;
    for (Operation *op : a.ops)
      inputs.insert(op->operand_begin(), op->operand_end());
    return llvm::any_of(b.ops, [&](Operation *op) {
      return llvm::any_of(op->getOperands(), [&](Value v) { return !isLeaf(v.getDefiningOp()) && inputs.contains(v); });
    });
  }

  void formRowGroups() {
    for (Operation &op : block) {
      if (groupOf(&op) || !isCandidate(&op) || isa<ColumnSumOp>(op))
        continue;
      Shape space = flodl::lowering::isRowReduction(&op) ? shapeOfValue(op.getOperand(0)) : shapeOfValue(op.getResult(0));
      if (space.empty() || !fitsSpace(&op, space))
        continue;
      Group *group = makeGroup(&op, space);
      for (Value operand : op.getOperands())
        if (Operation *producer = operand.getDefiningOp())
          if (Group *other = groupOf(producer); other && other != group && tryMerge(other, group))
            group = other;
    }
  }

  /// The tensor as a kernel would read it: broadcasting needs no copy.
  static Value unexpanded(Value value) {
    while (auto expand = value.getDefiningOp<ExpandOp>())
      value = expand.getInput();
    return value;
  }

  /// A kernel counts its own elements only; also where scalars are computed from a count.
  static bool countsFit(Value value, const Shape &space) {
    Operation *op = value.getDefiningOp();
    if (!isLeaf(op))
      return true;
    if (auto count = dyn_cast<CountOp>(op))
      return numel(shapeValue(count.getCountShapeAttr())).same(numel(space));
    return llvm::all_of(op->getOperands(), [&](Value operand) { return countsFit(operand, space); });
  }

  static bool fitsSpace(Operation *op, const Shape &space) {
    auto accessible = [&](Value value) {
      return !isa<RankedTensorType>(value.getType()) || accessIn(shapeOfValue(value), space) ||
             accessIn(shapeOfValue(unexpanded(value)), space);
    };
    if (!llvm::all_of(op->getOperands(), accessible))
      return false;
    if (!llvm::all_of(op->getOperands(), [&](Value operand) { return countsFit(operand, space); }))
      return false;
    // What is summed over the rows has all of the space's columns.
    if (isa<ColumnSumOp>(op))
      return accessIn(shapeOfValue(op->getOperand(0)), space) == Access::Element;
    auto access = accessIn(shapeOfValue(op->getResult(0)), space);
    return access == Access::Element || access == Access::Row;
  }

  /// Puts `from` into `into` when that is legal; `from` is then empty.
  bool tryMerge(Group *into, Group *from) {
    if (into->columns != from->columns || halfOf[into->ops[0]] != halfOf[from->ops[0]])
      return false;
    const Shape &space = numel(into->space).same(numel(from->space)) || into->space.size() > from->space.size() ||
                                 fits(*from, into->space)
                             ? into->space
                             : from->space;
    if (!fits(*into, space) || !fits(*from, space) || hasOutsidePath(*into, *from))
      return false;
    into->space = Shape(space);
    for (Operation *op : from->ops) {
      into->ops.insert(op);
      groups[op] = into;
    }
    from->ops.clear();
    return true;
  }

  static bool fits(const Group &group, const Shape &space) {
    return llvm::all_of(group.ops, [&](Operation *op) { return fitsSpace(op, space); });
  }

  /// Whether something outside of both groups lies on a path from one member to another.
  bool hasOutsidePath(const Group &a, const Group &b) const {
    SmallVector<Operation *> work;
    llvm::DenseSet<Operation *> seen;
    auto isMember = [&](Operation *op) { return a.ops.contains(op) || b.ops.contains(op); };
    auto enter = [&](Operation *op) {
      for (Value operand : op->getOperands()) {
        Operation *producer = operand.getDefiningOp();
        if (producer && !isMember(producer) && seen.insert(producer).second)
          work.push_back(producer);
      }
    };
    for (const Group *group : {&a, &b})
      for (Operation *op : group->ops)
        enter(op);
    while (!work.empty()) {
      Operation *op = work.pop_back_val();
      // A group is entered as a whole.
      SmallVector<Operation *> members{op};
      if (Group *group = groupOf(op))
        members.assign(group->ops.begin(), group->ops.end());
      for (Operation *member : members)
        for (Value operand : member->getOperands()) {
          Operation *producer = operand.getDefiningOp();
          if (!producer)
            continue;
          if (isMember(producer))
            return true;
          if (seen.insert(producer).second)
            work.push_back(producer);
        }
    }
    return false;
  }

  /// Groups worth a kernel, in the order of their last member.
  SmallVector<Group *> order() {
    SmallVector<Group *> list;
    for (auto &group : storage)
      if (!group->ops.empty())
        list.push_back(group.get());
    llvm::sort(list, [&](Group *a, Group *b) { return lastPosition(*a) < lastPosition(*b); });
    return list;
  }
  int64_t lastPosition(const Group &group) const {
    int64_t last = 0;
    for (Operation *op : group.ops)
      last = std::max(last, position.lookup(op));
    return last;
  }

  void materialise(Group &group) {
    SmallVector<Operation *> members(group.ops.begin(), group.ops.end());
    llvm::sort(members, [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
    Operation *last = members.back();

    SmallVector<Value> outputs;
    for (Operation *op : members)
      if (llvm::any_of(op->getUsers(), [&](Operation *user) { return !group.ops.contains(user); }))
        outputs.push_back(op->getResult(0));
    if (outputs.empty())
      return;

    // What depends on the group and stands before its last member goes behind it.
    Operation *behind = last;
    llvm::DenseSet<Operation *> dependent(members.begin(), members.end());
    for (Operation *op = members.front(); op != last;) {
      Operation *next = op->getNextNode();
      if (!group.ops.contains(op) && llvm::any_of(op->getOperands(), [&](Value v) {
            return v.getDefiningOp() && dependent.contains(v.getDefiningOp());
          })) {
        dependent.insert(op);
        op->moveAfter(behind);
        behind = op;
      }
      op = next;
    }

    OpBuilder builder(block.getParentOp());
    builder.setInsertionPointAfter(last);
    SmallVector<Location> locs;
    for (Operation *op : members)
      locs.push_back(op->getLoc());
    llvm::SmallSetVector<Value, 8> inputs;
    for (Operation *op : members)
      collectInputs(op, group, inputs);
    SmallVector<Type> types;
    for (Value output : outputs)
      types.push_back(output.getType());
    auto fused = FusedOp::create(builder, builder.getFusedLoc(locs), types, inputs.getArrayRef(),
                                 builder.getStringAttr(group.columns ? "columns" : "rows"));
    Block *body = builder.createBlock(&fused.getBody());
    IRMapping mapping;
    for (Value input : inputs)
      mapping.map(input, body->addArgument(input.getType(), fused.getLoc()));
    for (Operation *op : members)
      cloneInto(op, group, mapping, builder);
    SmallVector<Value> yielded;
    for (Value output : outputs)
      yielded.push_back(mapping.lookup(output));
    YieldOp::create(builder, fused.getLoc(), yielded);
    for (auto [output, result] : llvm::zip(outputs, fused.getOutputs()))
      output.replaceUsesWithIf(result, [&](OpOperand &use) { return !group.ops.contains(use.getOwner()); });
    for (Operation *op : llvm::reverse(members))
      op->erase();
  }

  /// What the region reads from outside: tensors as kernels read them, and run-time scalars.
  static void collectInputs(Operation *op, const Group &group, llvm::SmallSetVector<Value, 8> &inputs) {
    for (Value operand : op->getOperands()) {
      Operation *producer = operand.getDefiningOp();
      if (producer && group.ops.contains(producer))
        continue;
      if (isLeaf(producer))
        collectInputs(producer, group, inputs);
      else
        inputs.insert(readAs(operand, group.space));
    }
  }
  static Value readAs(Value value, const Shape &space) {
    if (!isa<RankedTensorType>(value.getType()))
      return value;
    Value source = unexpanded(value);
    return accessIn(shapeOfValue(source), space) ? source : value;
  }

  static void cloneInto(Operation *op, const Group &group, IRMapping &mapping, OpBuilder &builder) {
    for (Value operand : op->getOperands()) {
      if (mapping.contains(operand))
        continue;
      Value source = readAs(operand, group.space);
      if (Operation *producer = operand.getDefiningOp(); isLeaf(producer)) {
        cloneInto(producer, group, mapping, builder);
      } else if (source != operand) {
        // Operations that do not broadcast keep the type they expect; in a kernel this is the same load.
        IRMapping read;
        read.map(producer->getOperand(0), mapping.lookup(source));
        mapping.map(operand, builder.clone(*producer, read)->getResult(0));
      }
    }
    builder.clone(*op, mapping);
  }

  void eraseDeadLeaves() {
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
      if ((isLeaf(&op) || isa<ExpandOp>(op)) && op.use_empty())
        op.erase();
  }

  Block &block;
  std::vector<std::unique_ptr<Group>> storage;
  DenseMap<Operation *, Group *> groups;
  DenseMap<Operation *, int64_t> position;
  DenseMap<Operation *, int> halfOf;
};

class Fuse : public flodl::impl::FusePassBase<Fuse> {
  void runOnOperation() override { numRegions += Fuser(getOperation().getBody().front()).run(); }
};

}  // namespace
