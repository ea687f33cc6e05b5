#include "tools/flodl-run/Gradients.h"
#include "ir/flow/Types.h"
#include "tools/flodl-run/Derivative.h"
#include "tools/flodl-run/Interpreter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;

namespace flodl::run {
namespace {

/// Central differences: step, and how far the record's gradient may be off.
constexpr double step = 1e-6, absolute = 1e-5, relative = 1e-3;
/// Roundings of the largest element by which an internal operation may differ from autograd: it sums the example's elements,
/// fewer than this, in another order.
constexpr double roundings = 256;
/// Elements of an operand that differences are taken for.
constexpr size_t maxElements = 48;

double roundoff(Value value) {
  return cast<RankedTensorType>(value.getType()).getElementType().isF64() ? 0x1p-53 : 0x1p-24;
}

/// One function with one operation under test.
class Check {
 public:
  Check(func::FuncOp function, flow::TensorOpInterface op, bool training)
      : function(function), op(op), training(training) {
    for (Operation &before : function.front()) {
      forwardOps.push_back(&before);
      if (&before == op.getOperation())
        break;
    }
    derivative = buildDerivative(function, op);
  }

  /// Largest excess over the tolerance, or a text.
  std::string differences() {
    for (auto [i, operand] : llvm::enumerate(arguments())) {
      if (!derivative.of[operand])
        continue;
      std::vector<double> base = sample(operand);
      std::vector<double> got = valuesOf(runBackward().tensor(derivative.of[operand]));
      size_t stride = base.size() <= maxElements ? 1 : base.size() / maxElements;
      for (size_t e = 0; e < base.size(); e += stride) {
        std::vector<double> high = base, low = base;
        high[e] += step;
        low[e] -= step;
        double expected = (weighted(operand, high) - weighted(operand, low)) / (2 * step);
        if (!(std::fabs(got[e] - expected) <= absolute + relative * std::fabs(expected)))
          return llvm::formatv("operand {0}, element {1}: expected {2}, but got {3}", i, e, expected, got[e]);
      }
    }
    return {};
  }

  /// A text when a gradient differs from autograd's.
  std::string autograd() {
    detail::Runtime &runtime = detail::runtime();
    Interpreter interpreter(sizes);
    bindInputs(interpreter, {}, {});
    for (Value argument : arguments())
      if (derivative.of[argument])
        runtime.setRequiresGrad(interpreter.tensor(argument), true);
    runForward(interpreter);
    detail::Handle weights = weightsTensor();
    runtime.backward(interpreter.tensor(op->getResult(0)), &weights, false);
    Interpreter ours = runBackward();
    for (auto [i, argument] : llvm::enumerate(arguments())) {
      if (!derivative.of[argument])
        continue;
      detail::Handle theirs = runtime.grad(interpreter.tensor(argument));
      detail::Handle got = ours.tensor(derivative.of[argument]);
      if (theirs && bytesOf(theirs) == bytesOf(got))
        continue;
      std::vector<double> values = valuesOf(got), expected = theirs ? valuesOf(theirs) : std::vector<double>(values.size());
      double worst = 0, largest = 0;
      for (auto [a, b] : llvm::zip(expected, values)) {
        worst = std::max(worst, std::isnan(b) ? INFINITY : std::fabs(a - b));
        largest = std::max(largest, std::fabs(a));
      }
      // A gradient that libtorch does not define is 0.
      if (!theirs && worst == 0)
        continue;
      // What only passes make has no formula in libtorch that it would have to be equal to, and may give zeros for nothing.
      if (!opInfo(op.opCode()).isPublic && worst <= roundings * roundoff(argument) * (1 + largest))
        continue;
      return llvm::formatv("operand {0} differs from autograd by {1}", i, worst);
    }
    return {};
  }

 private:
  ArrayRef<BlockArgument> arguments() { return function.getArguments().drop_back(); }

  /// Of an argument with the attribute `func.whole`, 0, 1 and 2: elements that are equal, and 0.
  Domain domain(Value argument) {
    if (function.getArgAttr(index(argument), "func.whole"))
      return Domain::Index;
    const OpInfo &info = opInfo(op.opCode());
    if (StringRef(info.name).starts_with("batch_norm"))
      return argument == op->getOperands().drop_back(3).back() ? Domain::Positive : Domain::Real;
    return domainOf(info);
  }
  std::vector<double> sample(Value argument) {
    return sampleValues(flow::plainType(argument.getType()), sizes, "argument" + std::to_string(index(argument)), 1,
                        domain(argument));
  }
  static unsigned index(Value argument) { return cast<BlockArgument>(argument).getArgNumber(); }
  detail::Handle weightsTensor() {
    TensorType type = flow::plainType(derivative.weights.getType());
    return tensorFrom(sampleValues(type, sizes, "weights", 2, Domain::Real), type.dtype, sizes.of(type.shape));
  }

  void runForward(Interpreter &interpreter) {
    for (Operation *forwardOp : forwardOps)
      if (auto hyper = dyn_cast<flow::HyperOp>(forwardOp))
        interpreter.bindNumber(hyper.getResult(), hyper.getValue().convertToDouble());
      else
        interpreter.run(forwardOp);
  }

  /// Binds samples; `values` in place of those of `replaced`.
  void bindInputs(Interpreter &interpreter, Value replaced, const std::vector<double> &values) {
    for (Value argument : arguments()) {
      if (!isa<RankedTensorType>(argument.getType())) {
        interpreter.bindNumber(argument, argument.getType().isInteger(1) ? training : argument.getType().isF64() ? 0.25 : 0);
        continue;
      }
      TensorType type = flow::plainType(argument.getType());
      interpreter.bind(argument, tensorFrom(argument == replaced ? values : sample(argument), type.dtype, sizes.of(type.shape)));
    }
  }

  /// Sum of the first result's elements, each with its weight.
  double weighted(Value replaced, const std::vector<double> &values) {
    Interpreter interpreter(sizes);
    bindInputs(interpreter, replaced, values);
    runForward(interpreter);
    double sum = 0;
    for (auto [value, weight] : llvm::zip(valuesOf(interpreter.tensor(op->getResult(0))), valuesOf(weightsTensor())))
      sum += value * weight;
    return sum;
  }

  Interpreter runBackward() {
    Interpreter interpreter(sizes);
    bindInputs(interpreter, {}, {});
    interpreter.bind(derivative.weights, weightsTensor());
    runForward(interpreter);
    for (Operation *backwardOp : derivative.operations)
      interpreter.run(backwardOp);
    return interpreter;
  }

  func::FuncOp function;
  flow::TensorOpInterface op;
  bool training;
  Sizes sizes;
  std::vector<Operation *> forwardOps;
  Derivative derivative;
};

/// The last differentiable operation of a function, or null.
flow::TensorOpInterface underTest(func::FuncOp function) {
  flow::TensorOpInterface found;
  for (Operation &op : function.front())
    if (auto tensorOp = dyn_cast<flow::TensorOpInterface>(op); tensorOp && opInfo(tensorOp.opCode()).differentiable)
      found = tensorOp;
  // Its gradients are those of the function's arguments.
  auto isVariable = [](Value operand) { return isa<BlockArgument>(operand) && isFloatTensor(operand); };
  bool checked = found && isFloatTensor(found->getResult(0)) && llvm::any_of(found->getOperands(), isVariable);
  return checked ? found : flow::TensorOpInterface();
}

}  // namespace

int checkGradients(ModuleOp module, bool againstAutograd, raw_ostream &os) {
  int failures = 0;
  for (auto function : llvm::make_early_inc_range(module.getOps<func::FuncOp>())) {
    if (!underTest(function))
      continue;
    bool hasFlag = llvm::any_of(function.getArgumentTypes(), [](Type type) { return type.isInteger(1); });
    for (bool training : hasFlag ? std::vector<bool>{true, false} : std::vector<bool>{true}) {
      std::string error;
      auto copy = cast<func::FuncOp>(function->clone());
      try {
        Check check(copy, underTest(copy), training);
        error = againstAutograd ? check.autograd() : check.differences();
      } catch (const std::exception &exception) {
        error = exception.what();
      }
      copy->erase();
      os << (error.empty() ? "ok " : "FAILED ") << function.getSymName() << (training ? "" : " (evaluation)")
         << (error.empty() ? "" : ": " + error) << '\n';
      failures += !error.empty();
    }
  }
  return failures;
}

}  // namespace flodl::run
