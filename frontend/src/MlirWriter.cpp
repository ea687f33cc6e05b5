// Writes a recording as MLIR text in generic form; docs/architecture.md describes it.
#include "Recording.h"
#include <charconv>

namespace flodl::detail {
namespace {

std::string quoted(std::string_view text) {
  static constexpr char hex[] = "0123456789ABCDEF";
  std::string out = "\"";
  for (unsigned char c : text) {
    if (c == '"' || c == '\\' || c < 0x20 || c == 0x7f) {
      out += '\\';
      out += hex[c >> 4];
      out += hex[c & 15];
    } else {
      out += static_cast<char>(c);
    }
  }
  return out + '"';
}

std::string real(double value) {
  if (value != value)
    return "0x7FF8000000000000 : f64";
  if (value - value != 0)
    return value > 0 ? "0x7FF0000000000000 : f64" : "0xFFF0000000000000 : f64";
  char buffer[40];
  auto [end, code] = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  std::string text(buffer, end);
  // MLIR wants a decimal point.
  if (text.find('.') == std::string::npos)
    text.insert(text.find('e'), ".0");
  return text + " : f64";
}

std::string sizes(const Shape &shape) {
  std::string out = "[";
  for (size_t i = 0; i < shape.size(); ++i)
    out += (i ? ", " : "") + (shape[i].constant() ? std::to_string(*shape[i].constant()) : quoted(shape[i].str()));
  return out + "]";
}

std::string type(const TensorType &tensor) {
  static constexpr const char *elements[] = {"i1", "i32", "i64", "f16", "bf16", "f32", "f64"};
  std::string out = "tensor<";
  bool symbolic = false;
  for (const Dim &dim : tensor.shape) {
    out += (dim.constant() ? std::to_string(*dim.constant()) : "?") + "x";
    symbolic |= !dim.constant();
  }
  out += elements[static_cast<size_t>(tensor.dtype)];
  return out + (symbolic ? ", #flow.dims<" + sizes(tensor.shape) + ">>" : ">");
}

std::string attribute(const AttrValue &attr) {
  struct Visitor {
    std::string operator()(std::monostate) { return "unit"; }
    std::string operator()(bool value) { return value ? "true" : "false"; }
    std::string operator()(int64_t value) { return std::to_string(value) + " : i64"; }
    std::string operator()(double value) { return real(value); }
    std::string operator()(const std::string &value) { return quoted(value); }
    std::string operator()(DType value) { return quoted(dtypeName(value)); }
    std::string operator()(const Shape &value) { return sizes(value); }
    std::string operator()(const std::vector<int64_t> &value) {
      std::string list = value.empty() ? "array<i64" : "array<i64: ";
      for (size_t i = 0; i < value.size(); ++i)
        list += (i ? ", " : "") + std::to_string(value[i]);
      return list + ">";
    }
  };
  return std::visit(Visitor(), attr);
}

/// The user's place, under the name of the module that recorded the operation.
std::string location(const SourceLoc &loc, const std::string &path = {}) {
  std::string place = loc.line == 0 ? "unknown"
                                    : quoted(loc.file) + ":" + std::to_string(loc.line) + ":" +
                                          std::to_string(loc.column);
  return path.empty() ? " loc(" + place + ")" : " loc(" + quoted(path) + "(" + place + "))";
}

template <class List, class F>
std::string list(const List &entries, F textOf) {
  std::string out = "[";
  for (size_t i = 0; i < entries.size(); ++i)
    out += (i ? ", " : "") + textOf(entries[i]);
  return out + "]";
}

class Writer {
 public:
  Writer(const Recording &recording, std::string &out) : recording_(recording), out_(out) {}

  void model(const std::string &name, const std::string &symbol) {
    auto named = [](const auto &entry) { return quoted(entry.name); };
    out_ += "  flow.model @" + symbol + " attributes {\n";
    out_ += "      model = " + quoted(name) + ",\n";
    out_ += "      signature = " + quoted(signatureOf(recording_)) + ",\n";
    out_ += "      symbols = " + list(recording_.symbols, [](const std::string &s) { return quoted(s); }) + ",\n";
    out_ += "      inputs = " + list(recording_.inputs, named) + ",\n";
    out_ += "      targets = " + list(recording_.targets, named) + ",\n";
    out_ += "      outputs = " + list(recording_.outputs, named) + ",\n";
    out_ += "      terms = " + list(recording_.terms, named) + ",\n";
    out_ += "      parameters = " + list(recording_.parameters, named) + ",\n";
    out_ += "      buffers = " + list(recording_.buffers, named) + "} {\n";
    arguments();
    tensors("flow.parameter", recording_.parameters);
    tensors("flow.buffer", recording_.buffers);
    for (size_t i = 0; i < recording_.hypers.size(); ++i)
      out_ += "    %h" + std::to_string(i) + " = \"flow.hyper\"() {index = " + std::to_string(i) +
              " : i64, value = " + real(recording_.hypers[i].value) + ", name = " + quoted(recording_.hypers[i].name) +
              "} : () -> f64\n";
    for (size_t i = 0; i < recording_.flags.size(); ++i)
      out_ += "    %f" + std::to_string(i) + " = \"flow.flag\"() {index = " + std::to_string(i) +
              " : i64, name = " + quoted(recording_.flags[i].name) + "} : () -> i1\n";
    for (size_t i = 0; i < recording_.lossStart; ++i)
      operation(recording_.ops[i]);
    results("flow.output", recording_.outputs);
    for (size_t i = recording_.lossStart; i < recording_.ops.size(); ++i)
      operation(recording_.ops[i]);
    loss();
    end();
    out_ += "  }\n";
  }

 private:
  std::string value(int number) const { return "%" + std::to_string(number); }
  const TensorType &typeOf(int number) const { return recording_.values[number]; }

  void arguments() {
    out_ += "  ^bb0(";
    std::string separator;
    for (auto *tensors : {&recording_.inputs, &recording_.targets})
      for (const RecordedTensor &tensor : *tensors) {
        out_ += separator + value(tensor.value) + ": " + type(tensor.type);
        separator = ", ";
      }
    out_ += "):\n";
  }

  void tensors(const char *op, const std::vector<RecordedTensor> &tensors) {
    for (size_t i = 0; i < tensors.size(); ++i)
      out_ += "    " + value(tensors[i].value) + " = \"" + op + "\"() {index = " + std::to_string(i) +
              " : i64} : () -> " + type(tensors[i].type) + "\n";
  }

  /// `name(operands) attributes : types loc` with the results in front.
  void operation(const RecordedOp &op) {
    if (op.kind == RecordedOp::WriteBuffer) {
      int written = op.operands[0].index;
      out_ += "    \"flow.write_buffer\"(" + value(written) + ") {index = " + std::to_string(op.index) +
              " : i64} : (" + type(typeOf(written)) + ") -> ()" + location(op.loc, op.path) + "\n";
      return;
    }
    if (op.kind == RecordedOp::CheckSizes) {
      out_ += "    \"flow.check_sizes\"() {sizes = " + attribute(op.attrs[0]) + ", condition = " + attribute(op.attrs[1]) +
              ", text = " + attribute(op.attrs[2]) + "} : () -> ()" + location(op.loc, op.path) + "\n";
      return;
    }
    const OpInfo &info = opInfo(op.code);
    std::string operands, operandTypes, resultNames, resultTypes;
    auto add = [](std::string &list, const std::string &entry) { list += (list.empty() ? "" : ", ") + entry; };
    for (const RecordedOperand &operand : op.operands) {
      if (operand.kind == RecordedOperand::Absent)
        continue;
      bool hyper = operand.kind == RecordedOperand::Hyper, flag = operand.kind == RecordedOperand::Flag;
      add(operands, (hyper ? "%h" : flag ? "%f" : "%") + std::to_string(operand.index));
      add(operandTypes, hyper ? "f64" : flag ? "i1" : type(typeOf(operand.index)));
    }
    for (int i = 0; i < op.results; ++i) {
      add(resultNames, value(op.firstResult + i));
      add(resultTypes, type(typeOf(op.firstResult + i)));
    }
    out_ += "    " + resultNames + " = \"flow." + std::string(info.name) + "\"(" + operands + ")" +
            attributes(op, info) + " : (" + operandTypes + ") -> " +
            (op.results == 1 ? resultTypes : "(" + resultTypes + ")") + location(op.loc, op.path) + "\n";
  }

  std::string attributes(const RecordedOp &op, const OpInfo &info) {
    std::string text;
    for (size_t i = 0; i < op.attrs.size(); ++i)
      text += (text.empty() ? "" : ", ") + std::string(info.attrs[i].name) + " = " + attribute(op.attrs[i]);
    if (std::string segments = segmentSizes(op, info); !segments.empty())
      text += (text.empty() ? "" : ", ") + segments;
    return text.empty() ? "" : " {" + text + "}";
  }

  /// ODS's list of operand counts, which operations with several optional or variadic ones carry.
  static std::string segmentSizes(const RecordedOp &op, const OpInfo &info) {
    int open = 0;
    for (const OperandInfo &operand : info.operands)
      open += operand.kind == OperandKind::OptionalTensor || operand.kind == OperandKind::VariadicTensor;
    if (open < 2)
      return {};
    std::string counts;
    size_t at = 0, variadic = op.operands.size() + 1 - info.operands.size();
    for (const OperandInfo &operand : info.operands) {
      size_t taken = operand.kind == OperandKind::VariadicTensor ? variadic : 1;
      size_t present = 0;
      for (size_t i = 0; i < taken; ++i)
        present += op.operands[at + i].kind != RecordedOperand::Absent;
      at += taken;
      counts += (counts.empty() ? "" : ", ") + std::to_string(present);
    }
    return "operandSegmentSizes = array<i32: " + counts + ">";
  }

  void results(const char *op, const std::vector<RecordedOutput> &outputs) {
    std::string values, types;
    for (const RecordedOutput &output : outputs) {
      values += (values.empty() ? "" : ", ") + value(output.value);
      types += (types.empty() ? "" : ", ") + type(typeOf(output.value));
    }
    out_ += "    \"" + std::string(op) + "\"(" + values + ") : (" + types + ") -> ()" + location(outputs[0].loc) + "\n";
  }

  void loss() {
    if (recording_.loss < 0)
      return;
    std::vector<RecordedOutput> values{{"", recording_.loss, recording_.lossLoc}};
    values.insert(values.end(), recording_.terms.begin(), recording_.terms.end());
    results("flow.loss", values);
  }

  void end() {
    std::string text;
    if (!recording_.optimizer.empty())
      text += "optimizer = " + quoted(recording_.optimizer);
    if (!recording_.clip.empty())
      text += (text.empty() ? "" : ", ") + std::string("clip = ") + quoted(recording_.clip);
    out_ += "    \"flow.end\"()" + (text.empty() ? "" : " {" + text + "}") + " : () -> ()\n";
  }

  const Recording &recording_;
  std::string &out_;
};

}  // namespace

void writeMlir(const Recording &recording, const std::string &model, const std::string &symbol, std::string &out) {
  Writer(recording, out).model(model, symbol);
}

}  // namespace flodl::detail
