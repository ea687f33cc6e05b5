// The canonical text of a recording, by which compiled programs are found.
#include "Recording.h"
#include <algorithm>
#include <charconv>
#include <span>

namespace flodl::detail {

std::vector<double> Recording::hyperValues() const {
  std::vector<double> values;
  for (const RecordedHyper &hyper : hypers)
    values.push_back(hyper.value);
  return values;
}

/// Shortest text that reads back as the same number.
static std::string text(double value) {
  char buffer[32];
  auto [end, code] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, end};
}

static std::string text(const AttrValue &attr) {
  struct Visitor {
    std::string operator()(std::monostate) { return "-"; }
    std::string operator()(bool value) { return value ? "true" : "false"; }
    std::string operator()(int64_t value) { return std::to_string(value); }
    std::string operator()(double value) { return text(value); }
    std::string operator()(const std::string &value) { return '"' + value + '"'; }
    std::string operator()(DType value) { return std::string(dtypeName(value)); }
    std::string operator()(const Shape &value) { return str(value); }
    std::string operator()(const std::vector<int64_t> &value) {
      std::string list = "<";
      for (int64_t v : value)
        list += (list.size() > 1 ? " " : "") + std::to_string(v);
      return list + ">";
    }
  };
  return std::visit(Visitor(), attr);
}

static std::string operandText(const RecordedOperand &operand) {
  static constexpr const char *marks[] = {"_", "%", "h", "f"};
  return operand.kind == RecordedOperand::Absent ? "_" : marks[operand.kind] + std::to_string(operand.index);
}

static std::string line(const Recording &recording, const RecordedOp &op) {
  if (op.kind == RecordedOp::CheckSizes)
    return "check_sizes " + text(op.attrs[0]) + " " + text(op.attrs[1]) + " " + text(op.attrs[2]);
  std::string out;
  for (int i = 0; i < op.results; ++i)
    out += (i ? ", %" : "%") + std::to_string(op.firstResult + i);
  const OpInfo *info = op.kind == RecordedOp::TensorOp ? &opInfo(op.code) : nullptr;
  out += (info ? " = " + std::string(info->name) : "write_buffer " + std::to_string(op.index)) + "(";
  for (size_t i = 0; i < op.operands.size(); ++i)
    out += (i ? ", " : "") + operandText(op.operands[i]);
  out += ")";
  for (size_t i = 0; i < op.attrs.size(); ++i)
    out += " " + std::string(info->attrs[i].name) + "=" + text(op.attrs[i]);
  for (int i = 0; i < op.results; ++i)
    out += (i ? ", " : " : ") + str(recording.values[op.firstResult + i]);
  return out;
}

static void addTensors(const char *kind, const std::vector<RecordedTensor> &tensors, std::string &out) {
  for (const RecordedTensor &tensor : tensors)
    out +=
        std::string(kind) + " %" + std::to_string(tensor.value) + " \"" + tensor.name + "\" " + str(tensor.type) + "\n";
}

static void addOutputs(const char *kind, const std::vector<RecordedOutput> &outputs, std::string &out) {
  for (const RecordedOutput &output : outputs)
    out += std::string(kind) + " \"" + output.name + "\" %" + std::to_string(output.value) + "\n";
}

std::string signatureOf(const Recording &recording) {
  std::string out;
  addTensors("input", recording.inputs, out);
  addTensors("target", recording.targets, out);
  addTensors("parameter", recording.parameters, out);
  addTensors("buffer", recording.buffers, out);
  for (size_t i = 0; i < recording.hypers.size(); ++i)
    out += "hyper h" + std::to_string(i) + " \"" + recording.hypers[i].name + "\"\n";
  for (size_t i = 0; i < recording.flags.size(); ++i)
    out += "flag f" + std::to_string(i) + " \"" + recording.flags[i].name + "\"\n";
  for (const RecordedOp &op : recording.ops)
    out += line(recording, op) + "\n";
  addOutputs("output", recording.outputs, out);
  if (recording.loss >= 0)
    out += "loss %" + std::to_string(recording.loss) + "\n";
  addOutputs("term", recording.terms, out);
  out += "end";
  if (!recording.optimizer.empty())
    out += " optimizer=" + recording.optimizer;
  if (!recording.clip.empty())
    out += " clip=" + recording.clip;
  return out + "\n";
}

/// Which of two operations at position `i` to blame. When the module of the left one has its turn later
/// in the right recording, the right one was put in before it.
static const RecordedOp *blamed(const RecordedOp *left, const RecordedOp *right, const Recording &rightRecording, size_t i) {
  if (!left || !right || left->path == right->path)
    return left ? left : right;
  auto rest = std::span(rightRecording.ops).subspan(i);
  bool later = std::ranges::any_of(rest, [&](const RecordedOp &op) { return op.path == left->path; });
  return later ? right : left;
}

Difference firstDifference(const Recording &left, const Recording &right) {
  Difference difference{"the end", "the end", {}, {}};
  for (size_t i = 0; i < std::max(left.ops.size(), right.ops.size()); ++i) {
    const RecordedOp *a = i < left.ops.size() ? &left.ops[i] : nullptr;
    const RecordedOp *b = i < right.ops.size() ? &right.ops[i] : nullptr;
    std::string leftLine = a ? line(left, *a) : "the end", rightLine = b ? line(right, *b) : "the end";
    if (leftLine == rightLine)
      continue;
    const RecordedOp *shown = blamed(a, b, right, i);
    return {leftLine, rightLine, shown->path, shown->loc};
  }
  // The operations agree; what surrounds them does not.
  std::string a = signatureOf(left), b = signatureOf(right);
  size_t from = 0;
  while (from < a.size() && from < b.size()) {
    size_t endA = a.find('\n', from), endB = b.find('\n', from);
    if (a.compare(from, endA - from, b, from, endB - from) != 0)
      return {a.substr(from, endA - from), b.substr(from, endB - from), {}, {}};
    from = endA + 1;
  }
  return difference;
}

}  // namespace flodl::detail
