#include "tools/flodl-run/Programs.h"
#include "ir/flow/Types.h"
#include "tools/flodl-run/Interpreter.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;

namespace flodl::run {
namespace {

using Results = std::vector<std::pair<std::string, detail::Handle>>;

/// One execution of the body of a model or program.
class Execution {
 public:
  Execution(const Sizes &sizes, bool training) : sizes(sizes), training(training), interpreter(sizes) {}

  Results run(Block &body) {
    for (auto [i, argument] : llvm::enumerate(body.getArguments()))
      bind(argument, "input", i);
    for (Operation &op : body.without_terminator())
      if (!interpreter.run(&op))
        structure(&op);
    return std::move(results);
  }

 private:
  void bind(Value value, const std::string &kind, int64_t index, Domain domain = Domain::Real) {
    TensorType type = flow::plainType(value.getType());
    interpreter.bind(value, tensorFrom(sampleValues(type, sizes, kind + std::to_string(index), 1, domain), type.dtype,
                                       sizes.of(type.shape)));
  }
  void record(const std::string &kind, int64_t index, Value value) {
    results.emplace_back(kind + " " + std::to_string(index), interpreter.tensor(value));
  }

  void structure(Operation *op) {
    llvm::TypeSwitch<Operation *>(op)
        .Case([&](flow::ParameterOp p) { bind(p.getResult(), "parameter", p.getIndex()); })
        .Case([&](flow::BufferOp b) { bind(b.getResult(), "buffer", b.getIndex(), Domain::Positive); })
        .Case([&](flow::HyperOp h) { interpreter.bindNumber(h.getResult(), h.getValue().convertToDouble()); })
        .Case([&](flow::FlagOp f) { interpreter.bindNumber(f.getResult(), training); })
        .Case([&](flow::OutputGradientsOp g) {
          for (auto [i, gradient] : llvm::enumerate(g.getGradients()))
            bind(gradient, "output gradient", i);
        })
        .Case([&](flow::OutputOp o) {
          for (auto [i, value] : llvm::enumerate(o.getValues()))
            record("output", i, value);
        })
        .Case([&](flow::LossOp l) {
          for (auto [i, value] : llvm::enumerate(l->getOperands()))
            record(i ? "term" : "loss", i, value);
        })
        .Case([&](flow::CheckIndexOp c) { interpreter.bind(c.getChecked(), interpreter.tensor(c.getIndex())); })
        .Case([&](flow::WriteBufferOp w) { record("buffer", w.getIndex(), w.getValue()); })
        .Case([&](flow::ParameterGradientOp g) { record("parameter gradient", g.getIndex(), g.getValue()); })
        .Case([&](flow::InputGradientOp g) { record("input gradient", g.getIndex(), g.getValue()); });
  }

  const Sizes &sizes;
  bool training;
  Interpreter interpreter;
  Results results;
};

/// Calls `fn(name, body)` for every model and program.
template <class Fn>
void forPrograms(ModuleOp module, Fn fn) {
  for (Operation &op : *module.getBody())
    if (isa<flow::ModelOp, flow::ProgramOp>(op))
      fn(cast<SymbolOpInterface>(op).getName(), op.getRegion(0).front());
}

/// Largest difference relative to the largest value.
double distance(const std::vector<double> &a, const std::vector<double> &b) {
  double largest = 0, worst = 0;
  for (auto [x, y] : llvm::zip(a, b)) {
    largest = std::max(largest, std::fabs(x));
    if (x != y && !(std::isnan(x) && std::isnan(y)))
      worst = std::isnan(x - y) ? INFINITY : std::max(worst, std::fabs(x - y));
  }
  return largest > 0 && std::isfinite(worst) ? worst / largest : worst;
}

}  // namespace

int printPrograms(ModuleOp module, const Sizes &sizes, bool training, raw_ostream &os) {
  forPrograms(module, [&](StringRef name, Block &body) {
    os << name << '\n';
    for (auto &[what, tensor] : Execution(sizes, training).run(body))
      os << "  " << what << " = " << detail::runtime().text(tensor) << '\n';
  });
  return 0;
}

int comparePrograms(ModuleOp module, ModuleOp other, const Sizes &sizes, bool training, double tolerance,
                    raw_ostream &os) {
  std::map<std::string, Results> expected;
  forPrograms(module, [&](StringRef name, Block &body) { expected[name.str()] = Execution(sizes, training).run(body); });
  int differences = 0;
  auto complain = [&](StringRef program, const std::string &text) {
    os << program << ": " << text << '\n';
    ++differences;
  };
  forPrograms(other, [&](StringRef name, Block &body) {
    auto before = expected.find(name.str());
    if (before == expected.end())
      return complain(name, "is in the second module only");
    Results after = Execution(sizes, training).run(body);
    if (after.size() != before->second.size())
      return complain(name, llvm::formatv("expected {0} results, but got {1}", before->second.size(), after.size()));
    for (auto [want, got] : llvm::zip(before->second, after)) {
      if (want.first != got.first)
        complain(name, "expected " + want.first + ", but got " + got.first);
      else if (double d = distance(valuesOf(want.second), valuesOf(got.second)); !(d <= tolerance))
        complain(name, llvm::formatv("{0} differs by {1}", want.first, d));
    }
    expected.erase(before);
  });
  for (auto &[name, results] : expected)
    complain(name, "is in the first module only");
  return differences;
}

}  // namespace flodl::run
