// The dispatcher every operation goes through: recorded inside a recording, run otherwise.
#include "Check.h"
#include "Recorder.h"
#include "TensorImpl.h"
#include "flodl/detail/runtime.h"
#include <algorithm>
#include <exception>

namespace flodl::detail {

/// Fills the attributes that identify a random draw (contracts §7).
static void fillDraw(const OpInfo &info, std::vector<AttrValue> &attrs) {
  if (info.opClass.find('Q') == std::string_view::npos)
    return;
  Execution *execution = currentExecution();
  std::string path = execution ? currentPath() : std::string();
  for (size_t i = 0; i < attrs.size(); ++i) {
    if (info.attrs[i].name == "path")
      attrs[i] = path;
    else if (info.attrs[i].name == "draw")
      attrs[i] = execution ? execution->nextDraw(path) : int64_t(0);
  }
}

/// Types as inference sees them, or nothing for an absent operand.
static std::vector<std::unique_ptr<TensorType>> operandTypes(const OpInfo &info, const std::vector<Operand> &operands) {
  std::vector<std::unique_ptr<TensorType>> types;
  size_t plain = std::count_if(info.operands.begin(), info.operands.end(), [](const OperandInfo &o) {
    return o.kind == OperandKind::Hyper || o.kind == OperandKind::Flag;
  });
  for (size_t i = 0; i + plain < operands.size(); ++i) {
    const Operand &operand = operands[i];
    if (operand.isNumber)
      types.push_back(std::make_unique<TensorType>(
          TensorType{operand.isInteger ? kInt64 : kFloat64, {}, /*number=*/true}));
    else if (operand.tensor.defined())
      types.push_back(std::make_unique<TensorType>(typeOf(*operand.tensor.impl())));
    else
      types.push_back(nullptr);
  }
  return types;
}

/// After an operation failed: the reason in the words of the inference rules, when they know it.
static void explain(const OpInfo &info, const std::vector<Operand> &operands, const std::vector<AttrValue> &attrs,
                    SourceLoc loc) {
  if (info.opClass.find('D') != std::string_view::npos)
    return;  // its rule knows nothing
  auto types = operandTypes(info, operands);
  std::vector<const TensorType *> pointers;
  for (auto &type : types)
    pointers.push_back(type.get());
  Inferred inferred = info.infer(pointers, attrs);
  if (!inferred.ok())
    throw Error(ErrorCode::ShapeMismatch, "[" + std::string(info.name) + "] " + inferred.error, loc);
}

static std::vector<Tensor> run(const OpInfo &info, const std::vector<Operand> &operands, std::vector<AttrValue> attrs,
                               SourceLoc loc) {
  std::vector<EagerOperand> eager(operands.size());
  for (size_t i = 0; i < operands.size(); ++i) {
    const Operand &operand = operands[i];
    eager[i].isNumber = operand.isNumber;
    eager[i].isInteger = operand.isInteger;
    eager[i].number = operand.number;
    if (!operand.isNumber && operand.tensor.defined())
      eager[i].tensor = &valueOf(operand.tensor, info.name.data(), operand.loc);
  }
  fillDraw(info, attrs);
  Execution *execution = currentExecution();
  if (execution)
    for (AttrValue &attr : attrs)
      if (auto *shape = std::get_if<Shape>(&attr); shape && !std::ranges::all_of(*shape, &Dim::isConstant))
        *shape = execution->sized(*shape, loc);
  std::vector<Handle> handles(info.results.size());
  try {
    runtime().apply(info.code, eager, attrs, execution ? execution->random() : RandomState(), handles);
  } catch (const Error &error) {
    explain(info, operands, attrs, loc);
    throw Error(error.code(), error.text(), error.location().line ? error.location() : loc);
  } catch (const std::exception &error) {
    explain(info, operands, attrs, loc);
    throw Error(ErrorCode::Runtime, "[" + std::string(info.name) + "] " + error.what(), loc);
  }
  std::vector<Tensor> results;
  results.reserve(handles.size());
  for (Handle &handle : handles)
    results.push_back(wrap(std::move(handle)));
  if (checking() && execution)
    checkForNan(info, operands, results, loc);
  return results;
}

std::vector<Tensor> apply(OpCode op, std::vector<Operand> operands, std::vector<AttrValue> attrs, SourceLoc loc) {
  const OpInfo &info = opInfo(op);
  if (Recorder *recorder = currentRecorder()) {
    fillDraw(info, attrs);
    return recorder->record(op, operands, std::move(attrs), loc);
  }
  return run(info, operands, std::move(attrs), loc);
}

}  // namespace flodl::detail
