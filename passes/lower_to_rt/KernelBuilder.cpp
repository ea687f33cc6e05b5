// From a fused region to passes over rows. Every value belongs to a level (element of a row, one per
// row, one per column, one for all) and to the first pass in which it is known; a pass computes what
// it stores and reduces, and keeps for later passes what is costly to compute again.
#include "passes/lower_to_rt/KernelBuilder.h"
#include "passes/lower_to_rt/EntryArguments.h"
#include "passes/lower_to_rt/Names.h"
#include "ir/flow/Types.h"
#include "ir/kernel/Kernel.h"

using namespace mlir;
using namespace mlir::flow;

namespace flodl::lowering {

std::optional<Access> accessIn(const Shape &shape, const Shape &space) {
  auto isOne = [](const Dim &dim) { return dim.same(Dim(1)); };
  if (shape.size() == space.size() && std::equal(shape.begin(), shape.end(), space.begin(),
                                                 [](const Dim &a, const Dim &b) { return a.same(b); }))
    return Access::Element;
  if (llvm::all_of(shape, isOne))
    return Access::Scalar;
  // [1, …, 1, C]
  if (!space.empty() && shape.back().same(space.back()) && llvm::all_of(ArrayRef(shape).drop_back(), isOne))
    return Access::Column;
  // [*, 1]
  if (shape.size() == space.size() && isOne(shape.back()) &&
      std::equal(shape.begin(), shape.end() - 1, space.begin(), [](const Dim &a, const Dim &b) { return a.same(b); }))
    return Access::Row;
  return std::nullopt;
}

Shape spaceOf(FusedOp fused) {
  Shape space;
  auto consider = [&](Value value) {
    if (!isa<RankedTensorType>(value.getType()))
      return;
    Shape shape = plainType(value.getType()).shape;
    // The space is what everything else broadcasts to; among equal ranks the one with fewer ones.
    auto ones = [](const Shape &s) { return llvm::count_if(s, [](const Dim &d) { return d.same(Dim(1)); }); };
    if (shape.size() > space.size() || (shape.size() == space.size() && ones(shape) < ones(space)))
      space = shape;
  };
  for (Value value : fused.getBody().front().getArguments())
    consider(value);
  for (Operation &op : fused.getBody().front())
    for (Value value : op.getResults())
      consider(value);
  return space;
}

bool isRowReduction(Operation *op) { return isa<RowSumOp, RowMaxOp>(op); }
bool isColumnReduction(Operation *op) { return isa<ColumnSumOp>(op); }

namespace {

bool isCostly(Operation *op) {
  auto tensorOp = dyn_cast<TensorOpInterface>(op);
  return tensorOp && opInfo(tensorOp.opCode()).costly;
}

Type scalarType(Value value) {
  if (auto tensor = dyn_cast<RankedTensorType>(value.getType()))
    return tensor.getElementType();
  return value.getType();
}

class KernelBuilder {
 public:
  KernelBuilder(FusedOp fused, StringRef name, ModuleOp module)
      : fused(fused), body(fused.getBody().front()), space(spaceOf(fused)), b(module.getContext()),
        loc(fused.getLoc()) {
    b.setInsertionPointToEnd(module.getBody());
    createFunc(name);
  }

  void build() {
    b.createBlock(&func.getBody());
    classify();
    int lastPass = 0;
    for (auto &[value, pass] : firstPass)
      lastPass = std::max(lastPass, pass);
    // Row values that need the last reduction come behind the last pass.
    for (int pass = 0; pass <= lastPass; ++pass) {
      emitRowValues(pass);
      emitPass(pass);
    }
  }

 private:
  void createFunc(StringRef name) {
    SmallVector<std::string> names, types, accesses, parameters;
    SmallVector<bool> written;
    Names unique;
    auto addArgument = [&](Value tensor, StringRef wish, bool isWritten) {
      names.push_back(unique.unique(wish));
      types.push_back(cTypeText(scalarType(tensor)).str());
      written.push_back(isWritten);
      // One value per row, also where rows have one element.
      accesses.push_back(accessText(levelOf(tensor)).str());
    };
    for (BlockArgument argument : body.getArguments()) {
      if (isa<RankedTensorType>(argument.getType())) {
        arguments[argument] = names.size();
        addArgument(argument, "in", false);
      } else {
        parameterIndex[argument] = parameters.size();
        parameters.push_back(cTypeText(argument.getType()).str());
      }
    }
    for (Value yielded : body.getTerminator()->getOperands()) {
      results[yielded].push_back(names.size());
      addArgument(yielded, yielded.getDefiningOp() ? yielded.getDefiningOp()->getName().stripDialect() : "out", true);
    }
    auto refs = [](const SmallVector<std::string> &list) { return SmallVector<StringRef>(list.begin(), list.end()); };
    bool columns = llvm::any_of(body, [](Operation &op) { return isColumnReduction(&op); });
    bool rows = columns || llvm::any_of(accesses, [](const std::string &a) { return a == "row" || a == "column"; }) ||
                llvm::any_of(body, [](Operation &op) { return isRowReduction(&op) || isa<SelectColumnOp, ColumnIsOp>(op); });
    int64_t cols = space.empty() ? 1 : space.back().constant().value_or(-1);
    func = kernel::FuncOp::create(b, loc, name, columns ? "columns" : rows ? "rows" : "flat", rows ? cols : -1,
                                  b.getStrArrayAttr(refs(names)), b.getStrArrayAttr(refs(types)),
                                  b.getStrArrayAttr(refs(accesses)), b.getDenseBoolArrayAttr(written),
                                  b.getStrArrayAttr(refs(parameters)));
  }

  static StringRef accessText(Access access) {
    static constexpr const char *texts[] = {"element", "row", "column", "scalar"};
    return texts[static_cast<int>(access)];
  }

  Access accessOf(Value value) const {
    if (Operation *op = value.getDefiningOp(); op && isColumnReduction(op))
      return Access::Column;
    auto access = accessIn(plainType(value.getType()).shape, space);
    assert(access && "a region holds only tensors of one space");
    return *access;
  }

  /// Level and first pass of every value computed in the region.
  void classify() {
    for (Operation &op : body.without_terminator()) {
      int pass = 0;
      for (Value operand : op.getOperands())
        if (auto it = firstPass.find(operand); it != firstPass.end())
          pass = std::max(pass, it->second + (isRowReduction(operand.getDefiningOp()) ? 1 : 0));
      for (Value result : op.getResults())
        firstPass[result] = pass;
    }
    // What a later pass needs again and is costly is kept.
    for (Operation &op : body.without_terminator()) {
      Value result = op.getResult(0);
      if (isRowReduction(&op) || isColumnReduction(&op) || levelOf(result) != Access::Element || !reachesCost(&op))
        continue;
      for (Operation *user : op.getUsers())
        if (neededIn(user) > firstPass[result] && !keepSlots.contains(result)) {
          size_t slot = keepSlots.size();
          keepSlots[result] = slot;
        }
    }
  }

  /// A reduction's own value is known after its pass; what feeds it is needed within it.
  int neededIn(Operation *user) const {
    if (isa<YieldOp>(user))
      return 0;
    return firstPass.lookup(user->getResult(0));
  }
  bool reachesCost(Operation *op) const {
    SmallVector<Operation *> work{op};
    DenseSet<Operation *> seen;
    while (!work.empty()) {
      Operation *next = work.pop_back_val();
      if (!next || !seen.insert(next).second || isRowReduction(next))
        continue;
      if (isCostly(next))
        return true;
      for (Value operand : next->getOperands())
        work.push_back(operand.getDefiningOp());
    }
    return false;
  }

  Access levelOf(Value value) const {
    if (Operation *op = value.getDefiningOp(); op && isRowReduction(op))
      return Access::Row;
    Access access = accessOf(value);
    // With one column everything is per row at once; elements it is.
    return access;
  }

  // ---- outside of passes: one value per row

  /// Kernels that sum over rows go through all rows within their pass; only scalars stand outside.
  bool isOutsidePasses(Access level) {
    return level == Access::Scalar || (level == Access::Row && func.getShape() != "columns");
  }

  Value atRow(Value value) {
    if (Value known = rowValues.lookup(value))
      return known;
    Value made;
    if (auto argument = dyn_cast<BlockArgument>(value))
      made = isa<RankedTensorType>(argument.getType())
                 ? kernel::LoadOp::create(b, loc, scalarType(value), arguments.lookup(value)).getValue()
                 : kernel::ParameterOp::create(b, loc, argument.getType(), parameterIndex.lookup(value)).getValue();
    else
      made = compute(value.getDefiningOp(), [&](Value operand) { return atRow(operand); });
    return rowValues[value] = made;
  }

  /// Values per row that are known before this pass.
  void emitRowValues(int pass) {
    for (Operation &op : body.without_terminator()) {
      Value result = op.getResult(0);
      if (isRowReduction(&op) || isColumnReduction(&op) || firstPass.lookup(result) != pass)
        continue;
      Access level = levelOf(result);
      if (!isOutsidePasses(level))
        continue;
      Value value = atRow(result);
      for (int64_t argument : results.lookup(result))
        kernel::StoreOp::create(b, loc, value, argument);
    }
  }

  // ---- inside a pass: one value per element

  void emitPass(int pass) {
    SmallVector<Operation *> reductions, stores;
    for (Operation &op : body.without_terminator()) {
      if (firstPass.lookup(op.getResult(0)) != pass)
        continue;
      if (isRowReduction(&op) || isColumnReduction(&op))
        reductions.push_back(&op);
      else if (levelOf(op.getResult(0)) == Access::Element && (results.contains(op.getResult(0)) ||
                                                              keepSlots.contains(op.getResult(0))))
        stores.push_back(&op);
    }
    bool copies = pass == 0 && llvm::any_of(results, [](auto &entry) { return isa<BlockArgument>(entry.first); });
    if (reductions.empty() && stores.empty() && !copies)
      return;
    // Row values that elements of this pass use stand before the loop.
    for (Operation *op : reductions)
      hoistRowOperands(op, pass);
    for (Operation *op : stores)
      hoistRowOperands(op, pass);

    SmallVector<StringRef> kinds;
    SmallVector<Type> types;
    for (Operation *op : reductions) {
      kinds.push_back(isa<RowMaxOp>(op) ? "max" : "sum");
      types.push_back(scalarType(op->getResult(0)));
    }
    auto passOp = kernel::PassOp::create(b, loc, types, b.getStrArrayAttr(kinds));
    {
      OpBuilder::InsertionGuard guard(b);
      b.createBlock(&passOp.getBody());
      emitElements(pass, stores, reductions, copies);
    }
    for (auto [op, reduced] : llvm::zip(reductions, passOp.getReduced())) {
      rowValues[op->getResult(0)] = reduced;
      for (int64_t argument : results.lookup(op->getResult(0)))
        kernel::StoreOp::create(b, loc, reduced, argument);
    }
  }

  void emitElements(int pass, ArrayRef<Operation *> stores, ArrayRef<Operation *> reductions, bool copies) {
    elementValues.clear();
    currentPass = pass;
    for (Operation *op : stores) {
      Value value = atElement(op->getResult(0));
      for (int64_t argument : results.lookup(op->getResult(0)))
        kernel::StoreOp::create(b, loc, value, argument);
      if (auto it = keepSlots.find(op->getResult(0)); it != keepSlots.end())
        kernel::KeepOp::create(b, loc, value, it->second);
    }
    if (copies)
      for (auto &[value, list] : results)
        if (isa<BlockArgument>(value))
          for (int64_t argument : list)
            kernel::StoreOp::create(b, loc, atElement(value), argument);
    SmallVector<Value> combined;
    for (Operation *op : reductions)
      combined.push_back(atElement(op->getOperand(0)));
    kernel::CombineOp::create(b, loc, combined);
  }

  void hoistRowOperands(Operation *op, int pass) {
    if (!op || isa<YieldOp>(op))
      return;
    for (Value operand : op->getOperands()) {
      Operation *defining = operand.getDefiningOp();
      if (!isa<RankedTensorType>(operand.getType())) {
        atRow(operand);
      } else if (isOutsidePasses(levelOf(operand))) {
        atRow(operand);
      } else if (defining && !(keepSlots.contains(operand) && firstPass.lookup(operand) < pass)) {
        hoistRowOperands(defining, pass);
      }
    }
  }

  Value atElement(Value value) {
    if (!isa<RankedTensorType>(value.getType()))
      return atRow(value);
    if (isOutsidePasses(levelOf(value)))
      return atRow(value);
    if (Value known = elementValues.lookup(value))
      return known;
    Value made;
    if (isa<BlockArgument>(value))
      made = kernel::LoadOp::create(b, loc, scalarType(value), arguments.lookup(value));
    else if (auto it = keepSlots.find(value); it != keepSlots.end() && firstPass.lookup(value) < currentPass)
      made = kernel::KeptOp::create(b, loc, scalarType(value), it->second);
    else
      made = compute(value.getDefiningOp(), [&](Value operand) { return atElement(operand); });
    return elementValues[value] = made;
  }

  /// Whether the present column is `index`.
  Value isColumn(Value index) {
    Value column = kernel::ColumnOp::create(b, loc, b.getI64Type());
    if (!index.getType().isInteger(64))
      index = kernel::CastOp::create(b, loc, b.getI64Type(), index);
    return kernel::ApplyOp::create(b, loc, b.getI1Type(), "eq", ValueRange{column, index}, b.getStrArrayAttr({}));
  }

  /// The type in which the operands of one operation meet, when they are converted: that of its result, as
  /// promotion says, or the promoted type of what is compared.
  Type operandType(Operation *op, Type result) {
    if (isa<FloatType>(result))
      return result;
    if (!result.isInteger(1) || op->getNumOperands() < 2 || isa<WhereOp, MaskedFillOp>(op))
      return {};
    std::vector<TensorType> types;
    for (Value operand : op->getOperands())
      types.push_back(plainType(operand));
    std::vector<const TensorType *> pointers;
    for (const TensorType &operand : types)
      pointers.push_back(&operand);
    return elementType(op->getContext(), promoteTypes(pointers));
  }

  /// The scalar form of one operation.
  Value compute(Operation *op, llvm::function_ref<Value(Value)> get) {
    Type type = scalarType(op->getResult(0));
    if (auto expand = dyn_cast<ExpandOp>(op))
      return get(expand.getInput());
    if (auto full = dyn_cast<FullOp>(op))
      return kernel::ConstantOp::create(b, loc, type, full.getValue());
    if (auto hyper = dyn_cast<HyperValueOp>(op))
      return kernel::CastOp::create(b, loc, type, get(hyper.getValue()));
    if (isa<CountOp>(op))
      return kernel::CountOp::create(b, loc, type);
    if (auto is = dyn_cast<ColumnIsOp>(op))
      return kernel::CastOp::create(b, loc, type, isColumn(get(is.getIndex())));
    if (auto select = dyn_cast<SelectColumnOp>(op))
      return kernel::SelectOp::create(b, loc, type, isColumn(get(select.getIndex())), get(select.getInput()));
    auto tensorOp = cast<TensorOpInterface>(op);
    const OpInfo &info = opInfo(tensorOp.opCode());
    Type common = operandType(op, type);
    SmallVector<Value> operands;
    for (Value operand : op->getOperands()) {
      Value scalar = get(operand);
      if (isa<RankedTensorType>(operand.getType()) && common && scalar.getType() != common)
        scalar = kernel::CastOp::create(b, loc, common, scalar);
      operands.push_back(scalar);
    }
    if (info.name == "to_dtype")
      return operands[0].getType() == type ? operands[0] : kernel::CastOp::create(b, loc, type, operands[0]).getValue();
    SmallVector<std::string> extra;
    for (auto [attr, value] : llvm::zip(info.attrs, tensorOp.attrValues()))
      extra.push_back(attrText(value, attr.kind));
    SmallVector<StringRef> extraRefs(extra.begin(), extra.end());
    return kernel::ApplyOp::create(b, loc, type, info.name, operands, b.getStrArrayAttr(extraRefs));
  }

  FusedOp fused;
  Block &body;
  Shape space;
  OpBuilder b;
  Location loc;
  kernel::FuncOp func;
  DenseMap<Value, int64_t> arguments;       ///< tensors of the region's entry to kernel arguments
  DenseMap<Value, int64_t> parameterIndex;  ///< scalars of the region's entry
  llvm::MapVector<Value, SmallVector<int64_t, 1>> results;
  DenseMap<Value, int> firstPass;
  llvm::MapVector<Value, int64_t> keepSlots;
  DenseMap<Value, Value> rowValues, elementValues;
  int currentPass = 0;
};

}  // namespace

void buildKernel(FusedOp fused, StringRef name, ModuleOp module) { KernelBuilder(fused, name, module).build(); }

}  // namespace flodl::lowering
