// Recording of operations on symbols.
#include "Recorder.h"
#include <algorithm>
#include <atomic>

namespace flodl::detail {

Recorder::Recorder(bool aside) : aside_(aside) {
  static std::atomic<uint64_t> serial{0};
  recording_.serial = ++serial;
}

int Recorder::newValue(TensorType type) {
  recording_.values.push_back(std::move(type));
  return static_cast<int>(recording_.values.size()) - 1;
}

Tensor Recorder::symbol(int value) {
  auto impl = std::make_shared<TensorImpl>();
  impl->type = recording_.values[value];
  impl->recording = recording_.serial;
  impl->value = value;
  return Tensor(std::move(impl));
}

static void addSymbols(const TensorType &type, std::vector<std::string> &symbols) {
  for (const Dim &dim : type.shape)
    for (const std::string &symbol : dim.symbols())
      if (std::find(symbols.begin(), symbols.end(), symbol) == symbols.end())
        symbols.push_back(symbol);
}

Tensor Recorder::addInput(std::string name, TensorType type) {
  addSymbols(type, recording_.symbols);
  int value = newValue(type);
  recording_.inputs.push_back({std::move(name), std::move(type), value});
  return symbol(value);
}

Tensor Recorder::addTarget(std::string name, TensorType type) {
  addSymbols(type, recording_.symbols);
  int value = newValue(type);
  recording_.targets.push_back({std::move(name), std::move(type), value});
  return symbol(value);
}

void Recorder::addParameter(const NamedParameter &parameter) {
  TensorType type = typeOf(*parameter.impl());
  int value = newValue(type);
  known_.emplace(parameter.impl().get(), value);
  recording_.parameters.push_back({parameter.name, std::move(type), value});
}

void Recorder::addBuffer(const NamedParameter &buffer) {
  TensorType type = typeOf(*buffer.impl());
  int value = newValue(type);
  known_.emplace(buffer.impl().get(), value);
  bufferIndex_.emplace(buffer.impl().get(), static_cast<int>(recording_.buffers.size()));
  recording_.buffers.push_back({buffer.name, std::move(type), value});
}

int Recorder::valueOf(const Tensor &tensor, SourceLoc loc) {
  const TensorImplPtr &impl = tensor.impl();
  if (impl->isSymbol()) {
    if (impl->recording == recording_.serial)
      return impl->value;
    throw Error(ErrorCode::Capture,
                "a tensor that an earlier recording made is used in " + currentPath() +
                    ": forward must not keep tensors between calls; keep such a value in a Buf, or wrap the module in "
                    "opaque(...)",
                loc);
  }
  if (auto it = known_.find(impl.get()); it != known_.end())
    return it->second;
  if (!aside_ && requiresGradOf(*impl))
    throw Error(ErrorCode::Capture,
                "a trainable tensor of shape " + flodl::str(typeOf(*impl).shape) + " is used in " + currentPath() +
                    " but is not registered, so it would never be trained or saved; declare it as "
                    "`Param p{*this, \"p\", ...};` (a module: `Child<M> m{*this, \"m\", ...};`)",
                loc);
  // Its values are no part of the program: bound by position like any buffer.
  int value = newValue(typeOf(*impl));
  known_.emplace(impl.get(), value);
  bufferIndex_.emplace(impl.get(), static_cast<int>(recording_.buffers.size()));
  recording_.buffers.push_back({"hidden_" + std::to_string(hidden_.size()), recording_.values[value], value});
  hidden_.push_back(impl);
  return value;
}

DType numberType(const Operand &number, const std::vector<const TensorType *> &operands) {
  auto category = [](DType dtype) { return dtype == kBool ? 0 : isFloating(dtype) ? 2 : 1; };
  DType best = kBool;
  int rank = -1;
  for (const TensorType *operand : operands) {
    int operandRank = operand->shape.empty() ? 0 : 1;
    bool higherCategory = rank >= 0 && category(operand->dtype) > category(best);
    if (rank < 0)
      best = operand->dtype;
    else if (operandRank == rank)
      best = promote(best, operand->dtype);
    else if (operandRank > rank ? category(operand->dtype) >= category(best) : higherCategory)
      best = operand->dtype;
    rank = std::max(rank, operandRank);
  }
  if (!number.isInteger && !isFloating(best))
    return kFloat32;
  return number.isInteger && best == kBool ? kInt64 : best;
}

int Recorder::number(const Operand &operand, DType dtype, SourceLoc loc) {
  static const OpInfo &full = requireOp("full");
  std::vector<AttrValue> attrs = creationAttrs(full, {}, operand.number, dtype, /*number=*/true);
  int value = newValue({dtype, {}, /*number=*/true});
  recording_.ops.push_back(
      {RecordedOp::TensorOp, full.code, -1, {}, std::move(attrs), value, 1, loc, currentPath()});
  return value;
}

RecordedOperand Recorder::hyper(std::string_view name, double value) {
  std::string path = currentScope() ? currentScope()->memberPath(name) : std::string(name);
  std::string unique = path;
  auto taken = [&](const RecordedHyper &h) { return h.name == unique; };
  for (int k = 1; std::any_of(recording_.hypers.begin(), recording_.hypers.end(), taken); ++k)
    unique = path + "#" + std::to_string(k);
  recording_.hypers.push_back({unique, value});
  return {RecordedOperand::Hyper, static_cast<int>(recording_.hypers.size()) - 1};
}

RecordedOperand Recorder::flag(bool value) {
  const Scope *scope = currentScope();
  recording_.flags.push_back({currentPath(), scope ? const_cast<Module *>(scope->module()) : nullptr, value});
  return {RecordedOperand::Flag, static_cast<int>(recording_.flags.size()) - 1};
}

std::vector<Tensor> Recorder::record(OpCode code, const std::vector<Operand> &operands, std::vector<AttrValue> attrs,
                                     SourceLoc loc) {
  const OpInfo &info = opInfo(code);
  RecordedOp op{RecordedOp::TensorOp, code, -1, {}, std::move(attrs), -1, 0, loc, currentPath()};

  // Where in the list each operand of the record begins: a variadic one takes what the others leave.
  size_t variadicCount = operands.size() + 1 - info.operands.size();
  std::vector<const OperandInfo *> infos;
  for (const OperandInfo &operand : info.operands)
    infos.insert(infos.end(), operand.kind == OperandKind::VariadicTensor ? variadicCount : 1, &operand);

  std::vector<const TensorType *> tensorTypes;
  std::vector<int> values(operands.size(), -1);
  for (size_t i = 0; i < operands.size(); ++i)
    if (!operands[i].isNumber && operands[i].tensor.defined())
      values[i] = valueOf(operands[i].tensor, operands[i].loc);
  // Numbers first see what they meet; `values` of the recording may grow only afterwards.
  std::vector<TensorType> met;
  for (int value : values)
    if (value >= 0)
      met.push_back(recording_.values[value]);
  for (const TensorType &type : met)
    tensorTypes.push_back(&type);

  std::vector<TensorType> types;
  std::vector<bool> present;
  for (size_t i = 0; i < operands.size(); ++i) {
    const Operand &operand = operands[i];
    switch (infos[i]->kind) {
    case OperandKind::Hyper:
      op.operands.push_back(hyper(infos[i]->name, operand.number));
      continue;
    case OperandKind::Flag:
      op.operands.push_back(flag(operand.number != 0));
      continue;
    default:
      break;
    }
    if (operand.isNumber)
      values[i] = number(operand, numberType(operand, tensorTypes), operand.loc);
    else if (!operand.tensor.defined() && infos[i]->kind != OperandKind::OptionalTensor)
      throw Error(ErrorCode::InvalidArgument,
                  "[" + std::string(info.name) + "] expects a tensor as '" + std::string(infos[i]->name) +
                      "', but got an undefined one",
                  loc);
    present.push_back(values[i] >= 0);
    types.push_back(values[i] >= 0 ? recording_.values[values[i]] : TensorType());
    op.operands.push_back(values[i] >= 0 ? RecordedOperand{RecordedOperand::Value, values[i]} : RecordedOperand{});
  }

  std::vector<const TensorType *> pointers;
  for (size_t i = 0; i < types.size(); ++i)
    pointers.push_back(present[i] ? &types[i] : nullptr);
  Inferred inferred = info.infer(pointers, op.attrs);
  if (!inferred.ok())
    throw Error(ErrorCode::ShapeMismatch, "[" + std::string(info.name) + "] " + inferred.error, loc);

  std::vector<Tensor> results;
  op.results = static_cast<int>(inferred.types.size());
  for (TensorType &type : inferred.types) {
    int value = newValue(std::move(type));
    if (op.firstResult < 0)
      op.firstResult = value;
    results.push_back(symbol(value));
  }
  recording_.ops.push_back(std::move(op));
  if (info.callClass == CallClass::View)
    noteViews(operands[0].tensor, results, loc);
  return results;
}

void Recorder::warnIfTrained(const Tensor &tensor, std::string text, SourceLoc loc) {
  std::vector<bool> wanted(recording_.values.size());
  wanted[static_cast<size_t>(valueOf(tensor, loc))] = true;
  // Operands come before their uses.
  for (auto op = recording_.ops.rbegin(); op != recording_.ops.rend(); ++op)
    for (int i = 0; i < op->results; ++i)
      if (wanted[static_cast<size_t>(op->firstResult + i)])
        for (const RecordedOperand &operand : op->operands)
          if (operand.kind == RecordedOperand::Value)
            wanted[static_cast<size_t>(operand.index)] = true;
  for (const RecordedTensor &parameter : recording_.parameters)
    if (wanted[static_cast<size_t>(parameter.value)]) {
      recording_.warnings.emplace_back(std::move(text) + " \"" + parameter.name + "\"", loc);
      return;
    }
}

void Recorder::checkSizes(const DimCondition &condition, const std::string &text, SourceLoc loc) {
  recording_.ops.push_back({RecordedOp::CheckSizes, {}, -1, {},
                            {Shape{condition.left(), condition.right()}, std::string(condition.symbol()), text}, -1, 0, loc,
                            currentPath()});
}

void Recorder::noteViews(const Tensor &base, const std::vector<Tensor> &views, SourceLoc loc) {
  int value = valueOf(base, loc), memory = value;
  auto known = std::find_if(aliases_.begin(), aliases_.end(), [&](const Alias &alias) { return alias.value == value; });
  if (known != aliases_.end())
    memory = known->memory;
  else
    aliases_.push_back({base.impl(), value, memory, {}});
  for (const Tensor &view : views)
    aliases_.push_back({view.impl(), view.impl()->value, memory, loc});
}

void Recorder::assign(const Tensor &target, const Tensor &value, const char *name, SourceLoc loc) {
  TensorImpl &impl = *target.impl();
  int old = valueOf(target, loc);
  auto own = std::find_if(aliases_.begin(), aliases_.end(), [&](const Alias &alias) { return alias.value == old; });
  if (own != aliases_.end())
    for (const Alias &other : aliases_) {
      TensorImplPtr living = other.tensor.lock();
      if (other.memory != own->memory || !living || living.get() == &impl || valueOf(Tensor(living), loc) != other.value)
        continue;
      const SourceLoc &made = own->loc.line ? own->loc : other.loc;
      throw Error(ErrorCode::Capture,
                  std::string(name) + " would change two tensors, one a view of the other" +
                      (made.line ? " (made at line " + std::to_string(made.line) + ")" : std::string()) + ", in " + currentPath() +
                      "; a recorded tensor changes alone: write `x = x + y`, or let the view go out of scope before",
                  loc);
    }
  if (impl.isSymbol()) {
    impl.value = valueOf(value, loc);
  } else if (requiresGradOf(impl)) {
    throw Error(ErrorCode::Capture,
                std::string(name) + " changes a parameter in " + currentPath() +
                    ", which only the optimizer does; write `p + y` for a value made from it, or use a Buf",
                loc);
  } else {
    writeBuffer(target, value, loc);
  }
}

void Recorder::writeBuffer(const Tensor &buffer, const Tensor &value, SourceLoc loc) {
  if (aside_)
    return;  // types do not change
  auto it = bufferIndex_.find(buffer.impl().get());
  if (it == bufferIndex_.end())
    throw Error(ErrorCode::Capture,
                "a buffer that is written in " + currentPath() +
                    " is not registered; declare it as `Buf b{*this, \"b\", ...};` and its module as Child",
                loc);
  int written = valueOf(value, loc);
  const TensorType &expected = recording_.buffers[it->second].type, &got = recording_.values[written];
  if (!sameType(expected, got))
    throw Error(ErrorCode::ShapeMismatch,
                "the buffer \"" + recording_.buffers[it->second].name + "\" is " + flodl::str(expected) +
                    ", but the value written to it is " + flodl::str(got),
                loc);
  RecordedOp op{RecordedOp::WriteBuffer, {}, it->second, {{RecordedOperand::Value, written}}, {}, -1, 0, loc,
                currentPath()};
  recording_.ops.push_back(std::move(op));
  known_[buffer.impl().get()] = written;
}

}  // namespace flodl::detail
