// Comparing compiled programs with the eager graph.
#include "Check.h"
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace flodl::detail {

bool checking() {
  static const bool on = [] {
    const char *value = std::getenv("FLODL_CHECK");
    return value && *value && std::strcmp(value, "0") != 0;
  }();
  return on;
}

static bool hasNan(const Tensor &tensor) {
  if (!tensor.defined() || !isFloating(tensor.dtype()))
    return false;
  for (double value : tensor.detach().to_vector<double>())
    if (std::isnan(value))
      return true;
  return false;
}

void checkForNan(const OpInfo &info, const std::vector<Operand> &operands, const std::vector<Tensor> &results,
                 SourceLoc loc) {
  bool found = false;
  for (const Tensor &result : results)
    found |= hasNan(result);
  if (!found)
    return;
  for (const Operand &operand : operands)
    if (hasNan(operand.tensor))
      return;  // reported where it arose, or given by the user
  std::string path = currentPath();
  throw Error(ErrorCode::Runtime,
              "[" + std::string(info.name) + "] gives NaN" + (path.empty() ? "" : " in '" + path + "'") +
                  " from operands without NaN (FLODL_CHECK)",
              loc);
}

/// Contents of buffers, put back when the object dies.
class BuffersGuard {
 public:
  explicit BuffersGuard(const Graph &graph) : buffers_(graph.buffers()) {
    for (const NamedParameter &buffer : buffers_) {
      Handle handle = valueOf(buffer, "FLODL_CHECK", {});
      std::vector<int64_t> sizes;
      for (const Dim &dim : buffer.shape())
        sizes.push_back(dim);
      Handle copy = runtime().empty(buffer.dtype(), sizes, runtime().device(handle));
      runtime().copyInto(copy, handle);
      copies_.push_back(std::move(copy));
    }
  }
  ~BuffersGuard() {
    for (size_t i = 0; i < buffers_.size(); ++i)
      runtime().copyInto(buffers_[i].impl()->handle, copies_[i]);
  }

 private:
  std::vector<NamedParameter> buffers_;
  std::vector<Handle> copies_;
};

EagerReference eagerReference(Graph &graph, const std::vector<Tensor> &values, uint64_t forward) {
  GraphImpl &impl = graph.impl();
  NoGradGuard noGrad;
  BuffersGuard buffers(graph);
  Execution execution(nullptr, {impl.number, forward}, values[0].device());
  execution.learnSizes(impl.inputSpecs, values);
  EagerReference reference;
  size_t inputs = impl.inputs.size();
  reference.output = impl.run({values.begin(), values.begin() + inputs}, reference.tags);
  if (values.size() == inputs)
    return reference;
  std::vector<std::pair<std::string, Tensor>> fields;
  for (size_t i = 0; i < values.size(); ++i)
    fields.emplace_back(fieldName(impl, i), values[i]);
  LossInputs lossInputs{reference.tags, graph.parameters(), {values.begin() + inputs, values.end()}};
  Scope scope(nullptr, "loss", impl.lossLoc);
  Terms terms = impl.loss(LossInputs::context(lossInputs, reference.output, Batch(std::move(fields))));
  for (auto &[name, value] : terms.terms())
    reference.loss = reference.loss.defined() ? reference.loss + value : value;
  return reference;
}

void compareWithEager(const std::string &what, const Tensor &compiled, const Tensor &eager, SourceLoc loc) {
  if (compiled.shape() != eager.shape())
    throw Error(ErrorCode::Internal,
                what + ": the compiled shape is " + str(compiled.shape()) + ", the eager one " + str(eager.shape()) +
                    " (FLODL_CHECK)",
                loc);
  std::vector<double> a = compiled.detach().to_vector<double>(), b = eager.detach().to_vector<double>();
  // Rounding of sums in another order, relative to the largest element.
  double scale = 1;
  for (double value : b)
    if (std::isfinite(value))
      scale = std::max(scale, std::abs(value));
  double bound = scale * (eager.dtype() == kFloat64 ? 1e-9 : 1e-3);
  for (size_t i = 0; i < a.size(); ++i) {
    bool equal = a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i])) || std::abs(a[i] - b[i]) <= bound;
    if (!equal)
      throw Error(ErrorCode::Internal,
                  what + " is the first value that differs: element " + std::to_string(i) + " is " +
                      std::to_string(a[i]) + " compiled and " + std::to_string(b[i]) + " eager (FLODL_CHECK)",
                  loc);
  }
}

}  // namespace flodl::detail
