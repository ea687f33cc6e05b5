#include "tools/flodl-run/Entries.h"
#include "flodl/rt/ops.h"
#include "ir/flow/Types.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "passes/lower_to_rt/EntryArguments.h"
#include "tools/flodl-run/Interpreter.h"
#include "llvm/Support/FormatVariadic.h"
#include <deque>

using namespace mlir;

namespace flodl::run {
namespace {

/// The arguments of one entry point, by their numbers in the record.
class EntryCall {
 public:
  EntryCall(flow::TensorOpInterface op, const Interpreter &interpreter)
      : op(op), interpreter(interpreter), groups(lowering::operandGroups(op)), attrs(op.attrValues()) {
    for (Value result : op->getResults()) {
      TensorType type = flow::plainType(result.getType());
      std::vector<int64_t> shape = Sizes().of(type.shape);
      results.push_back(detail::runtime().empty(type.dtype, shape, Device()));
      // Another tensor over the same memory: a kernel must write there, not put other memory in place.
      memory.push_back(detail::runtime().detach(results.back()));
    }
  }

  void dispatch() {
    EntryCall &a = *this;
    switch (op.opCode()) {
#include "tools/flodl-run/entry_dispatch.inc"
    default: break;
    }
  }

  rt::Call call;
  std::vector<detail::Handle> results, memory;

 private:
  const rt::View &viewOf(const detail::Handle &handle) {
    TensorType type = detail::runtime().type(handle);
    auto &sizes = lists.emplace_back(type.shape.begin(), type.shape.end());
    rt::View view;
    view.sizes = sizes.data();
    view.rank = static_cast<int32_t>(sizes.size());
    view.dtype = type.dtype;
    view.tensor = handle.get();
    return views.emplace_back(view);
  }
  Value value(size_t i) const { return op->getOperand(groups[i].first); }

  const rt::View &tensor(size_t i) { return viewOf(interpreter.tensor(value(i))); }
  const rt::View *optional(size_t i) { return groups[i].count ? &tensor(i) : nullptr; }
  std::span<const rt::View *const> tensors(size_t i) {
    for (unsigned k = 0; k < groups[i].count; ++k)
      pointers.push_back(&viewOf(interpreter.tensor(op->getOperand(groups[i].first + k))));
    return pointers;
  }
  double hyper(size_t i) const { return interpreter.number(value(i)); }
  bool flag(size_t i) const { return interpreter.number(value(i)) != 0; }
  bool boolean(size_t i) const { return std::get<bool>(attrs[i]); }
  int64_t integer(size_t i) const { return std::get<int64_t>(attrs[i]); }
  double real(size_t i) const { return std::get<double>(attrs[i]); }
  const std::string &text(size_t i) const { return std::get<std::string>(attrs[i]); }
  DType dtype(size_t i) const { return std::get<DType>(attrs[i]); }
  const std::vector<int64_t> &integers(size_t i) const { return std::get<std::vector<int64_t>>(attrs[i]); }
  const std::vector<int64_t> &sizes(size_t i) { return lists.emplace_back(Sizes().of(std::get<Shape>(attrs[i]))); }
  rt::RandomKey random() const { return {}; }
  const rt::View &result(size_t i) { return viewOf(results[i]); }

  flow::TensorOpInterface op;
  const Interpreter &interpreter;
  std::vector<lowering::OperandGroup> groups;
  SmallVector<AttrValue> attrs;
  std::deque<rt::View> views;
  std::deque<std::vector<int64_t>> lists;
  std::vector<const rt::View *> pointers;
};

}  // namespace

bool hasComparableEntry(const OpInfo &op) {
  return op.callClass != CallClass::View && op.opClass.find('Q') == std::string_view::npos;
}

std::string compareEntry(flow::TensorOpInterface op, const Interpreter &interpreter, double roundings) {
  EntryCall entry(op, interpreter);
  entry.dispatch();
  for (auto [i, value] : llvm::enumerate(op->getResults())) {
    if (std::string error = difference(interpreter.tensor(value), entry.memory[i], roundings); !error.empty())
      return llvm::formatv("result {0}, {1}", i, error);
  }
  return {};
}

int checkEntries(ModuleOp module, raw_ostream &os) {
  detail::runtime().setGradEnabled(false);
  Sizes sizes;
  int failures = 0;
  for (auto function : module.getOps<func::FuncOp>()) {
    bool hasFlag = llvm::any_of(function.getArgumentTypes(), [](Type type) { return type.isInteger(1); });
    for (bool training : hasFlag ? std::vector<bool>{true, false} : std::vector<bool>{true}) {
      std::string error;
      bool checked = false;
      try {
        Interpreter interpreter(sizes);
        interpreter.bindArguments(function.front(), training);
        for (Operation &op : function.front()) {
          if (auto hyper = dyn_cast<flow::HyperOp>(op))
            interpreter.bindNumber(hyper.getResult(), hyper.getValue().convertToDouble());
          interpreter.run(&op);
          auto tensorOp = dyn_cast<flow::TensorOpInterface>(op);
          if (!tensorOp || !hasComparableEntry(opInfo(tensorOp.opCode())) || !error.empty())
            continue;
          checked = true;
          error = compareEntry(tensorOp, interpreter);
        }
      } catch (const std::exception &exception) {
        error = exception.what();
      }
      if (!checked && error.empty())
        continue;
      os << (error.empty() ? "ok " : "FAILED ") << function.getSymName() << (training ? "" : " (evaluation)")
         << (error.empty() ? "" : ": " + error) << '\n';
      failures += !error.empty();
    }
  }
  return failures;
}

}  // namespace flodl::run
