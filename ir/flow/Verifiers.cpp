// Verifiers of models and programs. Passes rely on them: what verifies, lowers.
#include "ir/flow/Flow.h"
#include "ir/flow/Types.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::flow;

/// The only operation of type `Op`, if there is one.
template <class Op>
static Op first(Block &block) {
  auto ops = block.getOps<Op>();
  return ops.empty() ? Op() : *ops.begin();
}

LogicalResult ModelOp::verify() {
  Block &block = getBody().front();
  size_t named = getInputs().size() + getTargets().size();
  if (block.getNumArguments() != named)  // C1
    return emitOpError("expects one block argument per input and target (") << named << "), but got "
                                                                             << block.getNumArguments();
  llvm::StringSet<> symbols;
  for (StringAttr symbol : getSymbols().getAsRange<StringAttr>())
    symbols.insert(symbol.getValue());
  for (BlockArgument argument : block.getArguments()) {
    auto type = llvm::dyn_cast<RankedTensorType>(argument.getType());
    if (!type)
      return emitOpError("expects tensors as inputs, but got ") << argument.getType();
    for (const ::flodl::Dim &dim : shapeOf(type))
      for (const std::string &symbol : dim.symbols())
        if (!symbols.contains(symbol))  // C2
          return emitOpError("expects the symbol '") << symbol << "' of an input's type among 'symbols', but got "
                                                      << getSymbols();
  }
  return success();
}

/// The body holds its result and loss once. It ends with `flow.end`: no other terminator may stand there.
static LogicalResult verifyBody(Operation *holder) {
  Block &block = holder->getRegion(0).front();
  for (StringRef name : {OutputOp::getOperationName(), LossOp::getOperationName()})
    if (size_t count = llvm::count_if(block, [&](Operation &op) { return op.getName().getStringRef() == name; }); count > 1)
      return holder->emitOpError("expects at most one '") << name << "', but got " << count;
  return success();
}

static LogicalResult verifyIndex(Operation *op, uint64_t index, size_t count, StringRef table) {
  if (index < count)
    return success();
  return op->emitOpError("expects 'index' below the number of ") << table << " (" << count << "), but got "
                                                                  << int64_t(index);
}

static LogicalResult verifyNames(Operation *op, size_t values, ArrayAttr names, StringRef table) {
  if (values == names.size())
    return success();
  return op->emitOpError("expects one value per name in '") << table << "' of the model (" << names.size() << "), but got "
                                                            << values;
}

/// Indices and lists in a body agree with the tables of its model.
static LogicalResult verifyTables(Block &body, ModelOp model) {
  size_t parameters = model.getParameters().size(), buffers = model.getBuffers().size();
  for (Operation &op : body) {
    LogicalResult result =
        llvm::TypeSwitch<Operation *, LogicalResult>(&op)
            .Case([&](ParameterOp p) { return verifyIndex(p, p.getIndex(), parameters, "parameters"); })
            .Case([&](ParameterGradientOp g) { return verifyIndex(g, g.getIndex(), parameters, "parameters"); })
            .Case([&](BufferOp b) { return verifyIndex(b, b.getIndex(), buffers, "buffers"); })
            .Case([&](WriteBufferOp w) { return verifyIndex(w, w.getIndex(), buffers, "buffers"); })
            .Case([&](InputGradientOp g) { return verifyIndex(g, g.getIndex(), body.getNumArguments(), "inputs"); })
            .Case([&](OutputOp o) { return verifyNames(o, o.getValues().size(), model.getOutputs(), "outputs"); })
            .Case([&](LossOp l) { return verifyNames(l, l.getTerms().size(), model.getTerms(), "terms"); })
            .Default([](Operation *) { return success(); });
    if (failed(result))
      return failure();
  }
  return success();
}

LogicalResult ModelOp::verifyRegions() {
  if (failed(verifyBody(*this)))  // C3
    return failure();
  return verifyTables(getBody().front(), *this);  // C4
}

LogicalResult ProgramOp::verify() {
  if (!llvm::is_contained({"forward", "train", "step"}, getKind()))  // C1
    return emitOpError("expects kind \"forward\", \"train\" or \"step\", but got \"") << getKind() << "\"";
  return success();
}

LogicalResult ProgramOp::verifyRegions() {
  if (failed(verifyBody(*this)))
    return failure();
  // C2
  Block &block = getBody().front();
  if (getKind() == "step" && !first<LossOp>(block))
    return emitOpError("expects a 'flow.loss' in a step program");
  if (getKind() == "step" && !cast<EndOp>(block.getTerminator()).getOptimizer())
    return emitOpError("expects 'optimizer' on the 'flow.end' of a step program");
  if (getKind() != "train")
    return success();
  auto output = first<OutputOp>(block);
  auto gradients = first<OutputGradientsOp>(block);
  if (!output || !gradients)
    return emitOpError("expects a 'flow.output' and a 'flow.output_gradients' in a train program");
  if (output.getValues().getTypes() != gradients.getResultTypes())
    return gradients.emitOpError("expects the types of the outputs (")
           << output.getValues().getTypes() << "), but got " << gradients.getResultTypes();
  return success();
}

LogicalResult ProgramOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto model = symbols.lookupNearestSymbolFrom<ModelOp>(*this, getModelAttr());
  if (!model)  // C3
    return emitOpError("expects its model ") << getModelAttr() << " in the same module";
  size_t expected = model.getBody().getNumArguments(), got = getBody().getNumArguments();
  if (expected != got)
    return emitOpError("expects as many block arguments as its model has (") << expected << "), but got " << got;
  return verifyTables(getBody().front(), model);
}

LogicalResult CheckSizesOp::verify() {
  if (llvm::cast<ArrayAttr>(getSizes()).size() != 2)
    return emitOpError("expects two sizes, but got ") << getSizes();
  if (!llvm::is_contained({"==", "!=", "<", ">", "<=", ">="}, getCondition()))
    return emitOpError("expects a comparison as 'condition', but got '") << getCondition() << "'";
  return success();
}

LogicalResult CheckIndexOp::verify() {
  if (llvm::cast<ArrayAttr>(getCount()).size() != 1)
    return emitOpError("expects one size as 'count', but got ") << getCount();
  return success();
}
