#include "tools/flodl-run/SampleCheck.h"
#include "ir/flow/Types.h"
#include "tools/flodl-run/Derivative.h"
#include "tools/flodl-run/Entries.h"
#include "tools/flodl-run/Interpreter.h"
#include "tools/flodl-run/Reference.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>
#include <map>

using namespace mlir;

namespace flodl::run {
namespace {

/// Central differences: step, and how far the record's gradient may be off. The truncation error is about step^2 times
/// the third derivative, the rounding error 2^-53 / step times the result.
constexpr double step = 1e-6, absolute = 1e-5, relative = 1e-3;
/// Elements of an operand that differences are taken for.
constexpr size_t maxElements = 24;

/// With operands that do not lie row by row, eager results and gradients do not either, and libtorch takes another loop or
/// product for them, or adds up in another order, than for those that do: by this many roundings of the largest element
/// entry points and gradients may then differ. Sums have at most 100 summands, in pairwise order.
constexpr double strideRoundings = 16;

/// Results and gradients are equal to libtorch's, bit for bit, unless the operation is listed here: with how many
/// roundings of the largest element they may differ, and why.
struct Tolerance {
  double results, gradients;
};
const std::map<std::string_view, Tolerance> &tolerances() {
  static const std::map<std::string_view, Tolerance> entries = {
      // A product and a sum for each element, rounded once or twice.
      {"arange", {4, 0}},
      // Sums of up to 24 values over a channel; libtorch's function takes another kernel without weight or bias.
      {"batch_norm", {8, 32}},
      // A quotient of one product and sum more than libtorch's kernel takes together, depending on its vector width.
      {"bce_loss", {0, 4}},
      // Gates are sums of up to 8 products of other matrices; each of up to 8 steps through two layers amplifies the last one's error.
      {"gru", {64, 128}},
      {"lstm", {64, 128}},
      // Sums of up to 100 products, which libtorch makes of other matrices: rows of batches as one matrix or not, and
      // transposed or not.
      {"linear", {16, 32}},
      {"matmul", {16, 32}},
      // As gru.
      {"rnn_relu", {64, 128}},
      {"rnn_tanh", {64, 128}},
  };
  return entries;
}

bool isZero(const detail::Handle &tensor) {
  return llvm::all_of(valuesOf(tensor), [](double value) { return value == 0; });
}

Attribute attribute(OpBuilder &builder, const AttrValue &value) {
  if (auto *flag = std::get_if<bool>(&value))
    return builder.getBoolAttr(*flag);
  if (auto *number = std::get_if<int64_t>(&value))
    return builder.getI64IntegerAttr(*number);
  if (auto *number = std::get_if<double>(&value))
    return builder.getF64FloatAttr(*number);
  if (auto *text = std::get_if<std::string>(&value))
    return builder.getStringAttr(*text);
  if (auto *dtype = std::get_if<DType>(&value))
    return builder.getStringAttr(dtypeName(*dtype));
  if (auto *list = std::get_if<std::vector<int64_t>>(&value))
    return builder.getDenseI64ArrayAttr(*list);
  return flow::shapeAttr(builder.getContext(), std::get<Shape>(value));
}

/// How many calls went through which checks.
struct Counts {
  int calls = 0, gradients = 0, differences = 0;
  std::string schema;
};

/// One call as a function with one operation.
class Check {
 public:
  Check(MLIRContext &context, const OpInfo &info, const SampledCall &call, Draw &draw)
      : info(info), call(call), module(ModuleOp::create(UnknownLoc::get(&context))), interpreter(sizes) {
    build(context);
    size_t next = 0;
    for (const std::vector<TensorSample> &list : call.tensors)
      for (const TensorSample &sample : list) {
        tensors.push_back(sampledTensor(sample, draw));
        interpreter.bind(function.getArgument(next++), tensors.back());
      }
    for (auto [number, operand] : llvm::zip(call.numbers, info.operands))
      if (operand.kind == OperandKind::Hyper || operand.kind == OperandKind::Flag)
        interpreter.bindNumber(function.getArgument(next++), number);
  }

  /// False when both refuse the call: libtorch has no kernel for these element types.
  bool run(Draw &draw, Counts &counts) {
    std::string refusal;
    try {
      interpreter.run(op);
    } catch (const Error &error) {
      refusal = error.what();
    }
    bool hasReference = withoutReference(info).empty();
    if (!refusal.empty()) {
      try {
        if (hasReference)
          callReference(info, call, tensors, nullptr);
      } catch (const Error &) {
        return false;
      }
      fail("eager execution refuses it, libtorch does not: " + refusal);
    }
    for (Value result : op->getResults()) {
      TensorType inferred = flow::plainType(result.getType()), got = detail::runtime().type(interpreter.tensor(result));
      if (!sameType(inferred, got))
        fail("the inference rule gives " + str(inferred) + ", execution " + str(got));
    }
    if (hasComparableEntry(info))
      if (std::string error = compareEntry(op, interpreter, isDense() ? 0 : strideRoundings); !error.empty())
        fail("the entry point: " + error);
    if (hasReference)
      compareWithReference(draw, counts);
    ++counts.calls;
    return true;
  }

 private:
  bool isDense() const {
    return llvm::all_of(call.tensors, [](const std::vector<TensorSample> &list) {
      return llvm::all_of(list, [](const TensorSample &sample) { return sample.layout == Layout::Dense; });
    });
  }

  [[noreturn]] void fail(const std::string &text) const {
    throw Error(ErrorCode::Runtime, str(info, call) + ": " + text);
  }

  void build(MLIRContext &context) {
    OpBuilder builder(&context);
    Location loc = module->getLoc();
    SmallVector<Type> types;
    SmallVector<int32_t> segments;
    int flexible = 0;
    for (auto [operand, list] : llvm::zip(info.operands, call.tensors)) {
      flexible += operand.kind == OperandKind::OptionalTensor || operand.kind == OperandKind::VariadicTensor;
      for (const TensorSample &sample : list)
        types.push_back(flow::tensorType(&context, sample.type));
      bool number = operand.kind == OperandKind::Hyper || operand.kind == OperandKind::Flag;
      if (number)
        types.push_back(operand.kind == OperandKind::Hyper ? Type(builder.getF64Type()) : Type(builder.getI1Type()));
      segments.push_back(number ? 1 : static_cast<int32_t>(list.size()));
    }
    builder.setInsertionPointToEnd(module->getBody());
    function = func::FuncOp::create(builder, loc, "sample", builder.getFunctionType(types, {}));
    builder.setInsertionPointToEnd(function.addEntryBlock());
    OperationState state(loc, "flow." + std::string(info.name));
    state.addOperands(ValueRange(function.getArguments()));
    if (flexible > 1)
      state.addAttribute("operandSegmentSizes", builder.getDenseI32ArrayAttr(segments));
    for (auto [attr, value] : llvm::zip(info.attrs, call.attrs))
      state.addAttribute(attr.name, attribute(builder, value));
    SmallVector<Value> inferenceOperands;
    size_t next = 0;
    for (auto [operand, count] : llvm::zip(info.operands, segments)) {
      if (operand.kind == OperandKind::Hyper || operand.kind == OperandKind::Flag)
        break;  // they come last
      if (count == 0 && operand.kind == OperandKind::OptionalTensor)
        inferenceOperands.push_back(nullptr);
      for (int32_t i = 0; i < count; ++i)
        inferenceOperands.push_back(function.getArgument(next++));
    }
    SmallVector<Type> results;
    if (failed(flow::inferTypes(&context, loc, info.code, inferenceOperands, call.attrs, results)))
      fail("its types cannot be inferred");
    state.addTypes(results);
    op = cast<flow::TensorOpInterface>(builder.create(state));
    func::ReturnOp::create(builder, loc);
    if (failed(verify(*module)))
      fail("it does not verify");
  }

  void compareWithReference(Draw &draw, Counts &counts) {
    Value first = op->getResult(0);
    detail::Handle weights;
    if (isFloatTensor(first))
      weights = sampledTensor({flow::plainType(first.getType()), {}}, draw);
    ReferenceResult reference = callReference(info, call, tensors, nullptr);
    try {
      if (weights)
        reference = callReference(info, call, tensors, &weights);
    } catch (const Error &error) {
      // Some derivatives of libtorch negate or subtract a boolean operand, or leave the type of an integer one.
      if (StringRef(error.what()).contains("bool tensor") || StringRef(error.what()).contains("can't be cast to the desired"))
        return;
      throw;
    }
    counts.schema = reference.schema;
    auto entry = tolerances().find(info.name);
    Tolerance tolerance = entry == tolerances().end() ? Tolerance{0, 0} : entry->second;
    for (auto [i, expected] : llvm::enumerate(reference.results))
      if (i < op->getNumResults())
        if (std::string error = difference(expected, interpreter.tensor(op->getResult(i)), tolerance.results); !error.empty())
          fail(llvm::formatv("result {0}, {1}", i, error));
    if (!weights || tensors.empty())
      return;
    if (!info.differentiable) {
      for (const detail::Handle &gradient : reference.gradients)
        if (gradient && !isZero(gradient))
          fail("the record has no derivative, libtorch has");
      return;
    }
    compareGradients(weights, reference, isDense() ? tolerance.gradients : std::max(strideRoundings, tolerance.gradients), counts);
  }

  void compareGradients(const detail::Handle &weights, const ReferenceResult &reference, double roundings, Counts &counts) {
    Derivative derivative = buildDerivative(function, op);
    interpreter.bind(derivative.weights, weights);
    for (Operation *operation : derivative.operations)
      interpreter.run(operation);
    bool compared = false;
    for (auto [i, expected] : llvm::enumerate(reference.gradients)) {
      Value ours = derivative.of.lookup(function.getArgument(i));
      if (!ours && expected && !isZero(expected))
        fail(llvm::formatv("the record has no derivative towards tensor {0}, libtorch has", i));
      if (!ours)
        continue;
      compared = true;
      detail::Handle gradient = interpreter.tensor(ours);
      // Sums are made in the type of the result.
      double coarser = std::max(1., roundoff(detail::runtime().type(weights).dtype) / roundoff(detail::runtime().type(gradient).dtype));
      if (!expected && !isZero(gradient))
        fail(llvm::formatv("libtorch has no gradient towards tensor {0}, the record's is not 0", i));
      if (expected)
        if (std::string error = difference(expected, gradient, roundings * coarser); !error.empty())
          fail(llvm::formatv("gradient towards tensor {0}, {1}", i, error));
    }
    counts.gradients += compared;
    auto isWide = [](Value value) { return !isFloatTensor(value) || flow::plainType(value.getType()).dtype == kFloat64; };
    bool wide = llvm::all_of(op->getOperands(), isWide) && llvm::all_of(op->getResults(), isWide);
    if (!compared || !wide || !call.smooth)
      return;
    for (size_t i = 0; i < tensors.size(); ++i)
      if (Value ours = derivative.of.lookup(function.getArgument(i)))
        compareDifferences(i, valuesOf(interpreter.tensor(ours)), valuesOf(weights));
    ++counts.differences;
  }

  void compareDifferences(size_t number, const std::vector<double> &gradient, const std::vector<double> &weights) {
    Value argument = function.getArgument(number);
    std::vector<double> base = valuesOf(tensors[number]);
    std::vector<int64_t> shape = sizes.of(flow::plainType(argument.getType()).shape);
    auto weighted = [&](size_t element, double change) {
      std::vector<double> values = base;
      values[element] += change;
      interpreter.bind(argument, tensorFrom(values, kFloat64, shape));
      interpreter.run(op);
      double sum = 0;
      for (auto [value, weight] : llvm::zip(valuesOf(interpreter.tensor(op->getResult(0))), weights))
        sum += value * weight;
      return sum;
    };
    size_t stride = std::max<size_t>(1, base.size() / maxElements);
    for (size_t e = 0; e < base.size(); e += stride) {
      double expected = (weighted(e, step) - weighted(e, -step)) / (2 * step);
      if (std::isnan(expected))  // the result is not finite
        continue;
      if (!(std::fabs(gradient[e] - expected) <= absolute + relative * std::fabs(expected)))
        fail(llvm::formatv("gradient towards tensor {0}, element {1}: central differences give {2}, the record {3}",
                           number, e, expected, gradient[e]));
    }
    interpreter.bind(argument, tensors[number]);
  }

  const OpInfo &info;
  const SampledCall &call;
  Sizes sizes;
  OwningOpRef<ModuleOp> module;
  func::FuncOp function;
  flow::TensorOpInterface op;
  std::vector<detail::Handle> tensors;
  Interpreter interpreter;
};

/// Every operation has its own stream of numbers, so that one can be checked alone.
uint64_t seedOf(uint64_t seed, std::string_view name) {
  for (char c : name)
    seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;  // FNV-1a
  return seed;
}

}  // namespace

int checkSamples(uint64_t seed, int count, const std::string &only, raw_ostream &os) {
  detail::runtime().setGradEnabled(false);
  silenceWarnings();
  MLIRContext context;
  context.loadDialect<flow::FlowDialect, func::FuncDialect>();
  int failures = 0;
  for (const OpInfo &op : allOps()) {
    if (op.opClass.find('D') != std::string_view::npos) {
      os << "left out " << op.name << ": " << withoutReference(op) << ", and it has no inference rule\n";
      continue;
    }
    if (!op.isPublic || (!only.empty() && op.name != only))
      continue;
    Draw draw(seedOf(seed, op.name));
    Counts counts;
    std::string error;
    try {
      for (int refused = 0; counts.calls < count;) {
        SampledCall call = drawCall(op, draw);
        if (!Check(context, op, call, draw).run(draw, counts) && ++refused > 20 * count)
          throw Error(ErrorCode::Runtime, "libtorch refuses nearly every sample, the last one " + str(op, call));
      }
    } catch (const std::exception &exception) {
      error = exception.what();
    }
    if (error.empty() && op.differentiable && withoutReference(op).empty() && counts.gradients == 0)
      error = "no sample reached its derivative";
    failures += !error.empty();
    std::string reason = withoutReference(op);
    os << (error.empty() ? "ok " : "FAILED ") << op.name << ": ";
    if (error.empty())
      os << counts.calls << " samples against " << (reason.empty() ? counts.schema : "nothing (" + reason + ")") << ", "
         << counts.gradients << " gradients, " << counts.differences << " by central differences\n";
    else
      os << error << '\n';
  }
  return failures;
}

}  // namespace flodl::run
