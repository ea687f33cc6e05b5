#include "tools/flodl-run/Interpreter.h"
#include "ir/flow/Types.h"
#include "passes/lower_to_rt/EntryArguments.h"

using namespace mlir;

namespace flodl::run {

detail::EagerOperand Interpreter::operand(Value value, OperandKind kind) const {
  if (kind == OperandKind::Hyper || kind == OperandKind::Flag)
    return {nullptr, true, numbers.at(value), false};
  // A number of the source takes part in promotion as one.
  if (auto full = value.getDefiningOp<flow::FullOp>(); full && full.getNumber())
    return {nullptr, true, full.getValue().convertToDouble(), !isFloating(flow::plainType(value).dtype)};
  return {&tensors.find(value)->second};
}

void Interpreter::bindArguments(Block &block, bool training) {
  for (BlockArgument argument : block.getArguments()) {
    if (!isa<RankedTensorType>(argument.getType())) {
      bindNumber(argument, argument.getType().isInteger(1) ? training : 0.25);
      continue;
    }
    TensorType type = flow::plainType(argument.getType());
    std::string name = "argument" + std::to_string(argument.getArgNumber());
    Domain domain = Domain::Real;
    if (auto user = argument.use_empty() ? nullptr : dyn_cast<flow::TensorOpInterface>(*argument.user_begin()))
      domain = domainOf(opInfo(user.opCode()));
    bind(argument, tensorFrom(sampleValues(type, sizes, name, 1, domain), type.dtype, sizes.of(type.shape)));
  }
}

void Interpreter::runTensorOp(flow::TensorOpInterface op) {
  const OpInfo &info = opInfo(op.opCode());
  std::vector<detail::EagerOperand> operands;
  for (const lowering::OperandGroup &group : lowering::operandGroups(op)) {
    for (Value value : op->getOperands().slice(group.first, group.count))
      operands.push_back(operand(value, group.info->kind));
    if (group.count == 0 && group.info->kind == OperandKind::OptionalTensor)
      operands.push_back({});
  }
  std::vector<AttrValue> attrs;
  for (const AttrValue &attr : op.attrValues()) {
    attrs.push_back(attr);
    if (const Shape *shape = std::get_if<Shape>(&attr)) {
      std::vector<int64_t> known = sizes.of(*shape);
      attrs.back() = Shape(known.begin(), known.end());
    }
  }
  std::vector<detail::Handle> results(info.results.size());
  detail::runtime().apply(op.opCode(), operands, attrs, {}, results);
  for (auto [value, result] : llvm::zip(op->getResults(), results))
    tensors[value] = result;
}

void Interpreter::runFused(flow::FusedOp fused) {
  Block &body = fused.getBody().front();
  for (auto [argument, input] : llvm::zip(body.getArguments(), fused.getInputs())) {
    if (isa<RankedTensorType>(input.getType()))
      tensors[argument] = detail::Handle(tensors.at(input));
    else
      numbers[argument] = double(numbers.at(input));
  }
  for (Operation &op : body.without_terminator())
    run(&op);
  for (auto [result, value] : llvm::zip(fused.getOutputs(), body.getTerminator()->getOperands()))
    tensors[result] = detail::Handle(tensors.at(value));
}

bool Interpreter::run(Operation *op) {
  if (auto tensorOp = dyn_cast<flow::TensorOpInterface>(op))
    runTensorOp(tensorOp);
  else if (auto fused = dyn_cast<flow::FusedOp>(op))
    runFused(fused);
  else
    return false;
  return true;
}

}  // namespace flodl::run
